/** `npm run bench`: the measurements of `test/bench/index.ts`, with any further arguments handed on. */
import { existsSync } from 'node:fs';
import { startVirtualDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { startChild } from './lib/run.mjs';
import { runMain, SetupError } from './lib/say.mjs';
import { setupForTerminal, setupForWindow } from './setup/index.mjs';

/** What the bench of the window needs besides: Electron, a build of what the sources say, and a screen of its own. */
async function windowSurroundings() {
  const virtual = process.platform === 'linux';
  await setupForWindow({ virtual });
  return virtual ? startVirtualDisplay() : null;
}

await runMain(async () => {
  const node = await setupForTerminal();
  const bench = inRoot('test', 'bench', 'index.ts');
  if (!existsSync(bench)) throw new SetupError('there is nothing to measure yet: test/bench/index.ts does not exist.');
  const names = process.argv.slice(2);
  const screen = names.length === 0 || names.includes('window') ? await windowSurroundings() : null;
  const display = screen === null ? {} : { DISPLAY: screen.display, WAYLAND_DISPLAY: '' };
  try {
    const { ended } = startChild(node, ['--expose-gc', bench, ...names], { stdio: 'inherit', env: { ...process.env, ...display } });
    return (await ended).code;
  } finally {
    await screen?.stop();
  }
});

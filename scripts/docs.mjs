/** `npm run docs`: builds the program and makes the manual's pictures on a screen of its own. */
import { inRoot } from './lib/paths.mjs';
import { startVirtualDisplay } from './lib/display.mjs';
import { startChild } from './lib/run.mjs';
import { runMain } from './lib/say.mjs';
import { setupForWindow } from './setup/index.mjs';

await runMain(async () => {
  await setupForWindow({ virtual: true });
  const screen = await startVirtualDisplay();
  try {
    const { ended } = startChild(inRoot('node_modules', '.bin', 'node'), [inRoot('test', 'e2e', 'screenshots.ts')], {
      stdio: 'inherit',
      env: { ...process.env, DISPLAY: screen.display },
    });
    return (await ended).code;
  } finally {
    await screen.stop();
  }
});

/** `npm run bench`: the measurements of `test/bench/index.ts`, with any further arguments handed on. */
import { existsSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { startChild } from './lib/run.mjs';
import { runMain, SetupError } from './lib/say.mjs';
import { setupForTerminal } from './setup/index.mjs';

await runMain(async () => {
  const node = await setupForTerminal();
  const bench = inRoot('test', 'bench', 'index.ts');
  if (!existsSync(bench)) throw new SetupError('there is nothing to measure yet: test/bench/index.ts does not exist.');
  const { ended } = startChild(node, ['--expose-gc', bench, ...process.argv.slice(2)], { stdio: 'inherit' });
  return (await ended).code;
});

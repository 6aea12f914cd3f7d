/** `npm run build`: builds `out/`, changed or not. */
import { runMain } from './lib/say.mjs';
import { ensureBuild } from './setup/build.mjs';
import { setupForTerminal } from './setup/index.mjs';

await runMain(async () => {
  await setupForTerminal();
  await ensureBuild({ force: true });
});

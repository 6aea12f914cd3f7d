/** `npm run setup`: brings a fresh clone to running state; a second run has nothing to do. */
import { hasDisplay } from './lib/display.mjs';
import { runMain, say, secondsSince } from './lib/say.mjs';
import { describeElectron } from './setup/electron.mjs';
import { setupForWindow } from './setup/index.mjs';

await runMain(async () => {
  const startMs = performance.now();
  const electron = await setupForWindow({ virtual: !hasDisplay() });
  say(`Ready in ${secondsSince(startMs)}: ${describeElectron(electron)}`);
});

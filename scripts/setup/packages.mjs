/** Step 1: what `package-lock.json` asks for lies in `node_modules`. */
import { existsSync, readFileSync } from 'node:fs';
import { inRoot, machinePath } from '../lib/paths.mjs';
import { runNpm } from '../lib/run.mjs';
import { say, secondsSince, SetupError } from '../lib/say.mjs';
import { findNode24 } from './node.mjs';

/**
 * Why `npm ci` is due, or null. npm leaves a lockfile of what it installed in `node_modules` as its very last act:
 * that file is the stamp. An interrupted install has none, and one from an older commit differs.
 */
export function whyInstall(locked, installed) {
  if (installed === null) return 'dependencies are not installed yet';
  for (const [path, want] of Object.entries(locked.packages)) {
    if (path === '') continue;
    const have = installed.packages[path];
    if (have === undefined) {
      if (!want.optional && !want.devOptional && !want.peer) return `${path} is missing`;
    } else if (have.version !== want.version || have.integrity !== want.integrity) return `${path} has another version`;
  }
  for (const path of Object.keys(installed.packages)) {
    if (locked.packages[path] === undefined) return `${path} is no longer needed`;
  }
  return null;
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** npm's own pauses between tries (10 s, then a minute) leave people before a still screen. */
const patience = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];

/** Runs `npm ci` when `node_modules` is absent, incomplete or of another lockfile. */
export async function ensurePackages() {
  const locked = readJson(inRoot('package-lock.json'));
  if (locked === null) throw new SetupError('package-lock.json is missing; this is not a complete checkout.');
  const reason =
    whyInstall(locked, readJson(inRoot('node_modules', '.package-lock.json'))) ??
    (findNode24() === null ? 'the Node 24 package is missing' : null);
  if (reason === null) return;
  const startMs = performance.now();
  say(`Installing dependencies with npm ci (${reason}; under a minute on an ordinary line) …`);
  const { code, output } = await runNpm(['ci', '--no-progress', '--loglevel=error', ...patience], { path: machinePath() });
  if (code !== 0) throw new SetupError(npmTrouble('npm ci', output));
  say(`Dependencies installed in ${secondsSince(startMs)}.`);
}

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTCACHED|UND_ERR_CONNECT_TIMEOUT|FETCH_ERROR|E50\d)\b/;

/** One sentence (and npm's own words, when it is not the network) for a failed npm call. */
export function npmTrouble(what, output) {
  if (output.startsWith('spawn npm ENOENT'))
    return 'npm was not found; install it (Debian: apt-get install npm, or the Node installer) and run the command again.';
  const cause = unreachable.exec(output);
  if (cause !== null) {
    return `the npm registry is not available (${cause[1]}), so ${what} could not run; connect this machine or set a reachable one with "npm config set registry", then run the command again.`;
  }
  // npm puts its help text behind the cause and warnings about the machine's own settings before it.
  const lines = output.split('\n').filter((line) => line.startsWith('npm error') && line.trim() !== 'npm error');
  return `${what} failed:\n${(lines.length > 0 ? lines : output.trim().split('\n')).slice(0, 15).join('\n')}`;
}

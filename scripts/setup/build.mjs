/** Step 4: `out/` is what the sources say. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { inRoot, root } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { say, secondsSince, SetupError } from '../lib/say.mjs';
import { requireNode24 } from './node.mjs';

const sources = [
  'main',
  'preload',
  'renderer',
  'contract',
  'base',
  'engine',
  'platform',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const stampFile = inRoot('out', 'build-stamp.txt');
const products = ['main/index.cjs', 'preload/index.cjs', 'renderer/index.html'].map((name) => inRoot('out', name));

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
}

/** One digest over the names and contents of all sources; times do not count, a fresh clone or a checkout changes them all. */
export function sourceDigest() {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = inRoot(source);
    const files = source.includes('.') ? [path].filter((file) => existsSync(file)) : filesUnder(path).sort();
    for (const file of files)
      hash
        .update(`${relative(root, file).split(sep).join('/')}\0`)
        .update(readFileSync(file))
        .update('\0');
  }
  return hash.digest('hex');
}

function isFresh(digest) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest && products.every((file) => existsSync(file));
}

/** Builds when a source has changed since the last build (or always, with `force`). */
export async function ensureBuild({ force = false } = {}) {
  const digest = sourceDigest();
  if (!force && isFresh(digest)) return;
  const startMs = performance.now();
  rmSync(stampFile, { force: true });
  const vite = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, output } = await run(requireNode24(), [vite, 'build', '--logLevel', 'warn'], {
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
  });
  if (code !== 0) throw new SetupError(`the build failed:\n${output.trim()}`);
  if (output.trim() !== '') say(output.trim());
  const absent = products.filter((file) => !existsSync(file));
  if (absent.length > 0) throw new SetupError(`the build left out ${absent.map((file) => relative(root, file)).join(', ')}`);
  writeFileSync(stampFile, digest);
  say(`Built in ${secondsSince(startMs)}.`);
}

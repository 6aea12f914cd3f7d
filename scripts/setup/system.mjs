/** Step 3, Linux only: the system libraries Electron loads, Xvfb where there is no screen, and a Chinese font. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram, inRoot, machinePath } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { say, secondsSince, SetupError } from '../lib/say.mjs';

/** Debian's package for each need; where a release has renamed one, the newer name comes first. */
const debian = {
  libraries: [['libgtk-3-0t64', 'libgtk-3-0'], ['libnss3'], ['libasound2t64', 'libasound2'], ['libgbm1']],
  xvfb: [['xvfb']],
  font: [['fonts-noto-cjk']],
};
const stampFile = inRoot('node_modules', '.cache', 'jiadi-system.json');

/** The libraries of an `ldd` listing that were not found. */
export function missingLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}

function electronLibraries(electronPath) {
  const ldd = findProgram('ldd');
  if (ldd === null) return [];
  const { stdout } = spawnSync(ldd, [electronPath], { encoding: 'utf8', maxBuffer: 1 << 24 });
  return missingLibraries(stdout ?? '');
}

function hasChineseFont() {
  const list = findProgram('fc-list');
  if (list !== null) {
    const { status, stdout } = spawnSync(list, [':lang=zh-cn', 'family'], { encoding: 'utf8', maxBuffer: 1 << 24 });
    if (status === 0) return stdout.trim() !== '';
  }
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts'].filter((folder) => existsSync(folder));
  return folders.some((folder) =>
    readdirSync(folder, { recursive: true }).some((name) => /CJK|wqy|SourceHan|HarmonyOS/i.test(String(name))),
  );
}

/** What is missing, by need: `{ libraries: […], xvfb, font }`. */
function findMissing({ electronPath, virtual }) {
  return {
    libraries: electronLibraries(electronPath),
    xvfb: virtual && findProgram('Xvfb') === null,
    font: !hasChineseFont(),
  };
}

function needsOf(missing) {
  return ['libraries', 'xvfb', 'font'].filter((need) => (need === 'libraries' ? missing.libraries.length > 0 : missing[need]));
}

/** The package names to install for the needs; `isKnown` says whether this Debian has a name. */
export function packagesFor(needs, isKnown) {
  return needs.flatMap((need) => debian[need]).map((names) => names.find((name) => isKnown(name)) ?? names[names.length - 1]);
}

function isKnownToApt(name) {
  try {
    return /Candidate: (?!\(none\))/.test(
      execFileSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }),
    );
  } catch (error) {
    if (error.status === undefined) throw error;
    return false;
  }
}

/** Installs what is missing as root on Debian; otherwise says in one sentence which packages are missing. */
export async function ensureSystem({ electronPath, virtual }) {
  if (process.platform !== 'linux') return;
  const stamp = createHash('sha256')
    .update(`${electronPath} ${readText(join(dirname(electronPath), 'version'))} ${virtual}`)
    .digest('hex');
  if (readText(stampFile) === stamp && (!virtual || findProgram('Xvfb') !== null)) return;
  const needs = needsOf(findMissing({ electronPath, virtual }));
  if (needs.length > 0 && isDebian() && process.getuid() === 0) await install(needs);
  const missing = findMissing({ electronPath, virtual });
  const still = needsOf(missing);
  if (still.some((need) => need !== 'font')) throw new SetupError(missingSentence(still, missing));
  // Without the font the program works, only its Chinese shows as empty boxes: worth a sentence, not a stop.
  if (still.length > 0) say(`Note: ${missingSentence(still, missing)}`);
  else {
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  }
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function isDebian() {
  return existsSync('/etc/debian_version') && findProgram('apt-get') !== null;
}

async function install(needs) {
  const startMs = performance.now();
  say('Installing missing system packages with apt-get …');
  const env = { ...process.env, PATH: machinePath(), DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 });
  const packages = packagesFor(needs, isKnownToApt);
  const { code, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    env,
    timeoutMs: 900_000,
  });
  if (code !== 0) {
    const words = `${update.code === 0 ? '' : update.output}\n${output}`.trim().split('\n').slice(-10).join('\n');
    throw new SetupError(
      `apt-get could not install ${packages.join(' ')}; install them by other means and run the command again. It said:\n${words}`,
    );
  }
  say(`Installed ${packages.join(' ')} in ${secondsSince(startMs)}.`);
}

function missingSentence(needs, missing) {
  const what = {
    libraries: `system libraries (${missing.libraries.join(', ')})`,
    xvfb: 'a virtual display (Xvfb)',
    font: 'a Chinese font',
  };
  const names = needs.map((need) => what[need]).join(' and ');
  if (!isDebian())
    return `missing: ${names}; install with this system's package manager (Debian calls the packages ${packagesFor(needs, () => false).join(' ')}).`;
  return `missing: ${names}; install with: sudo apt-get install -y --no-install-recommends ${packagesFor(needs, isKnownToApt).join(' ')}`;
}

/** The stages of `npm test`. Each gives `{ ok, output?, counts? }`; `output` is shown when something is wrong. */
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { startVirtualDisplay } from './lib/display.mjs';
import { inRoot, machinePath } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { say, SetupError } from './lib/say.mjs';
import { filesBelow } from './lib/tree.mjs';
import { ensureBuild } from './setup/build.mjs';
import { describeElectron } from './setup/electron.mjs';
import { setupForWindow } from './setup/index.mjs';
import { requireNode24 } from './setup/node.mjs';

/** Suites that are left out of `npm run check`. */
const slowFolders = ['fault', 'sim'];
/** Suites that are short in `npm test` and run at full length in `npm run test:long`, and how. */
const longSuites = ['test/fault/kill.test.ts', 'test/sim/sync.test.ts'];
const atLength = { JIADI_EVERY_POINT: '1', JIADI_KILLS: '16', JIADI_SIM_SEEDS: '8' };
/** A suite that has not ended by then hangs. */
const suiteLimitMs = 25 * 60_000;
const tsconfigs = ['pure', 'node', 'web', 'preload', 'e2e'];

/** Runs Node 24; what it starts finds Node 24 as `node` too. */
function node24(args, options = {}) {
  const node = requireNode24();
  const PATH = `${dirname(node)}${delimiter}${machinePath()}`;
  const colour = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  return run(node, args, { ...options, env: { ...process.env, ...colour, ...options.env, PATH } });
}

function tool(packageFile, args, options) {
  return node24([inRoot('node_modules', ...packageFile.split('/')), ...args], options);
}

async function passOrFail(promise) {
  const { code, output } = await promise;
  return { ok: code === 0, output };
}

/** Format check. */
function format() {
  return passOrFail(tool('oxfmt/bin/oxfmt', ['--check']));
}

/** Lint with type information; a warning is an error. */
function lint() {
  return passOrFail(tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']));
}

/** Every tsconfig with the native compiler. A config that has no file yet is left out, and said. */
async function types() {
  const outputs = [];
  let ok = true;
  for (const name of tsconfigs) {
    if (!hasInput(name)) continue;
    // what did not change since the last time is not checked again
    const memory = ['--incremental', '--tsBuildInfoFile', inRoot('out', 'types', `${name}.tsbuildinfo`)];
    const { code, output } = await tool('typescript-7/bin/tsc', [
      '-p',
      `tsconfig.${name}.json`,
      '--noEmit',
      '--pretty',
      'false',
      ...memory,
    ]);
    ok &&= code === 0;
    if (code !== 0) outputs.push(`tsconfig.${name}.json:\n${output}`);
  }
  return { ok, output: outputs.join('\n') };
}

function hasInput(name) {
  const folder = { preload: 'preload', e2e: 'test/e2e' }[name];
  return folder === undefined || filesBelow(folder).some((file) => file.endsWith('.ts'));
}

/** Who may import whom (`.dependency-cruiser.cjs`). */
function layers() {
  return passOrFail(node24([inRoot('scripts', 'layers.mjs')]));
}

/** The test files of node:test, without e2e; the slow suites only when asked for, those of every rule kind on real servers by a script of their own. */
function nodeTestFiles({ quick, long }) {
  const slow = (file) => file.endsWith('.slow.test.ts');
  const chosen = (file) => {
    if (file.endsWith('.servers.test.ts') || file.startsWith('test/e2e/')) return false;
    if (long) return slow(file) || longSuites.includes(file);
    return !slow(file) && !(quick && slowFolders.some((folder) => file.startsWith(`test/${folder}/`)));
  };
  return filesBelow('test').filter((file) => file.endsWith('.test.ts') && chosen(file));
}

/** Unit, property, conformance, integration (and, unless quick, fault) tests. */
async function tests({ quick, long, files }) {
  const chosen = files.length > 0 ? files : nodeTestFiles({ quick, long });
  if (chosen.length === 0) return { ok: false, output: 'no test file was found', counts: { passed: 0, failed: 1, skipped: 0 } };
  const args = [
    '--test',
    '--test-concurrency=2',
    `--test-timeout=${quick ? 60_000 : 180_000}`,
    '--test-reporter=./test/support/report-node.ts',
  ];
  // a process per file: each would compile the engine anew, which is half of what it takes to start
  const compiled = { NODE_COMPILE_CACHE: inRoot('out', 'compiled'), ...(long ? atLength : {}) };
  return counted((env) =>
    node24([...args, '--test-reporter-destination=stdout', ...chosen], {
      show: true,
      timeoutMs: suiteLimitMs,
      env: { ...env, ...compiled },
    }),
  );
}

/** The build, from nothing. */
async function build() {
  await ensureBuild({ force: true });
  return { ok: true };
}

/** Windows that are tested side by side; each has a screen of its own, because two on one screen take the focus from each other. */
const windowsAtOnce = 2;

/** The tests in real Electron windows, on screens of their own. */
async function e2e({ files }) {
  if (!filesBelow('test/e2e').some((file) => file.endsWith('.test.ts'))) return { ok: true, note: 'no e2e tests yet' };
  const electron = await setupForWindow({ virtual: process.platform === 'linux' });
  say(`  ${describeElectron(electron)}`);
  const screens = [];
  try {
    for (let count = 0; process.platform === 'linux' && count < windowsAtOnce; count++) screens.push(await startVirtualDisplay());
    const displays = screens.map(({ display }) => display).join(' ');
    const display = displays === '' ? {} : { JIADI_TEST_DISPLAYS: displays, WAYLAND_DISPLAY: '' };
    const args = ['test', '--config', 'test/e2e/playwright.config.ts', '--workers', String(Math.max(1, screens.length)), ...files];
    return await counted((env) =>
      tool('@playwright/test/cli.js', args, { show: true, timeoutMs: suiteLimitMs, env: { ...env, ...display } }),
    );
  } finally {
    for (const screen of screens) await screen.stop();
  }
}

/** Runs a suite whose reporter leaves its counts in a file; without the file the suite broke, which is a failure. */
async function counted(start) {
  const scratch = mkdtempSync(join(tmpdir(), 'jiadi-counts-'));
  const file = join(scratch, 'counts.json');
  try {
    const { code, timedOut } = await start({ JIADI_TEST_COUNTS: file });
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
    const output = timedOut ? `the suite had not ended after ${suiteLimitMs / 60_000} minutes and was stopped` : '';
    return { ok: code === 0 && counts.failed === 0, output, counts };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A stage's expected obstacle becomes its output, so that the other stages still run. */
export async function attempt(stage, options) {
  try {
    return await stage(options);
  } catch (error) {
    if (error instanceof SetupError) return { ok: false, output: error.message };
    throw error;
  }
}

/** All stages by name, in the order in which they run. */
export const stages = { format, lint, types, layers, tests, build, e2e };

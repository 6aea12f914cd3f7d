import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import { ensureFolder, remove } from '../../../base/files.ts';
import { systemRandom } from '../../../base/ids.ts';
import { silentLog } from '../../../base/log.ts';
import { isJiadiError, JiadiError } from '../../../contract/errors.ts';
import { samplePassword } from '../../../contract/sample.ts';
import type { Engine } from '../../../engine/index.ts';
import { type BuiltSample, buildSample } from '../../../engine/sample/index.ts';
import { startPlatform } from '../../../platform/index.ts';
import { readArguments } from '../arguments.ts';
import { defectsFound, type DefectCount } from '../defects.ts';
import { type Caller, caller, startEngine } from '../engine.ts';
import { table, type Terminal } from '../terminal.ts';
import { resources } from '../work.ts';
import type { Command } from './command.ts';

interface DemoResult {
  readonly datasets: readonly { readonly dataset: string; readonly rows: number; readonly malformed: number; readonly rules: number; readonly findings: number; readonly score: number | null }[];
  readonly defects: DefectCount;
  readonly makerRefused: boolean;
  readonly packages: number;
  readonly applied: number;
  readonly allSynced: boolean;
  readonly verifyClean: boolean;
  readonly seconds: number;
}

/** The whole main job on the bundled sample data: intake, profile, check, review, sync to an embedded platform. */
export const demo: Command = {
  usage: 'jiadi demo [--dir DIR] [--json]',
  run: async (args, terminal) => {
    const { values } = readArguments(args, { dir: { type: 'string' }, json: { type: 'boolean' } });
    const kept = values.dir === undefined ? null : resolve(values.dir);
    const root = kept ?? mkdtempSync(join(tmpdir(), 'jiadi-demo-'));
    ensureFolder(root);
    try {
      const result = await mainJob(root, terminal);
      if (values.json) terminal.out(JSON.stringify(result));
      else print(result, kept, terminal);
      return holds(result) ? 0 : 1;
    } finally {
      if (kept === null) remove(root);
    }
  },
};

/** Everything the demo promises. */
function holds(result: DemoResult): boolean {
  return result.makerRefused && result.packages > 0 && result.applied === result.packages && result.allSynced && result.verifyClean && result.defects.found === result.defects.listed;
}

/** Says each step when it begins and how long the one before took. */
function stepper(terminal: Terminal): (title: string) => void {
  let startedMs: number | null = null;
  let step = 0;
  return (title) => {
    const nowMs = systemClock.monotonicMs();
    if (startedMs !== null) terminal.say(`     ${((nowMs - startedMs) / 1000).toFixed(2)} s`);
    startedMs = nowMs;
    step += 1;
    terminal.say(`${String(step).padStart(3)}. ${title}`);
  };
}

async function mainJob(root: string, terminal: Terminal): Promise<DemoResult> {
  const startedMs = systemClock.monotonicMs();
  const step = stepper(terminal);
  terminal.say(terminal.t('demo.title'));
  const workspace = join(root, 'workspace');
  const engine = startEngine();
  let offline: Awaited<ReturnType<typeof workOffline>>;
  try {
    offline = await workOffline(engine, workspace, step, terminal);
    step(terminal.t('demo.step.platform'));
    const online = await synchronise(offline.built, join(root, 'platform'), step, terminal);
    await engine.close();
    step(terminal.t('demo.step.verify'));
    const verifyClean = await verifyAgain(workspace);
    return { ...offline.facts, ...online, verifyClean, seconds: (systemClock.monotonicMs() - startedMs) / 1000 };
  } finally {
    await engine.close();
  }
}

/** Everything that needs no network. */
async function workOffline(engine: Engine, workspace: string, step: (title: string) => void, terminal: Terminal) {
  const titles = { workspace: 'demo.step.workspace', import: 'demo.step.import', rules: 'demo.step.rules', check: 'demo.step.rules', issue: 'demo.step.issue', catalog: 'demo.step.catalog', review: 'demo.step.review' } as const;
  const built = await buildSample(workspace, {
    connect: () => engine.connect(),
    grant: (path, use) => engine.grants.add(path, use),
    resources,
    signal: terminal.signal,
    progress: terminal.progress,
    step: (code, name) => {
      if (code !== 'rules') step(terminal.t(titles[code], { name }));
    },
  });
  const makerRefused = await makerIsRefused(built);
  const datasets = built.sources.map(({ dataset, batch, rules, run }) => ({ dataset, rows: batch.rows, malformed: batch.malformed, rules, findings: run.findings, score: run.score.total }));
  const defects = await defectsFound(built, resources);
  return { built, facts: { datasets, defects, makerRefused } };
}

/** The maker of what waits tries to approve it; the engine must refuse. */
async function makerIsRefused({ steward }: BuiltSample): Promise<boolean> {
  const [waiting] = await steward.call('review.list', { state: 'pending' });
  if (!waiting) return false;
  try {
    await steward.call('review.approve', { review: waiting.id, contentSha256: waiting.contentSha256 });
    return false;
  } catch (error) {
    if (isJiadiError(error) && (error.code === 'denied' || error.code === 'maker-is-checker')) return true;
    throw error;
  }
}

/** Brings the results to a real receiver on this machine. */
async function synchronise({ steward }: BuiltSample, dir: string, step: (title: string) => void, terminal: Terminal) {
  ensureFolder(dir);
  const platform = await startPlatform({ dir, port: 0, clock: systemClock, random: systemRandom, log: silentLog });
  try {
    step(terminal.t('demo.step.push'));
    const status = await steward.call('sync.connect', { url: platform.url, token: platform.enrolToken });
    if (status.lastError) throw new JiadiError('platform-refused', { problem: status.lastError.code });
    const outbox = await steward.call('sync.outbox', {});
    return { packages: outbox.length, applied: outbox.filter((row) => row.state === 'applied').length, allSynced: status.allSynced };
  } finally {
    await platform.close();
  }
}

/** Opens the workspace once more, as after a restart, and verifies all of it. */
async function verifyAgain(workspace: string): Promise<boolean> {
  const engine = startEngine();
  try {
    const client: Caller = caller(engine.connect());
    await client.call('workspace.openFolder', { folder: engine.grants.add(workspace, 'folder') });
    await client.call('workspace.signIn', { account: 'wang', password: samplePassword });
    return (await client.call('workspace.verify', {})).clean;
  } finally {
    await engine.close();
  }
}

function print(result: DemoResult, kept: string | null, terminal: Terminal): void {
  const { t } = terminal;
  const head = [t('demo.dataset'), t('demo.rows'), t('demo.malformed'), t('demo.rules'), t('demo.findings'), t('demo.score')];
  const rows = result.datasets.map((d) => [d.dataset, d.rows.toLocaleString('en-US'), String(d.malformed), String(d.rules), String(d.findings), d.score === null ? '-' : d.score.toFixed(2)]);
  terminal.out('');
  for (const line of table([head, ...rows])) terminal.out(line);
  terminal.out('');
  terminal.out(t('demo.defects', { expected: result.defects.listed, found: result.defects.found }));
  terminal.out(t('demo.summary', { packages: result.applied, verify: result.verifyClean ? t('demo.clean') : '✗', seconds: result.seconds.toFixed(1) }));
  if (kept !== null) terminal.out(t('demo.kept', { folder: join(kept, 'workspace'), password: samplePassword }));
}

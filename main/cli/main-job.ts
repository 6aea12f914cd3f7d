import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { ensureFolder } from '../../base/files.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { type ErrorCode, isJiadiError } from '../../contract/errors.ts';
import { samplePassword } from '../../contract/sample.ts';
import type { Engine } from '../../engine/index.ts';
import { type BuiltSample, buildSample } from '../../engine/sample/index.ts';
import { type Platform, startPlatform } from '../../platform/index.ts';
import { type DefectCount, defectsFound } from './defects.ts';
import { type Caller, caller, startEngine } from './engine.ts';
import type { Terminal } from './terminal.ts';
import { resources } from './work.ts';

/** What the demo proves, in the order in which it is shown. */
export const checkNames = ['defects', 'makerRefused', 'criticalBlocked', 'offlineRefused', 'synced', 'restartKept', 'verifyClean'] as const;
type Checks = Readonly<Record<(typeof checkNames)[number], boolean>>;

/** What the main job came to; `demo --json`. */
export interface DemoResult {
  readonly datasets: readonly {
    readonly dataset: string;
    readonly rows: number;
    readonly malformed: number;
    readonly rules: number;
    readonly findings: number;
    readonly score: number | null;
  }[];
  readonly defects: DefectCount;
  readonly checks: Checks;
  readonly packages: number;
  readonly applied: number;
  readonly steps: readonly { readonly title: string; readonly seconds: number }[];
  readonly seconds: number;
}

/** True when everything the demo promises came true. */
export function holds(result: DemoResult): boolean {
  return checkNames.every((name) => result.checks[name]);
}

/** Says each step when it begins and how long it took when the next one does. */
class Steps {
  readonly done: { readonly title: string; readonly seconds: number }[] = [];
  readonly #terminal: Terminal;
  #current: { readonly title: string; readonly startedMs: number } | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin(title: string): void {
    this.end();
    this.#terminal.signal.throwIfAborted();
    this.#current = { title, startedMs: systemClock.monotonicMs() };
    this.#terminal.say(`${String(this.done.length + 1).padStart(3)}. ${title}`);
  }

  end(): void {
    if (!this.#current) return;
    const { title, startedMs } = this.#current;
    const seconds = (systemClock.monotonicMs() - startedMs) / 1000;
    this.done.push({ title, seconds });
    this.#terminal.say(`     ${seconds.toFixed(2)} s`);
    this.#current = null;
  }
}

/** True when the call is refused with one of these codes; another outcome is false, another error travels on. */
async function refusedWith(codes: readonly ErrorCode[], call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (isJiadiError(error) && codes.includes(error.code)) return true;
    throw error;
  }
}

/** The main job in `root`: first without a platform, then with one, then with everything restarted. */
export async function mainJob(root: string, terminal: Terminal): Promise<DemoResult> {
  const startedMs = systemClock.monotonicMs();
  terminal.say(terminal.t('demo.title'));
  const steps = new Steps(terminal);
  const workspace = join(root, 'workspace');
  const receiver = await reservePlatform(join(root, 'platform'));
  const engine = startEngine();
  let offline: Awaited<ReturnType<typeof workOffline>>;
  let online: Awaited<ReturnType<typeof workOnline>>;
  try {
    offline = await workOffline(engine, workspace, receiver, steps, terminal);
    online = await workOnline(offline.built.steward, receiver, steps, terminal);
  } finally {
    await engine.close();
  }
  steps.begin(terminal.t('demo.step.restart'));
  const again = await restart(workspace, receiver, online.effects, () => steps.begin(terminal.t('demo.step.verify')), terminal);
  steps.end();
  const { datasets, defects, makerRefused, criticalBlocked, offlineRefused } = offline.facts;
  const checks = {
    defects: defects.found === defects.listed && defects.unlisted === 0,
    makerRefused,
    criticalBlocked,
    offlineRefused,
    synced: online.synced,
    ...again,
  };
  return {
    datasets,
    defects,
    checks,
    packages: online.packages,
    applied: online.applied,
    steps: steps.done,
    seconds: (systemClock.monotonicMs() - startedMs) / 1000,
  };
}

interface Receiver {
  readonly url: string;
  /** The token of its first start: well formed, and of no use later. */
  readonly oldToken: string;
  start(): Promise<Platform>;
}

/** A platform with keys and an address of its own that is not running yet. */
async function reservePlatform(dir: string): Promise<Receiver> {
  ensureFolder(dir);
  const start = (port: number): Promise<Platform> => startPlatform({ dir, port, clock: systemClock, random: systemRandom, log: silentLog });
  const first = await start(0);
  await first.close();
  return { url: first.url, oldToken: first.enrolToken, start: () => start(Number(new URL(first.url).port)) };
}

/** Everything that needs no network, and what must be refused on the way. */
async function workOffline(engine: Engine, workspace: string, receiver: Receiver, steps: Steps, terminal: Terminal) {
  const titles = {
    workspace: 'demo.step.workspace',
    import: 'demo.step.import',
    rules: 'demo.step.rules',
    check: 'demo.step.rules',
    issue: 'demo.step.issue',
    catalog: 'demo.step.catalog',
    review: 'demo.step.review',
  } as const;
  const built = await buildSample(workspace, {
    connect: () => engine.connect(),
    grant: (path, use) => engine.grants.add(path, use),
    resources,
    signal: terminal.signal,
    progress: terminal.progress,
    step: (code, name) => {
      if (code !== 'rules') steps.begin(terminal.t(titles[code], { name }));
    },
  });
  steps.begin(terminal.t('demo.step.checks'));
  const datasets = built.sources.map(({ dataset, batch, rules, run }) => ({
    dataset,
    rows: batch.rows,
    malformed: batch.malformed,
    rules,
    findings: run.findings,
    score: run.score.total,
  }));
  const facts = {
    datasets,
    defects: await defectsFound(built, resources),
    makerRefused: await makerIsRefused(built),
    criticalBlocked: await criticalBlocks(built),
  };
  steps.begin(terminal.t('demo.step.unplugged'));
  const before = (await built.steward.call('sync.outbox', {})).length;
  const offline = await refusedWith(['offline'], built.steward.call('sync.connect', { url: receiver.url, token: receiver.oldToken }));
  const waiting = (await built.steward.call('sync.outbox', {})).filter((row) => row.state === 'queued').length;
  return { built, facts: { ...facts, offlineRefused: offline && before > 0 && waiting === before } };
}

/** The maker of what waits tries to approve it. */
async function makerIsRefused({ steward }: BuiltSample): Promise<boolean> {
  const [waiting] = await steward.call('review.list', { state: 'pending' });
  return (
    waiting !== undefined &&
    (await refusedWith(
      ['denied', 'maker-is-checker'],
      steward.call('review.approve', { review: waiting.id, contentSha256: waiting.contentSha256 }),
    ))
  );
}

/** The reviewer tries to approve a run in which a critical rule fails, and returns it. */
async function criticalBlocks({ steward, reviewer, sources }: BuiltSample): Promise<boolean> {
  for (const { run } of sources) {
    const { results } = await steward.call('quality.get', { run: run.id });
    if (!results.some((r) => r.severity === 'critical' && r.status === 'fail')) continue;
    const { id: review, contentSha256 } = await steward.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
    const blocked = await refusedWith(['blocked-by-critical'], reviewer.call('review.approve', { review, contentSha256 }));
    await reviewer.call('review.reject', { review, contentSha256, comment: '证件号码被表格软件损坏,请重新导出' });
    return blocked;
  }
  return false;
}

/** The platform is there: connect, and what waited goes out by itself. */
async function workOnline(steward: BuiltSample['steward'], receiver: Receiver, steps: Steps, terminal: Terminal) {
  steps.begin(terminal.t('demo.step.platform'));
  const platform = await receiver.start();
  try {
    steps.begin(terminal.t('demo.step.push'));
    const status = await steward.call('sync.connect', { url: platform.url, token: platform.enrolToken });
    const outbox = await steward.call('sync.outbox', {});
    const applied = outbox.filter((row) => row.state === 'applied').length;
    const { effects } = await platform.summary();
    return {
      packages: outbox.length,
      applied,
      effects,
      synced: outbox.length > 0 && applied === outbox.length && effects === applied && status.allSynced,
    };
  } finally {
    await platform.close();
  }
}

/** Opens workspace and platform once more, as after a power cut: pushes again and verifies everything. */
async function restart(
  workspace: string,
  receiver: Receiver,
  effects: number,
  verifying: () => void,
  terminal: Terminal,
): Promise<Pick<Checks, 'restartKept' | 'verifyClean'>> {
  const platform = await receiver.start();
  const engine = startEngine();
  try {
    const client: Caller = caller(engine.connect());
    await client.call('workspace.openFolder', { folder: engine.grants.add(workspace, 'folder') });
    await client.call('workspace.signIn', { account: 'wang', password: samplePassword });
    const status = await client.call('sync.push', {}, { signal: terminal.signal });
    const restartKept = status.allSynced && (await platform.summary()).effects === effects;
    verifying();
    const { clean } = await client.call('workspace.verify', {}, { signal: terminal.signal, onProgress: terminal.progress });
    return { restartKept, verifyClean: clean };
  } finally {
    await engine.close();
    await platform.close();
  }
}

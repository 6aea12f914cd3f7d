/**
 * `child.ts CONFIG`: a process of its own that works in a workspace and tells every act that was confirmed to it, until it is killed.
 * With `loop` it goes on for ever (the parent kills it at a moment of its own); otherwise it does its phase once and ends.
 */
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { inlineRunner, type TaskRunner, workerPool } from '../../base/jobs/index.ts';
import { createEngine, createTasks } from '../../engine/index.ts';
import { testPassword, typed, type TypedClient } from '../support/engine.ts';
import { Points, tell } from './points.ts';

export type Phase = 'detect' | 'import' | 'check' | 'approve-run' | 'approve-resource' | 'push';

export interface ChildConfig {
  readonly folder: string;
  readonly csv: string;
  readonly dataset: string;
  readonly ruleSet: string;
  readonly phases: readonly Phase[];
  readonly killAt: number | null;
  readonly threads: boolean;
  readonly loop: boolean;
}

const config = JSON.parse(process.argv[2] ?? '') as ChildConfig;
const resources = join(import.meta.dirname, '../../resources');
const points = new Points(config.killAt);
const runner: TaskRunner = config.threads
  ? workerPool({ entry: join(import.meta.dirname, '../../main/worker-entry.ts'), jobWorkers: 2, scanWorkers: 1, data: { resources } })
  : inlineRunner(createTasks({ resources, today: () => '2026-11-23' }));
const engine = createEngine({
  clock: systemClock,
  random: systemRandom,
  log: points.log(),
  tasks: points.tasks(runner),
  resources,
  appVersion: 'test',
  guestEntry: null,
});

const wang = typed(engine.connect());
const li = typed(engine.connect());
await wang.call('workspace.openFolder', { folder: engine.grants.add(config.folder, 'folder') });
await wang.call('workspace.signIn', { account: 'wang', password: testPassword });
await li.call('workspace.signIn', { account: 'li', password: testPassword });

const file = (): string => engine.grants.add(config.csv, 'read');

async function latestBatch(client: TypedClient): Promise<string> {
  const [batch] = await client.call('batches.list', { dataset: config.dataset });
  if (!batch) throw new Error('the parent imported a batch');
  return batch.id;
}

/** A submitted run that waits for the reviewer. */
async function submittedRun(): Promise<{ readonly review: string; readonly contentSha256: string }> {
  const waiting = (await li.call('review.list', { state: 'pending' })).find((r) => r.subject === 'qualityRun');
  if (waiting) return { review: waiting.id, contentSha256: waiting.contentSha256 };
  const run = await wang.call('quality.run', { batch: await latestBatch(wang), ruleSet: config.ruleSet });
  const { id, contentSha256 } = await wang.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
  return { review: id, contentSha256 };
}

/** A submitted catalogue entry. */
async function submittedResource(): Promise<{ readonly review: string; readonly contentSha256: string }> {
  const { id, version, fields } = await wang.call('catalog.draft', { dataset: null, name: `资源 ${systemClock.nowMs()}` });
  const full = {
    ...fields,
    classification: '101001',
    provider: '公安局',
    providerCode: '11440300',
    abstract: '测试',
    format: { class: 'file' as const, type: 'csv' },
    system: '人口系统',
    items: [{ name: '姓名', type: 'C' as const, length: 30, description: '' }],
    sharing: { type: 'unconditional' as const, condition: '', method: '共享平台', legalBasis: '' },
  };
  await wang.call('catalog.save', { resource: id, basedOn: version, fields: full, tags: [] });
  const review = await wang.call('review.submit', { subject: 'resource', subjectId: id });
  return { review: review.id, contentSha256: review.contentSha256 };
}

async function approve(wanted: { readonly review: string; readonly contentSha256: string }): Promise<void> {
  const approved = await li.call('review.approve', wanted);
  tell({ type: 'confirmed', act: 'approve', id: approved.package ?? '' });
}

const acts: Readonly<Record<Phase, () => Promise<void>>> = {
  detect: async () => {
    points.arm();
    await wang.call('intake.detect', { file: file() });
  },
  import: async () => {
    points.arm();
    tell({ type: 'begun', act: 'import' });
    const batch = await wang.call('intake.import', { file: file(), into: { dataset: config.dataset } });
    tell({ type: 'confirmed', act: 'import', id: batch.id });
  },
  check: async () => {
    const batch = await latestBatch(wang);
    points.arm();
    tell({ type: 'begun', act: 'check' });
    const run = await wang.call('quality.run', { batch, ruleSet: config.ruleSet });
    tell({ type: 'confirmed', act: 'check', id: run.id });
  },
  'approve-run': async () => {
    const wanted = await submittedRun();
    points.arm();
    await approve(wanted);
  },
  'approve-resource': async () => {
    const wanted = await submittedResource();
    points.arm();
    await approve(wanted);
  },
  push: async () => {
    await approve(await submittedRun());
    points.arm();
    const { counts } = await wang.call('sync.push', {});
    if (counts.queued === 0) tell({ type: 'confirmed', act: 'push', id: String(counts.applied) });
  },
};

points.hook();
tell({ type: 'ready' });
do {
  for (const phase of config.phases) await acts[phase]();
} while (config.loop);
await engine.close();

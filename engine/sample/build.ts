import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { withFileErrors } from '../../base/files.ts';
import type { InputOf, OutputOf, Progress } from '../../contract/method.ts';
import { resourceFields } from '../../contract/methods/catalog.ts';
import type { Batch } from '../../contract/methods/datasets.ts';
import { updateCycle } from '../../contract/methods/datasets.ts';
import type { QualityRun } from '../../contract/methods/quality.ts';
import type { EngineClient } from '../../contract/rpc.ts';
import { samplePassword, samplePeople, sampleWorkspace } from '../../contract/sample.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';

const plan = z.object({
  sources: z.array(z.object({ file: z.string(), dataset: z.string(), unit: z.string(), updateCycle })).min(1),
  issue: z.object({ dataset: z.string(), unit: z.string() }),
  resource: z.object({
    dataset: z.string(),
    fields: z.object({ classification: z.string(), providerCode: z.string(), abstract: z.string(), system: z.string() }),
    sharing: resourceFields.shape.sharing,
    tags: z.array(z.string()),
  }),
  approvedRun: z.string(),
  waitingRun: z.string(),
});

/** How the sample workspace is put together; `resources/sample/sample.json`. */
export type SamplePlan = z.infer<typeof plan>;

/** Reads the plan of the sample. */
export function readPlan(resources: string): SamplePlan {
  const path = join(resources, 'sample', 'sample.json');
  return plan.parse(JSON.parse(withFileErrors(path, () => readFileSync(path, 'utf8'))));
}

/** What building asks of its surroundings. */
export interface SampleHost {
  /** A new caller with a sign-in of its own. */
  connect(): EngineClient;
  grant(path: string, use: 'read' | 'folder'): string;
  readonly resources: string;
  readonly signal: AbortSignal;
  /** How far the step's own work has come. */
  progress?(progress: Progress): void;
  /** Called before each step. */
  step(code: 'workspace' | 'import' | 'rules' | 'check' | 'issue' | 'catalog' | 'review', name: string): void;
}

/** Calls typed by the contract, cancelled with the whole. */
export interface SampleCaller {
  call<M extends MethodName>(method: M, input: InputOf<Methods[M]>): Promise<OutputOf<Methods[M]>>;
}

export interface SampleSource {
  readonly file: string;
  readonly dataset: string;
  readonly batch: Batch;
  readonly rules: number;
  readonly run: QualityRun;
}

/** The two people who do the main job, and what they made. */
export interface BuiltSample {
  readonly steward: SampleCaller;
  readonly reviewer: SampleCaller;
  readonly sources: readonly SampleSource[];
}

/** Number of steps that `buildSample` announces. */
export const stepCount = (sample: SamplePlan): number => 1 + sample.sources.length * 3 + 3;

/**
 * Builds the sample workspace in an empty folder through the engine's own public methods: people, five sources imported and checked, an issue, a
 * catalogue entry approved by the second person, one run approved and one waiting for the reviewer. Both people stay signed in.
 */
export async function buildSample(folder: string, host: SampleHost): Promise<BuiltSample> {
  const sample = readPlan(host.resources);
  const callerOf = (client: EngineClient): SampleCaller => ({
    call: (method, input) => client.call(method, input, { signal: host.signal, onProgress: (p) => host.progress?.(p) }) as never,
  });
  host.step('workspace', sampleWorkspace.name);
  const steward = callerOf(host.connect());
  const reviewer = callerOf(host.connect());
  await steward.call('workspace.create', {
    folder: host.grant(folder, 'folder'),
    ...sampleWorkspace,
    sample: true,
    people: samplePeople.map((p) => ({ ...p, password: samplePassword })),
  });
  await steward.call('workspace.signIn', { account: 'wang', password: samplePassword });
  await reviewer.call('workspace.signIn', { account: 'li', password: samplePassword });
  const batches = [];
  for (const source of sample.sources) batches.push(await load(steward, host, source));
  const sources: SampleSource[] = [];
  for (const { source, batch, rules } of batches) {
    host.step('check', source.dataset);
    sources.push({ file: source.file, dataset: source.dataset, batch, rules, run: await steward.call('quality.run', { batch: batch.id }) });
  }
  await openIssues(steward, host, sample, sources);
  await describe(steward, reviewer, host, sample, sources);
  await submitRuns(steward, reviewer, host, sample, sources);
  return { steward, reviewer, sources };
}

async function load(steward: SampleCaller, host: SampleHost, source: SamplePlan['sources'][number]) {
  const folder = join(host.resources, 'sample');
  host.step('import', source.dataset);
  const { file, dataset: name, unit, updateCycle: cycle } = source;
  const batch = await steward.call('intake.import', {
    file: host.grant(join(folder, file), 'read'),
    into: { name, unit, updateCycle: cycle },
    malformedLimit: 0.05,
  });
  host.step('rules', name);
  const path = join(folder, 'rules', file.replace(/\.\w+$/, '.yml'));
  const ruleSet = await steward.call('ruleSets.create', {
    name,
    dataset: batch.dataset,
    yaml: withFileErrors(path, () => readFileSync(path, 'utf8')),
  });
  return { source, batch, rules: ruleSet.rules.length };
}

const ofDataset = (sources: readonly SampleSource[], name: string): SampleSource => {
  const found = sources.find((s) => s.dataset === name);
  if (!found) throw new RangeError(`sample.json names no dataset ${name}`);
  return found;
};

async function openIssues(steward: SampleCaller, host: SampleHost, sample: SamplePlan, sources: readonly SampleSource[]): Promise<void> {
  host.step('issue', sample.issue.dataset);
  const { run } = ofDataset(sources, sample.issue.dataset);
  const { results } = await steward.call('quality.get', { run: run.id });
  const failing = results.filter((r) => r.failed > 0 && (r.severity === 'critical' || r.severity === 'major')).map((r) => r.rule);
  if (failing.length > 0) await steward.call('issues.open', { run: run.id, rules: failing.slice(0, 3), unit: sample.issue.unit });
}

async function describe(
  steward: SampleCaller,
  reviewer: SampleCaller,
  host: SampleHost,
  sample: SamplePlan,
  sources: readonly SampleSource[],
): Promise<void> {
  host.step('catalog', sample.resource.dataset);
  const { batch } = ofDataset(sources, sample.resource.dataset);
  const draft = await steward.call('catalog.draft', { dataset: batch.dataset });
  const fields = { ...draft.fields, ...sample.resource.fields, sharing: sample.resource.sharing };
  await steward.call('catalog.save', { resource: draft.id, basedOn: draft.version, fields, tags: sample.resource.tags });
  const submitted = await steward.call('review.submit', { subject: 'resource', subjectId: draft.id });
  await reviewer.call('review.approve', { review: submitted.id, contentSha256: submitted.contentSha256 });
}

async function submitRuns(
  steward: SampleCaller,
  reviewer: SampleCaller,
  host: SampleHost,
  sample: SamplePlan,
  sources: readonly SampleSource[],
): Promise<void> {
  host.step('review', sample.approvedRun);
  const approved = await steward.call('review.submit', { subject: 'qualityRun', subjectId: ofDataset(sources, sample.approvedRun).run.id });
  await reviewer.call('review.approve', { review: approved.id, contentSha256: approved.contentSha256 });
  await steward.call('review.submit', { subject: 'qualityRun', subjectId: ofDataset(sources, sample.waitingRun).run.id });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import type { InputOf } from '../../contract/method.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';
import type { Rule } from '../../contract/methods/rules.ts';
import { createTestWorkspace, signedIn, testEngine } from '../support/engine.ts';
import { seeded } from '../support/population.ts';
import { answer, argument, percentile } from './bench.ts';

/** Latencies in milliseconds. */
interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface AnswersOutput {
  readonly rows: number;
  readonly findings: number;
  /** A rule being written, over the default sample and over all rows. */
  readonly trial: Latency;
  readonly trialWhole: Latency;
  readonly checkS: number;
  readonly page: Latency;
  readonly ofRule: Latency;
  readonly ofValue: Latency;
  readonly records: Latency;
  readonly facet: Latency;
  /** From the wish to cancel a check of all rows to its end, wished at different moments of the run. */
  readonly cancel: Latency;
}

/** Rules as a person writes them, of every sort: a cell, a pattern, an identifier, a row, a key, an aggregate. */
const written: readonly Rule[] = [
  { kind: 'not-blank', column: '姓名' },
  { kind: 'value-in-set', column: '婚姻状况', values: ['10', '20', '30', '40'] },
  { kind: 'value-matches-regex', column: '人员编号', patterns: ['^P\\d{8}$'] },
  { kind: 'value-matches-semantic', column: '证件号码', semantic: 'cn-resident-id', level: 'checksum' },
  { kind: 'row-expression', expression: '月收入 >= 0' },
  { kind: 'unique', column: '证件号码' },
  { kind: 'column-stat', column: '月收入', stat: 'mean', min: 0 },
];

/** One rule that no row meets, and others that one row in a hundred or so fails. */
const ruleSet = `
version: 1
rules:
  - { id: none, kind: value-in-set, column: 户籍状态, values: ['无此状态'] }
  - { id: id-check, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id, level: checksum }
  - { id: id-unique, kind: unique, column: 证件号码 }
`;

const PAGES = 60;
const { path, folder } = argument<{ path: string; folder: string }>();
const dir = mkdtempSync(join(folder, 'answers-'));
const runner = workerPool({
  entry: join(import.meta.dirname, '../../main/worker-entry.ts'),
  jobWorkers: 2,
  scanWorkers: 2,
  data: { resources: join(import.meta.dirname, '../../resources') },
});
const test = testEngine({ runner });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);

async function latency(times: number, ask: (i: number) => Promise<unknown>): Promise<Latency> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const startedMs = performance.now();
    await ask(i);
    if (i > 0 || times === 1) took.push(performance.now() - startedMs); // the first opens what the others use
  }
  return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) };
}

try {
  await createTestWorkspace(test, join(dir, 'ws'));
  const wang = await signedIn(test, 'wang');
  const imported = await wang.call('intake.import', {
    file: test.engine.grants.add(path, 'read'),
    into: { name: '人口', unit: '公安局' },
  });
  const batch = imported.id;
  const rows = imported.rows;
  const trials = (sampleRows: number) =>
    latency(written.length * 2 + 1, (i) => wang.call('rules.trial', { batch, rule: written[i % written.length] ?? {}, sampleRows }));
  const trial = await trials(100_000);
  const trialWhole = await trials(1_000_000);
  const set = await wang.call('ruleSets.create', { name: '一百万条', dataset: imported.dataset, yaml: ruleSet });
  const startedMs = performance.now();
  const run = await wang.call('quality.run', { batch, ruleSet: set.id });
  const checkS = (performance.now() - startedMs) / 1000;
  const { total } = await wang.call('findings.page', { run: run.id, offset: 0, limit: 1 });
  const chance = seeded(3);
  const pages = <M extends MethodName>(method: M, more: object, count: number) =>
    latency(PAGES, () =>
      wang.call(method, { run: run.id, offset: Math.floor(chance() * Math.max(1, count - 100)), limit: 100, ...more } as InputOf<
        Methods[M]
      >),
    );
  const page = await pages('findings.page', {}, total);
  const ofRule = await pages('findings.page', { rule: 'none' }, rows);
  const ofValue = await pages('findings.page', { filters: [{ column: '区县', values: ['南山区'] }] }, 1_000);
  const records = await pages('findings.records', {}, rows);
  const facet = await latency(10, () => wang.call('findings.facet', { run: run.id, by: 'rule' }));
  const cancel = await latency(8, async (i) => {
    const stop = new AbortController();
    const running = wang.call('quality.run', { batch, ruleSet: set.id }, { signal: stop.signal });
    const ended = running.then(
      () => undefined,
      () => undefined,
    );
    await new Promise((wait) => setTimeout(wait, (checkS * 1000 * i) / 9));
    stop.abort();
    await ended;
  });
  answer({ rows, findings: total, trial, trialWhole, checkS, page, ofRule, ofValue, records, facet, cancel } satisfies AnswersOutput);
} finally {
  clearInterval(alive);
  await test.engine.close();
  rmSync(dir, { recursive: true, force: true });
}

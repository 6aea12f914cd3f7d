/** Every command of cli.md as a process of its own: the JSON shapes to the letter, and the exit codes. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { columnType } from '../../../contract/methods/datasets.ts';
import { dimension, severity } from '../../../contract/methods/rules.ts';
import { type CliOptions, type CliResult, jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';

const sample = join(import.meta.dirname, '../../../resources/sample');
const folder = temporaryFolder('cli');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const at = (name: string): string => join(folder.path, name);
const run = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> => jiadi(args, { tmp, ...options });
after(() => folder.remove());

const ratio = z.number().min(0).max(1);
const count = z.int().min(0);
const plain = z.union([z.string(), z.number()]).nullable();

/** Exactly one JSON document on stdout. */
function document<T>(shape: z.ZodType<T>, { out }: CliResult): T {
  assert.equal(out.trimEnd().split('\n').length, 1);
  return shape.parse(JSON.parse(out));
}

const police = join(sample, '公安局-户籍人口.csv');
const houses = join(sample, '住房和建设局-房屋清单.xlsx');
const houseRules = join(sample, 'rules/住房和建设局-房屋清单.yml');

const detected = z.object({
  file: z.string(),
  bytes: count,
  format: z.string(),
  encoding: z.strictObject({ name: z.string(), confidence: ratio, bom: z.boolean() }).nullable(),
  dialect: z
    .object({ delimiter: z.string(), quote: z.string(), escape: z.string(), newline: z.string(), header: z.boolean(), skipRows: count })
    .nullable(),
  columns: z.array(z.strictObject({ name: z.string(), type: columnType, semantic: z.string().nullable(), nullable: z.boolean() })),
});

test('detect --json: one document a file', async () => {
  const result = await run(['detect', police, houses, '--json']);
  assert.equal(result.code, 0);
  const [first, second] = result.out
    .trimEnd()
    .split('\n')
    .map((line) => detected.parse(JSON.parse(line)));
  assert.deepEqual(
    [first?.format, first?.encoding?.name, first?.encoding?.bom, first?.dialect?.delimiter, first?.dialect?.newline, first?.columns.length],
    ['csv', 'gb18030', false, ',', '\r\n', 13],
  );
  assert.equal(first?.columns.find((c) => c.name === '公民身份号码')?.semantic, 'cn-resident-id');
  assert.deepEqual([second?.format, second?.encoding, second?.columns.length], ['xlsx', null, 11]);
});

const profiled = z.object({
  file: z.string(),
  rows: count,
  columns: z.array(
    z.object({
      name: z.string(),
      type: columnType,
      semantic: z.string().nullable(),
      sensitivity: z.string().nullable(),
      nulls: count,
      blanks: count,
      distinct: z.strictObject({ count, exact: z.boolean() }),
      unique: z.boolean(),
      min: plain,
      max: plain,
      mean: z.number().nullable(),
      stddev: z.number().nullable(),
      quantiles: z.strictObject({
        p5: z.number().nullable(),
        p25: z.number().nullable(),
        p50: z.number().nullable(),
        p75: z.number().nullable(),
        p95: z.number().nullable(),
      }),
      length: z.strictObject({ min: count, max: count, mean: z.number() }),
      top: z.array(z.strictObject({ value: plain, count })),
      patterns: z.array(z.strictObject({ pattern: z.string(), count })),
      histogram: z.array(z.strictObject({ from: z.number(), to: z.number(), count })),
      invalid: z.strictObject({ type: count, semantic: count }),
    }),
  ),
  duplicateRows: count,
  keys: z.array(z.array(z.string())),
  dependencies: z.array(z.strictObject({ from: z.array(z.string()), to: z.string(), strength: ratio, rows: count, violations: count })),
  correlations: z.array(z.object({ a: z.string(), b: z.string(), kind: z.string(), value: z.number() })),
  malformed: z.array(z.strictObject({ row: count, line: count, reason: z.string() })),
  seconds: z.object({ import: z.number(), profile: z.number() }),
});

test('profile --json: the whole file, personal values masked unless told otherwise', async () => {
  const visits = join(sample, '街道网格办-实有人口走访.csv');
  const result = await run(['profile', visits, '--json']);
  assert.equal(result.code, 0);
  const document1 = document(profiled, result);
  assert.deepEqual([document1.rows, document1.malformed.length], [3287, 11]);
  assert.doesNotMatch(JSON.stringify(document1.columns.find((c) => c.name === '身份证号')?.top), /\d{17}[\dX]/);
  const revealed = document(profiled, await run(['profile', visits, '--json', '--reveal']));
  assert.match(JSON.stringify(revealed.columns.find((c) => c.name === '身份证号')?.top), /\d{17}[\dX]/);
});

const suggested = z.strictObject({
  rules: z.array(
    z.strictObject({ rule: z.object({ kind: z.string() }).loose(), evidence: z.string().min(5), support: ratio, expectedFailures: count }),
  ),
});

test('suggest --json and --yaml: rules with evidence, and a file that check accepts', async () => {
  const yaml = at('suggested.yml');
  const result = await run(['suggest', police, '--json', '--yaml', yaml]);
  assert.equal(result.code, 0);
  const { rules } = document(suggested, result);
  assert.ok(rules.some((r) => r.rule.kind === 'value-matches-semantic') && rules.some((r) => r.rule.kind === 'not-null'));
  const written = parse(readFileSync(yaml, 'utf8')) as { readonly rules: readonly unknown[] };
  assert.equal(written.rules.length, rules.length);
  const checkedAgain = document(checked, await run(['check', police, '--rules', yaml, '--json']));
  assert.deepEqual(
    checkedAgain.results.filter((r) => r.status === 'error'),
    [],
  );
});

const checked = z.object({
  rows: count,
  score: z.strictObject({
    total: z.number().min(0).max(100).nullable(),
    dimensions: z.strictObject(Object.fromEntries(dimension.options.map((d) => [d, z.number().min(0).max(100).nullable()]))),
  }),
  success: z.boolean(),
  results: z.array(
    z.object({
      rule: z.string(),
      kind: z.string(),
      columns: z.array(z.string()),
      dimension,
      severity,
      evaluated: count,
      skipped: count,
      failed: count,
      ratio: ratio.nullable(),
      threshold: ratio,
      observed: z.json(),
      status: z.enum(['pass', 'warn', 'fail', 'error']),
      success: z.boolean(),
      sample: z.array(z.strictObject({ row: z.int().min(1), value: z.string().nullable() })),
      error: z.strictObject({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
    }),
  ),
});

test('check --json: every rule counted, exit 1 because rules fail; findings as CSV, XLSX and JSON lines', async () => {
  const out = ['csv', 'xlsx', 'jsonl'].map((format) => at(`findings.${format}`));
  const results = [];
  for (const path of out) results.push(await run(['check', houses, '--rules', houseRules, '--json', '--findings', path]));
  const [first] = results;
  assert.ok(first);
  assert.deepEqual(
    results.map((r) => r.code),
    [1, 1, 1],
  );
  const { rows, results: rules, success, score } = document(checked, first);
  assert.deepEqual([rows, success, score.dimensions['accessibility'], rules.length], [1004, false, null, 10]);
  for (const r of rules.filter((x) => x.kind !== 'row-count')) assert.ok(r.failed <= r.evaluated && r.sample.length <= r.failed, r.rule);
  const failed = rules.reduce((n, r) => n + r.failed, 0);
  const csv = readFileSync(out[0] ?? '', 'utf8')
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');
  assert.equal(csv[0], 'rule,row,column,value,reason');
  assert.equal(csv.length - 1, failed);
  const lines = readFileSync(out[2] ?? '', 'utf8')
    .trimEnd()
    .split('\n')
    .map((l) =>
      z
        .strictObject({ rule: z.string(), row: z.int(), column: z.string().nullable(), value: plain, reason: z.string() })
        .parse(JSON.parse(l)),
    );
  assert.equal(lines.length, failed);
  const back = at('back.csv');
  assert.equal((await run(['convert', out[1] ?? '', back])).code, 0);
  assert.equal(readFileSync(back, 'utf8').trimEnd().split(/\r?\n/).length - 1, failed);
});

test('check: exit 0 when every rule holds, also for a Great Expectations suite; a rule that cannot run is an error, never a pass', async () => {
  writeFileSync(at('people.csv'), 'id,age\n1,10\n2,20\n3,\n');
  writeFileSync(at('good.yml'), 'ruleSet: people\nrules:\n  - { kind: unique, column: id }\n');
  assert.equal((await run(['check', at('people.csv'), '--rules', at('good.yml')])).code, 0);
  writeFileSync(
    at('suite.json'),
    JSON.stringify({
      expectation_suite_name: 's',
      expectations: [{ expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'age', mostly: 0.5 } }],
    }),
  );
  assert.equal((await run(['check', at('people.csv'), '--rules', at('suite.json')])).code, 0);
  writeFileSync(
    at('odd.yml'),
    'rules:\n  - { kind: unique, column: id }\n  - { kind: uniqe, column: id }\n  - { kind: unique, column: nowhere }\n  - { kind: unique, column: id, id: extra, colum: x }\n',
  );
  const odd = await run(['check', at('people.csv'), '--rules', at('odd.yml'), '--json']);
  assert.equal(odd.code, 1);
  assert.deepEqual(
    document(checked, odd).results.map((r) => [r.status, r.success, r.error?.code ?? null]),
    [
      ['pass', true, null],
      ['error', false, 'unknown-kind'],
      ['error', false, 'column-not-found'],
      ['error', false, 'unknown-key'],
    ],
  );
  const typo = document(checked, odd).results[3]?.error?.params;
  assert.deepEqual([typo?.['key'], typo?.['nearest']], ['colum', 'column']);
});

test('check --batch: a line in, a line out, in order; an unknown expectation is an error', async () => {
  const jobs = [
    { id: 'a', data: { v: [1, 2, null, 2] }, rules: [{ kind: 'unique', column: 'v' }] },
    {
      id: 'b',
      data: [{ v: 'x' }, { v: null }],
      rules: [{ expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'v' } }],
    },
    { id: 'c', data: { v: [1] }, rules: [{ expectation_type: 'expect_the_moon', kwargs: {} }] },
  ];
  writeFileSync(at('jobs.jsonl'), jobs.map((j) => JSON.stringify(j)).join('\n'));
  const result = await run(['check', '--batch', at('jobs.jsonl')]);
  assert.equal(result.code, 0);
  const answer = z.object({
    id: z.string(),
    results: z.array(
      z.object({
        success: z.boolean().nullable(),
        error: z.object({ code: z.string() }).loose().nullable(),
        evaluated: count,
        failed: count,
        failedRows: z.array(count),
        failedValues: z.array(z.json()),
        observed: z.json(),
      }),
    ),
  });
  const answers = result.out
    .trimEnd()
    .split('\n')
    .map((line) => answer.parse(JSON.parse(line)));
  assert.deepEqual(
    answers.map((a) => [
      a.id,
      a.results[0]?.success,
      a.results[0]?.failedRows,
      a.results[0]?.failedValues,
      a.results[0]?.error?.code ?? null,
    ]),
    [
      ['a', false, [1, 3], [2, 2], null],
      ['b', false, [1], [null], null],
      ['c', null, [], [], 'unsupported-expectation'],
    ],
  );
});

test('convert: one file with its rejects, and many into a folder where one cannot be read', async () => {
  writeFileSync(at('ragged.csv'), 'a,b\n1,2\n3\n4,5,6\n');
  assert.equal((await run(['convert', at('ragged.csv'), at('ragged.jsonl'), '--rejects', at('rejects.jsonl')])).code, 0);
  assert.deepEqual(
    readFileSync(at('ragged.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((l) => Object.keys(JSON.parse(l) as object)),
    [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ],
  );
  const rejects = readFileSync(at('rejects.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((l) => z.object({ line: count, reason: z.string() }).loose().parse(JSON.parse(l)));
  assert.deepEqual(
    rejects.map((r) => [r.line, r.reason]),
    [
      [3, 'too-few-fields'],
      [4, 'too-many-fields'],
    ],
  );
  const itself = await run(['convert', at('ragged.csv'), at('ragged.csv')]);
  assert.equal(itself.code, 2);
  assert.match(itself.err, /already-exists: .*ragged\.csv/);
  assert.equal(readFileSync(at('ragged.csv'), 'utf8'), 'a,b\n1,2\n3\n4,5,6\n');
  const many = await run(['convert', police, at('missing.csv'), houses, '--to-dir', at('many'), '--as', 'csv']);
  assert.equal(many.code, 1);
  assert.deepEqual(readdirSync(at('many')).sort(), ['住房和建设局-房屋清单.xlsx.csv', '公安局-户籍人口.csv.csv'].sort());
  assert.equal(many.err.split('\n').filter((l) => l.includes('missing.csv')).length, 1);
});

test('workspace init, verify and snapshot; a wrong password opens nothing', async () => {
  const place = at('ws');
  const env = { JIADI_PASSWORD: 'Cli-Secret-2026' };
  assert.equal(
    (await run(['workspace', 'init', place, '--name', '测试', '--unit', '大数据中心', '--account', 'wang', '--role', 'steward'], { env }))
      .code,
    0,
  );
  const verified = await run(['workspace', 'verify', place, '--account', 'wang', '--json'], { env });
  assert.equal(verified.code, 0);
  assert.deepEqual(
    document(
      z.object({ clean: z.boolean(), problems: z.array(z.object({ check: z.string() })), checked: z.record(z.string(), count) }),
      verified,
    ).clean,
    true,
  );
  const snapshot = await run(['workspace', 'snapshot', place, '--account', 'wang'], { env });
  assert.equal(snapshot.code, 0);
  assert.equal(readdirSync(join(place, 'snapshots')).length, 1);
  const wrong = await run(['workspace', 'verify', place, '--account', 'wang'], { env: { JIADI_PASSWORD: 'nope' } });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /^wrong-password: /m);
  assert.equal((await run(['workspace', 'init', place], { env })).code, 2);
});

test('platform serve: one line with the address, answers, and ends with Ctrl+C', async () => {
  const asked: Promise<number>[] = [];
  const result = await run(['platform', 'serve', '--port', '0', '--dir', at('platform'), '--json'], {
    seen: (text, kill) => {
      const url = /"url":"(http:[^"]+)"/.exec(text)?.[1];
      if (!url || asked.length > 0 || !text.includes('Ctrl+C')) return;
      const answer = fetch(url).then((r) => r.status);
      asked.push(answer);
      void answer.finally(() => kill('SIGINT'));
    },
  });
  assert.equal(result.code, 0);
  assert.deepEqual(await Promise.all(asked), [200]);
  document(z.object({ url: z.url(), keyId: z.string(), platform: z.string() }), result);
  assert.doesNotMatch(result.out, /token/i);
});

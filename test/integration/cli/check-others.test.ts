/** `check` with files beside the one that is checked: other datasets by name, earlier batches; and what is told where there are none. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';

const folder = temporaryFolder('cli-others');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
after(() => folder.remove());

const write = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const own = write('own.csv', 'id,name,amount\n1,福田区,10\n2,南山区,20\n3,宝安区,30\n');
const other = write('other.csv', 'id,name,amount\n1,福田区,10\n2,南山,20\n4,罗湖区,30\n');
// the digest is what `openssl dgst -sm3` tells of own.csv; SQL sees values as the file wrote them, so numbers are made of them
const rules = write(
  'rules.yml',
  `ruleSet: t
version: 1
rules:
  - { id: ledger, kind: reconcile, dataset: ledger, key: [id] }
  - { id: total, kind: aggregate-matches, dataset: ledger, expression: sum(amount) }
  - { id: new, kind: new-values, column: name }
  - { id: rows, kind: row-count-change, maxIncrease: 0.1 }
  - { id: sm3, kind: file-digest, algorithm: sm3, expected: "eaae8bda2df76657773314a2f3c2ab3862991b151822c117a2cd24f2736fc607" }
  - { id: value, kind: sql-value, query: "SELECT sum(amount) FROM {dataset}", max: 50, drill: "SELECT _row FROM {dataset} WHERE amount + 0 > 25" }
  - { id: far, kind: service-available, endpoint: "https://example.org/a" }
`,
);

interface Result {
  readonly rule: string;
  readonly status: string;
  readonly evaluated: number;
  readonly observed: unknown;
  readonly note: string | null;
  readonly error: { readonly code: string } | null;
  readonly sample: readonly { readonly row: number }[];
}
async function results(args: readonly string[]): Promise<ReadonlyMap<string, Result>> {
  const { out, code } = await jiadi(['check', own, '--rules', rules, '--json', ...args], { tmp });
  assert.equal(code, 1);
  const document = JSON.parse(out) as { readonly results: readonly Result[] };
  return new Map(document.results.map((r) => [r.rule, r]));
}
const told = (r: Result | undefined): unknown => r?.error?.code ?? r?.note ?? r?.status;

test('without them, a dataset is not found and history is lacking', async () => {
  const found = await results([]);
  assert.deepEqual([...found.values()].map(told), [
    'not-found',
    'not-found',
    'needs-history',
    'needs-history',
    'pass',
    'fail',
    'needs-network',
  ]);
  assert.equal(found.get('far')?.evaluated, 0);
  assert.match(String(found.get('sm3')?.observed), /^[0-9a-f]{64}$/);
  assert.deepEqual([found.get('value')?.observed, found.get('value')?.sample.map((s) => s.row)], [60, [3]]);
});

test('with them, both sides are compared and new values are told', async () => {
  const found = await results(['--reference', `ledger=${other}`, '--earlier', other]);
  assert.deepEqual([...found.values()].map(told), ['fail', 'pass', 'fail', 'pass', 'pass', 'fail', 'needs-network']);
  assert.deepEqual(found.get('ledger')?.observed, { onlyHere: 1, onlyThere: 1, differing: 1 });
  assert.deepEqual(found.get('total')?.observed, { here: 60, there: 60 });
  assert.deepEqual(
    found.get('new')?.sample.map((s) => s.row),
    [2, 3],
  );
});

test('a wrong name or a file that is not there is one line and exit code 2', async () => {
  for (const [args, said] of [
    [['--reference', 'ledger'], /NAME=FILE/],
    [['--reference', `ledger=${join(folder.path, 'nothing.csv')}`], /nothing\.csv/],
    [['--earlier', join(folder.path, 'nothing.csv')], /nothing\.csv/],
  ] as const) {
    const { code, out, err } = await jiadi(['check', own, '--rules', rules, ...args], { tmp });
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, said);
  }
});

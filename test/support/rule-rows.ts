import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkRows, failedOf, type TestCell } from './check.ts';

/** Fixed, so that a failure found once is found again; CI prints it with every failure. */
export const seed = Number(process.env['FC_SEED'] ?? 20_260_630);
export const runs = { seed, numRuns: 60 };

const word = fc.constantFrom(
  'a',
  'b',
  'A',
  '男',
  '女',
  '𠮷田',
  '',
  ' ',
  '\u3000',
  '无',
  'N/A',
  '0',
  '1',
  '01',
  '1.0',
  '-3',
  '12',
  '1e2',
  'x1',
  '2020-02-29',
  '2021-02-29',
  '2019/3/4',
  '20200101',
  '440524188001010014',
  '440524188001010015',
);
export const cell: fc.Arbitrary<TestCell> = fc.oneof(
  { weight: 5, arbitrary: word },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 2.25) },
);
export const table = fc.array(fc.tuple(cell, cell), { maxLength: 25 });
const parts = fc.nat({ max: 25 });

/** Runs one rule over a table cut into two parts, and compares the failing and skipped rows with a plain computation. */
export async function agrees(
  rule: Readonly<Record<string, unknown>>,
  judge: (row: readonly TestCell[], rows: readonly (readonly TestCell[])[], index: number) => 'pass' | 'fail' | 'skip',
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(table, parts, async (rows, cut) => {
      const first = Math.min(cut, rows.length);
      const run = await checkRows(['v', 'w'], rows, [rule], { partSizes: [first, rows.length - first] });
      const expected = rows.map((row, i) => judge(row, rows, i));
      const [result] = run.results;
      assert.equal(result?.error, null);
      assert.deepEqual(
        failedOf(run),
        expected.flatMap((e, i) => (e === 'fail' ? [i] : [])),
      );
      assert.equal(result?.skipped, expected.filter((e) => e === 'skip').length);
      assert.equal(result?.evaluated, expected.filter((e) => e !== 'skip').length);
    }),
    runs,
  );
}

/** True for numbers and texts that SQLite reads as one. */
export const isNumber = (v: TestCell): boolean =>
  typeof v === 'number' || (typeof v === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(v));
export const text = (v: TestCell): string => String(v);
export const bad = (b: boolean): 'pass' | 'fail' => (b ? 'fail' : 'pass');
/** Milliseconds of a real date in one of the forms of the rows, or null. */
export const dateOf = (v: TestCell): number | null => {
  const m = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text(v)) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text(v));
  if (!m) return null;
  const d = new Date(Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3])));
  return d.getUTCMonth() === Number(m[2]) - 1 && d.getUTCDate() === Number(m[3]) ? d.getTime() : null;
};

import assert from 'node:assert/strict';
import type { CheckRun } from '../../engine/quality/check.ts';
import type { Surroundings } from '../../engine/rules/index.ts';
import { checkRows, type TestCell } from './check.ts';

export type Rule = Readonly<Record<string, unknown>>;
export type Verdict = 'pass' | 'fail' | 'open';

/** Checks rows of one column; the verdict of the last rule, `open` where it was not evaluated. */
export async function verdictOf(rows: number, rules: readonly Rule[], surroundings: Partial<Surroundings>): Promise<[Verdict, CheckRun]> {
  const run = await checkRows(
    ['v'],
    Array.from({ length: rows }, (): TestCell[] => ['x']),
    rules.map((rule, i) => ({ id: `r${i}`, ...rule })),
    { surroundings },
  );
  const last = run.results.at(-1);
  assert.equal(last?.error, null);
  const open = last.note !== null;
  assert.equal(last.evaluated, open ? 0 : 1);
  return [open ? 'open' : last.success ? 'pass' : 'fail', run];
}
export const said = (ok: boolean): Verdict => (ok ? 'pass' : 'fail');

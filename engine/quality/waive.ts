/**
 * Waivers in a run: failures that two people agreed not to count. A waiver of a whole rule leaves its outcome as it is, but out of the score and the
 * gates; rows that are waived (by unit, or known again by key and value) are taken out of the findings and counted apart.
 */
import type { RunOptions, TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { type ActiveWaiver, cellText, fingerprintOf, printText } from '../issues/index.ts';
import type { RuleSpec } from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import { readCells } from './group.ts';
import type { CheckHost } from './input.ts';
import { recount, type RuleResult } from './result.ts';
import { type RunChunk, rowsOf, RunWriter } from './runs.ts';

/** Input of the task `quality.waived`. */
export interface WaivedInput {
  readonly batch: BatchFile;
  readonly findings: readonly RunChunk[];
  readonly waivers: readonly Pick<ActiveWaiver, 'scope' | 'unitColumn' | 'share' | 'keyColumns' | 'valueColumns' | 'prints'>[];
}

const ROWS_AT_ONCE = 2_000;

/** The findings that no waiver covers; runs in a worker. */
export function withoutWaived({ batch, findings, waivers }: WaivedInput, context: TaskContext): readonly RunChunk[] {
  const tests = waivers.map((waiver) => coverOf(waiver, batch));
  const left = new RunWriter();
  const look = (rows: readonly number[]): void => {
    context.throwIfCancelled();
    const covered = tests.map(({ columns, covers }) => readCells(batch, columns, rows).map(covers));
    rows.forEach((row, i) => {
      if (!covered.some((each) => each[i])) left.push(row);
    });
  };
  let window: number[] = [];
  for (const chunk of findings) {
    for (const row of rowsOf(chunk)) {
      window.push(row);
      if (window.length < ROWS_AT_ONCE) continue;
      look(window);
      window = [];
    }
  }
  look(window);
  return left.chunks();
}

/** What tells whether a waiver covers a row: the columns to be looked at, and the answer. */
export interface Cover {
  readonly columns: readonly string[];
  readonly covers: (cells: readonly SqlValue[]) => boolean;
}

/** How a waiver of single rows or of a unit tells its rows. */
export function coverOf(waiver: WaivedInput['waivers'][number], batch: Pick<BatchFile, 'columns'>): Cover {
  if (waiver.scope === 'unit') return { columns: [waiver.unitColumn ?? ''], covers: ([unit]) => shareOf(unit) === waiver.share };
  const key = waiver.keyColumns.length > 0 ? waiver.keyColumns : batch.columns.map(({ name }) => name);
  const prints = new Set(waiver.prints.map(printText));
  return {
    columns: [...key, ...waiver.valueColumns],
    covers: (cells) => prints.has(printText(fingerprintOf(cells.slice(0, key.length), cells.slice(key.length)))),
  };
}

/** The unit that a cell names; empty: none. */
export const shareOf = (cell: SqlValue | undefined): string => (cell === undefined ? '' : (cellText(cell) ?? '').trim());

/** Whether single rows of a rule can be taken out: it counts cells or rows, and judges them all together. */
const countsRows = (result: RuleResult): boolean => result.observed === null && result.ratio !== null && result.findings.length > 0;

/** The results with the waivers that are in force. */
export async function applyWaivers(
  results: readonly RuleResult[],
  specs: readonly (RuleSpec | null)[],
  waivers: readonly ActiveWaiver[],
  batch: BatchFile,
  host: CheckHost,
  options: RunOptions,
): Promise<readonly RuleResult[]> {
  if (waivers.length === 0) return results;
  return await Promise.all(
    results.map(async (result, i) => {
      const mine = waivers.filter(({ rule }) => rule === result.rule);
      const spec = specs[i];
      if (mine.length === 0 || !spec || result.status === 'error' || result.failed === 0) return result;
      const whole = mine.find(({ scope }) => scope === 'rule');
      if (whole) return { ...result, waiver: { scope: 'rule' as const, rows: result.failed, until: whole.until } };
      if (!countsRows(result)) return result;
      const input: WaivedInput = { batch, findings: result.findings, waivers: mine };
      const left = (await host.tasks.run('quality.waived', input, options)) as readonly RunChunk[];
      return recount(spec, result, left, lastDay(mine));
    }),
  );
}

/** The first of the last days, after which one of them has to be looked at again. */
export function lastDay(waivers: readonly Pick<ActiveWaiver, 'until'>[]): string | null {
  return waivers.flatMap(({ until }) => until ?? []).sort()[0] ?? null;
}

import type { TaskContext } from '../../base/jobs/index.ts';
import type { RuleSpec } from '../rules/index.ts';
import { maskValue } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { KeyIndex, KeyNotes } from './key-index.ts';
import { eachPartition, type KeyStream } from './key-records.ts';
import type { RuleResult } from './result.ts';
import { RowSet } from './row-set.ts';
import type { RunChunk } from './runs.ts';

/** Input of the task `quality.shares`: which group each evaluated row is of, and the findings. */
export interface SharesInput {
  readonly groups: KeyStream;
  readonly rowCount: number;
  readonly findings: readonly RunChunk[];
  readonly spec: Pick<RuleSpec, 'threshold' | 'maxFailures' | 'warnAt'>;
}

/** A group by the row it first stands in, with its pass ratio. */
export interface GroupShare {
  readonly row: number;
  readonly ratio: number;
}

export interface Shares {
  readonly groups: number;
  readonly failed: number;
  /** Groups that pass but lie below the warning line. */
  readonly warned: number;
  /** The worst of the failing groups. */
  readonly worst: readonly GroupShare[];
}

/** Failing groups that are named. */
const NAMED_MAX = 20;

/** Repeats a rule's verdict for each group of rows, from the findings of all of them; runs in a worker. */
export function groupShares({ groups, rowCount, findings, spec }: SharesInput, context: TaskContext): Shares {
  const failingRows = new RowSet(rowCount).addAll(findings);
  const failing: GroupShare[] = [];
  let [count, warned] = [0, 0];
  const index = new KeyIndex();
  const [sizes, fails, first] = [new KeyNotes(), new KeyNotes(), new KeyNotes()];
  eachPartition(groups, context, (each) => {
    for (const one of [index, sizes, fails]) one.clear();
    each((block, at, row) => {
      const known = index.size;
      const group = index.of(block[at] as number, block[at + 1] as number);
      if (group === known) first.set(group, row);
      sizes.add(group, 1);
      if (failingRows.has(row)) fails.add(group, 1);
    });
    for (let group = 0; group < index.size; group++) {
      const [size, failed] = [sizes.at(group), fails.at(group)];
      const ratio = (size - failed) / size;
      if (spec.maxFailures !== null ? failed > spec.maxFailures : ratio < spec.threshold) failing.push({ row: first.at(group), ratio });
      else if (spec.warnAt !== null && ratio < spec.warnAt) warned++;
    }
    count += index.size;
  });
  const worst = failing.toSorted((a, b) => a.ratio - b.ratio || a.row - b.row).slice(0, NAMED_MAX);
  return { groups: count, failed: failing.length, warned, worst };
}

/** The result of a rule whose verdict is repeated for groups: it passes when all of them do. `cells` reads the group columns of rows. */
export function withShares(
  result: RuleResult,
  shares: Shares,
  groups: readonly string[],
  columns: readonly BatchColumn[],
  cells: (rows: readonly number[]) => readonly (readonly unknown[])[],
): RuleResult {
  if (result.status === 'error' || shares.groups === 0) return result;
  const meanings = groups.map((name) => columns.find((c) => c.name === name)?.semantic ?? null);
  const labels = cells(shares.worst.map(({ row }) => row)).map((row) =>
    row
      .map((value, i) => (typeof value === 'string' || typeof value === 'number' ? maskValue(meanings[i] ?? null, String(value)) : ''))
      .join(' | '),
  );
  const failing = Object.fromEntries(shares.worst.map(({ ratio }, i) => [labels[i] ?? '', ratio]));
  const status = shares.failed > 0 ? 'fail' : shares.warned > 0 ? 'warn' : 'pass';
  return { ...result, status, success: status !== 'fail', observed: { groups: shares.groups, failed: shares.failed, failing } };
}

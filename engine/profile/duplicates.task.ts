import type { TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { CellReader, type PartedTable } from '../table/parts.ts';
import { type HashedRows, hashOfNulls, hashRows } from './row-hashes.ts';
import { partitionOf } from '../../base/spill.ts';
import { forEachValue, ValueTable } from './value-table.ts';

/** Input of the task `profile.duplicates`. */
export interface DuplicatesInput {
  readonly table: PartedTable;
  /** Positions of the columns that make rows the same. */
  readonly columns: readonly number[];
  /** How many groups are listed, the largest first. */
  readonly limit: number;
  /** True: a number and the text of its digits are two values. Batches may differ in how they store one, so among several they are not. */
  readonly typed: boolean;
}

/** Rows that are the same in some columns. */
export interface DuplicateGroup {
  /** By column, as stored. */
  readonly values: readonly SqlValue[];
  readonly count: number;
  /** The first of them, 1-based. */
  readonly rows: readonly number[];
}

export interface Duplicates {
  readonly rowCount: number;
  /** Rows in which all of the columns are null: they are nobody's duplicates. */
  readonly empty: number;
  readonly groups: number;
  /** Rows in the groups: what a rule that demands uniqueness finds. */
  readonly rows: number;
  readonly largest: readonly DuplicateGroup[];
}

/** Rows that are counted in one table of hashes; more of them are counted part by part. */
const TABLE_ROWS = 2_000_000;
const ROWS_LISTED = 20;
const CHECK_EVERY = 1 << 16;

interface Group {
  readonly h1: number;
  readonly h2: number;
  readonly count: number;
  readonly first: number;
}

/** Finds the rows that are the same in a set of columns; a null is a value like any other where not all are null. One pass over these columns. */
export function findDuplicates({ table: all, columns, limit, typed }: DuplicatesInput, context: TaskContext): Duplicates {
  const [hashed] = hashRows(all, [columns], { phase: 'duplicates', typed }, context) as [HashedRows];
  const [n1, n2] = hashOfNulls(columns.length);
  const { h1, h2 } = hashed;
  const total = { empty: 0, groups: 0, rows: 0 };
  const largest: Group[] = [];
  let partitions = 1;
  while (all.rowCount / partitions > TABLE_ROWS) partitions *= 2;
  for (let partition = 0; partition < partitions; partition++) {
    const table = new ValueTable();
    for (let row = 0; row < h1.length; row++) {
      const [a, b] = [h1[row] as number, h2[row] as number];
      if (row % CHECK_EVERY === 0) context.throwIfCancelled();
      if (partitionOf(a, partitions) !== partition) continue;
      if (a === n1 && b === n2) total.empty++;
      else {
        table.reserve(1);
        table.add(a, b, row + 1);
      }
    }
    forEachValue(table, (segment, at) => {
      const count = segment[at + 2] as number;
      if (count < 2) return;
      total.groups++;
      total.rows += count;
      keep(largest, { h1: segment[at] as number, h2: segment[at + 1] as number, count, first: segment[at + 4] as number }, limit);
    });
    table.recycle();
  }
  return { rowCount: all.rowCount, ...total, largest: withRows(all, columns, largest, hashed) };
}

/** The larger first, then the earlier. */
const before = (a: Group, b: Group): boolean => a.count > b.count || (a.count === b.count && a.first < b.first);

function keep(largest: Group[], group: Group, limit: number): void {
  const last = largest[limit - 1];
  if (last && !before(group, last)) return;
  let at = largest.length;
  while (at > 0 && before(group, largest[at - 1] as Group)) at--;
  largest.splice(at, 0, group);
  if (largest.length > limit) largest.pop();
}

function withRows({ parts }: PartedTable, columns: readonly number[], groups: readonly Group[], { h1, h2 }: HashedRows): DuplicateGroup[] {
  const wanted = new Map<number, { readonly h2: number; readonly rows: number[] }[]>();
  const rowsOf = groups.map((group) => {
    const rows: number[] = [];
    const same = wanted.get(group.h1);
    if (same) same.push({ h2: group.h2, rows });
    else wanted.set(group.h1, [{ h2: group.h2, rows }]);
    return rows;
  });
  for (let row = 0; wanted.size > 0 && row < h1.length; row++) {
    for (const one of wanted.get(h1[row] as number) ?? []) if (one.h2 === h2[row] && one.rows.length < ROWS_LISTED) one.rows.push(row + 1);
  }
  const reader = new CellReader(parts);
  try {
    return groups.map(({ count, first }, g) => ({ values: reader.row(columns, first), count, rows: rowsOf[g] ?? [] }));
  } finally {
    reader.close();
  }
}

import type { CodedColumn } from './coded.ts';

/** Rows put into groups: the group number of every row, from 0; -1 takes a row out. */
export interface Grouping {
  readonly ids: Int32Array;
  readonly count: number;
}

/** Largest table of pairs that is addressed directly instead of by hash. */
const DIRECT_MAX = 1 << 21;

/** Rows by the value of one column; nulls are taken out. */
export function groupBy(column: CodedColumn, rowCount: number): Grouping {
  const ids = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) ids[row] = (column.codes[row] as number) - 1;
  return { ids, count: column.distinct };
}

/** Every group divided by the values of a further column; nulls of it are taken out. */
export function refine(groups: Grouping, column: CodedColumn, rowCount: number = groups.ids.length): Grouping {
  const width = column.distinct + 1;
  return groups.count * width <= DIRECT_MAX ? refineDirect(groups, column, rowCount, width) : refineHashed(groups, column, rowCount);
}

function refineDirect(groups: Grouping, column: CodedColumn, rowCount: number, width: number): Grouping {
  const known = new Int32Array(groups.count * width);
  const ids = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const group = groups.ids[row] as number;
    const code = column.codes[row] as number;
    if (group < 0 || code === 0) {
      ids[row] = -1;
      continue;
    }
    const at = group * width + code;
    if (known[at] === 0) known[at] = ++count;
    ids[row] = (known[at] as number) - 1;
  }
  return { ids, count };
}

function refineHashed(groups: Grouping, column: CodedColumn, rowCount: number): Grouping {
  let size = 1024;
  while (size < rowCount * 2) size *= 2;
  const mask = size - 1;
  // a slot: group, code, number of the pair; 0 is free
  const slots = new Int32Array(size * 3);
  const ids = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    const group = groups.ids[row] as number;
    const code = column.codes[row] as number;
    if (group < 0 || code === 0) {
      ids[row] = -1;
      continue;
    }
    let slot = (Math.imul(group, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const number = slots[slot * 3 + 2] as number;
      if (number === 0) {
        slots[slot * 3] = group;
        slots[slot * 3 + 1] = code;
        slots[slot * 3 + 2] = ++count;
        ids[row] = count - 1;
        break;
      }
      if (slots[slot * 3] === group && slots[slot * 3 + 1] === code) {
        ids[row] = number - 1;
        break;
      }
    }
  }
  return { ids, count };
}

/** Rows in each group. */
export function sizesOf({ ids, count }: Grouping): Int32Array {
  const sizes = new Int32Array(count);
  for (let row = 0; row < ids.length; row++) {
    const group = ids[row] as number;
    if (group >= 0) sizes[group] = (sizes[group] as number) + 1;
  }
  return sizes;
}

/** How far groups tell rows apart: rows that are in some group, and those that share theirs with another. */
export function sharing(groups: Grouping): { readonly rows: number; readonly shared: number; readonly groups: number } {
  const sizes = sizesOf(groups);
  let rows = 0;
  let shared = 0;
  let repeated = 0;
  for (const size of sizes) {
    rows += size;
    if (size <= 1) continue;
    shared += size;
    repeated++;
  }
  return { rows, shared, groups: repeated };
}

import type { GroupJudge } from '../rules/index.ts';

type Numbers = readonly Float64Array[];

/** The rows that have a key and all their numbers, by key, then by the first number, then by the second or as they stand in the file. */
function inOrder(ids: Int32Array, numbers: Numbers, bySecond: boolean): Uint32Array {
  const [first = new Float64Array(), second = first] = numbers;
  const rows = new Uint32Array(ids.length);
  let count = 0;
  for (let row = 0; row < ids.length; row++) {
    if ((ids[row] as number) < 0 || numbers.some((n) => Number.isNaN(n[row]))) continue;
    rows[count++] = row;
  }
  return rows
    .subarray(0, count)
    .sort(
      (a, b) =>
        (ids[a] as number) - (ids[b] as number) ||
        compare(first[a] as number, first[b] as number) ||
        (bySecond ? compare(second[a] as number, second[b] as number) : 0) ||
        a - b,
    );
}

/** Order of two numbers; the difference of two infinities would be none. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows after a gap in the numbering of their key, and rows that share a number. */
export function gapsAndRepeats(
  ids: Int32Array,
  numbers: Numbers,
  { step, gaps }: Extract<GroupJudge, { how: 'sequence' }>,
  failing: Uint8Array,
): void {
  const rows = inOrder(ids, numbers, false);
  const [value = new Float64Array()] = numbers;
  for (let i = 1; i < rows.length; i++) {
    const [before, row] = [rows[i - 1] as number, rows[i] as number];
    if (ids[before] !== ids[row]) continue;
    const by = (value[row] as number) - (value[before] as number);
    if (by === 0) {
      failing[before] = 1;
      failing[row] = 1;
    } else if (gaps ? by % step !== 0 : by !== step) failing[row] = 1;
  }
}

/** Rows whose interval overlaps another of their key; with a limit also rows that begin later than so much after all before them have ended. */
export function overlaps(ids: Int32Array, numbers: Numbers, gap: number | null, failing: Uint8Array): void {
  const rows = inOrder(ids, numbers, true);
  const [start = new Float64Array(), end = new Float64Array()] = numbers;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const next = rows[i + 1];
    const first = i === 0 || ids[rows[i - 1] as number] !== ids[row];
    if (first) latest = Number.NEGATIVE_INFINITY;
    else if ((start[row] as number) < latest || (gap !== null && (start[row] as number) - latest > gap)) failing[row] = 1;
    if (next !== undefined && ids[next] === ids[row] && (end[row] as number) > (start[next] as number)) failing[row] = 1;
    latest = Math.max(latest, end[row] as number);
  }
}

/** Rows whose second number does not follow that of the row before them, in the order of the first. */
export function outOfOrder(
  ids: Int32Array,
  numbers: Numbers,
  { falling, strict }: Extract<GroupJudge, { how: 'ordered' }>,
  failing: Uint8Array,
): void {
  const rows = inOrder(ids, numbers, false);
  const [, value = new Float64Array()] = numbers;
  for (let i = 1; i < rows.length; i++) {
    const [before, row] = [rows[i - 1] as number, rows[i] as number];
    if (ids[before] !== ids[row]) continue;
    const order = compare(value[before] as number, value[row] as number) * (falling ? -1 : 1);
    if (order > 0 || (strict && order === 0)) failing[row] = 1;
  }
}

/** How strongly two columns go together. */

/** Co-moments of pairs of numbers, mergeable. */
export interface CoMoments {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

export const noCoMoments: CoMoments = { n: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 };

/** The co-moments of two stretches together. */
export function joinCoMoments(a: CoMoments, b: CoMoments): CoMoments {
  const n = a.n + b.n;
  if (n === 0) return noCoMoments;
  const [dx, dy] = [b.meanX - a.meanX, b.meanY - a.meanY];
  const share = (a.n * b.n) / n;
  return {
    n,
    meanX: a.meanX + (dx * b.n) / n,
    meanY: a.meanY + (dy * b.n) / n,
    xx: a.xx + b.xx + dx * dx * share,
    yy: a.yy + b.yy + dy * dy * share,
    xy: a.xy + b.xy + dx * dy * share,
  };
}

/** Pearson's coefficient, or null without pairs or spread. */
export function pearson(m: CoMoments): number | null {
  const spread = Math.sqrt(m.xx * m.yy);
  return m.n < 2 || !(spread > 0) ? null : Math.max(-1, Math.min(1, m.xy / spread));
}

/** Spearman's coefficient of pairs: Pearson's of their ranks, equal numbers sharing the mean rank. */
export function spearman(xs: Float64Array, ys: Float64Array): number | null {
  const [a, b] = [ranks(xs), ranks(ys)];
  let m = noCoMoments;
  for (let i = 0; i < a.length; i++) m = joinCoMoments(m, { n: 1, meanX: a[i] ?? 0, meanY: b[i] ?? 0, xx: 0, yy: 0, xy: 0 });
  return pearson(m);
}

function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const out = new Float64Array(values.length);
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1] ?? 0] === values[order[i] ?? 0]) j++;
    for (let k = i; k <= j; k++) out[order[k] ?? 0] = (i + j) / 2;
    i = j + 1;
  }
  return out;
}

/** Cramér's V of a table of counts, given by cells; null when one side has a single value. */
export function cramersV(cells: ReadonlyMap<string, number>): number | null {
  const [rows, columns] = [new Map<string, number>(), new Map<string, number>()];
  let total = 0;
  const split = [...cells].map(([key, count]) => ({ pair: JSON.parse(key) as [string, string], count }));
  for (const { pair, count } of split) {
    rows.set(pair[0], (rows.get(pair[0]) ?? 0) + count);
    columns.set(pair[1], (columns.get(pair[1]) ?? 0) + count);
    total += count;
  }
  const sides = Math.min(rows.size, columns.size) - 1;
  if (sides < 1) return null;
  // of a cell that is not there the expected count is all there is: together they are the total less those of the cells
  let phi = 0;
  for (const { pair, count } of split) phi += (count * count) / ((rows.get(pair[0]) ?? 1) * (columns.get(pair[1]) ?? 1));
  return Math.sqrt(Math.max(0, Math.min(1, (phi - 1) / sides)));
}

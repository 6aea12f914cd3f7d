import type { TaskContext } from '../../../base/jobs/index.ts';
import type { Dependency } from '../model.ts';
import type { CodedColumn, CodedTable } from './coded.ts';
import { groupBy, type Grouping, refine, sizesOf } from './grouping.ts';

/** Least strength, and least share of what guessing the commonest value leaves open (Goodman and Kruskal's lambda), of a dependency that is told. */
const STRENGTH_MIN = 0.95;
const LAMBDA_MIN = 0.8;
/** A second column has to explain this much more than the better one of the two alone. */
const PAIR_GAIN = 0.03;
/** A group says something about a dependency only when it has several rows. */
const GROUP_ROWS_MIN = 2;
const QUICK_ROWS = 4096;
/** A quick look may be this much off. */
const QUICK_SLACK = 0.05;
const COLUMNS_MAX = 60;
const PAIR_COLUMNS_MAX = 16;
const FOUND_MAX = 200;

interface Measured {
  readonly strength: number;
  readonly lambda: number;
  readonly rows: number;
  readonly violations: number;
}

/**
 * Columns whose value follows from that of one or two others, exactly or nearly: `strength` is the share of rows (in groups of several) that have their
 * group's commonest value (1 minus g3 of Kivinen and Mannila). Ranked by what is explained beyond guessing.
 */
export function findDependencies(table: CodedTable, context: Pick<TaskContext, 'throwIfCancelled' | 'report'>): readonly Dependency[] {
  const { rowCount } = table;
  const columns = table.columns.filter((c) => c.distinct > 1).slice(0, COLUMNS_MAX);
  const determining = columns.filter((c) => c.distinct <= (rowCount - c.nulls) / GROUP_ROWS_MIN);
  const targets = columns.filter((c) => c.distinct <= (rowCount - c.nulls) * 0.9);
  const found: (Dependency & { readonly lambda: number })[] = [];
  const best = new Map<CodedColumn, number>();
  const single = new Map<string, number>();
  for (const [i, from] of determining.entries()) {
    context.throwIfCancelled();
    context.report({ phase: 'dependencies', done: i, total: determining.length, unit: 'items' });
    const groups = groupBy(from, rowCount);
    for (const to of targets) {
      if (to === from) continue;
      const measured = measure(groups, to, rowCount);
      single.set(`${from.name}\u0000${to.name}`, measured?.strength ?? 0);
      if (!measured || measured.strength < STRENGTH_MIN || measured.lambda < LAMBDA_MIN) continue;
      best.set(to, Math.max(best.get(to) ?? 0, measured.strength));
      found.push({ from: [from.name], to: to.name, ...measured });
    }
  }
  found.push(...pairs(table, determining, targets, best, single, context));
  return found
    .toSorted((a, b) => b.lambda - a.lambda || a.from.length - b.from.length)
    .slice(0, FOUND_MAX)
    .map(({ from, to, strength, rows, violations }) => ({ from, to, strength: rounded(strength), rows, violations }));
}

/** Two columns together, for targets that no single one determines. */
function pairs(
  { rowCount }: CodedTable,
  determining: readonly CodedColumn[],
  targets: readonly CodedColumn[],
  best: ReadonlyMap<CodedColumn, number>,
  single: ReadonlyMap<string, number>,
  context: Pick<TaskContext, 'throwIfCancelled' | 'report'>,
): readonly (Dependency & { readonly lambda: number })[] {
  const found: (Dependency & { readonly lambda: number })[] = [];
  const open = targets.filter((to) => (best.get(to) ?? 0) < 0.995);
  const from = determining.slice(0, PAIR_COLUMNS_MAX);
  const quickRows = Math.min(rowCount, QUICK_ROWS);
  for (const [i, a] of from.entries()) {
    context.report({ phase: 'dependencies', done: i, total: from.length, unit: 'items' });
    for (const b of from.slice(i + 1)) {
      context.throwIfCancelled();
      const quick = refine(groupBy(a, quickRows), b, quickRows);
      if (quick.count > quickRows / GROUP_ROWS_MIN) continue;
      let groups: Grouping | null = null;
      for (const to of open) {
        if (to === a || to === b) continue;
        const alone = Math.max(single.get(`${a.name}\u0000${to.name}`) ?? 0, single.get(`${b.name}\u0000${to.name}`) ?? 0);
        const guess = measure(quick, to, quickRows);
        if (!guess || guess.strength < STRENGTH_MIN - QUICK_SLACK || guess.strength < alone + PAIR_GAIN - QUICK_SLACK) continue;
        groups ??= refine(groupBy(a, rowCount), b, rowCount);
        const measured = measure(groups, to, rowCount);
        if (!measured || measured.strength < STRENGTH_MIN || measured.lambda < LAMBDA_MIN || measured.strength < alone + PAIR_GAIN)
          continue;
        found.push({ from: [a.name, b.name], to: to.name, ...measured });
      }
    }
  }
  return found;
}

/** How well groups determine a column, over rows that have both and are not alone in their group; null where there are none. */
function measure(groups: Grouping, to: CodedColumn, rowCount: number): Measured | null {
  const cells = refine(groups, to, rowCount);
  const cellSizes = sizesOf(cells);
  const groupSize = new Int32Array(groups.count);
  const groupMost = new Int32Array(groups.count);
  const valueRows = new Int32Array(to.distinct + 1);
  const done = new Uint8Array(cells.count);
  for (let row = 0; row < rowCount; row++) {
    const cell = cells.ids[row] as number;
    if (cell < 0 || done[cell] === 1) continue;
    done[cell] = 1;
    const group = groups.ids[row] as number;
    const size = cellSizes[cell] as number;
    groupSize[group] = (groupSize[group] as number) + size;
    if (size > (groupMost[group] as number)) groupMost[group] = size;
  }
  let rows = 0;
  let fitting = 0;
  for (let group = 0; group < groups.count; group++) {
    const size = groupSize[group] as number;
    if (size < GROUP_ROWS_MIN) continue;
    rows += size;
    fitting += groupMost[group] as number;
  }
  if (rows < 10) return null;
  for (let row = 0; row < rowCount; row++) {
    const group = groups.ids[row] as number;
    const code = to.codes[row] as number;
    if (group >= 0 && code > 0 && (groupSize[group] as number) >= GROUP_ROWS_MIN) valueRows[code] = (valueRows[code] as number) + 1;
  }
  let commonest = 0;
  for (const count of valueRows) if (count > commonest) commonest = count;
  const strength = fitting / rows;
  const lambda = commonest === rows ? 0 : (fitting - commonest) / (rows - commonest);
  return { strength, lambda, rows, violations: rows - fitting };
}

/** Never rounded up to a perfect dependency. */
function rounded(strength: number): number {
  return strength === 1 ? 1 : Math.min(0.9999, Math.round(strength * 10_000) / 10_000);
}

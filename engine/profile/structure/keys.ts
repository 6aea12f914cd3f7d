import type { TaskContext } from '../../../base/jobs/index.ts';
import type { CodedColumn, CodedTable } from './coded.ts';
import { groupBy, type Grouping, refine, sharing } from './grouping.ts';

/** Columns that tell (nearly) all rows apart, and none of which can be left out. */
export interface CandidateKey {
  readonly columns: readonly string[];
  /** Rows that share their key with another row; 0 for a key. */
  readonly shared: number;
  /** Keys that occur more than once. */
  readonly repeated: number;
}

export interface FoundKeys {
  readonly keys: readonly CandidateKey[];
  /** Not quite keys: at most one row in a hundred shares its key. */
  readonly nearKeys: readonly CandidateKey[];
}

/** Most columns of a key. */
export const KEY_COLUMNS_MAX = 4;
/** Columns that take part in keys of one, two, three and four columns; those with the most different values come first. */
const breadth = [Number.POSITIVE_INFINITY, 24, 14, 10];
const NEAR_SHARE = 0.01;
/** Rows of the quick look that rules out most sets. */
const QUICK_ROWS = 4096;
const FOUND_MAX = 20;
/**
 * Values that have nothing to do with each other tell rows apart by chance when there are enough of them: so many rows have to be expected to share a
 * combination, and ten times as many as do, before the combination is a key.
 */
const EXPECTED_MIN = 5;
/** Fewest rows from which a key of several columns is concluded. */
const ROWS_MIN = 20;

interface Candidate {
  /** Ascending places in the list of columns. */
  readonly places: readonly number[];
  readonly quick: Grouping;
}

/** Minimal candidate keys of up to four columns, and near-keys with the rows that offend; columns with nulls take part in neither. */
export function findKeys(table: CodedTable, context: Pick<TaskContext, 'throwIfCancelled' | 'report'>): FoundKeys {
  const { rowCount } = table;
  const columns = table.columns.filter((c) => c.nulls === 0 && c.distinct > 1).toSorted((a, b) => b.distinct - a.distinct);
  const keys: (CandidateKey & { readonly places: readonly number[] })[] = [];
  const near: (CandidateKey & { readonly places: readonly number[] })[] = [];
  if (rowCount < 2) return { keys, nearKeys: near };
  const quickRows = Math.min(rowCount, QUICK_ROWS);
  let level: readonly Candidate[] = columns.map((column, place) => ({ places: [place], quick: groupBy(column, quickRows) }));
  for (let size = 1; size <= KEY_COLUMNS_MAX; size++) {
    const open: Candidate[] = [];
    for (const [i, candidate] of level.entries()) {
      context.throwIfCancelled();
      context.report({ phase: 'keys', done: i, total: level.length, unit: 'items' });
      if ([...keys, ...near].some((found) => found.places.every((place) => candidate.places.includes(place)))) continue;
      const expected = expectedShared(candidate, columns, rowCount);
      // with further columns it only becomes more of an accident
      if (size > 1 && expected < EXPECTED_MIN) continue;
      const found = judge(candidate, columns, rowCount);
      if (found === null || (size > 1 && found.shared > expected / 10)) open.push(candidate);
      else if (found.shared === 0) keys.push({ ...found, places: candidate.places });
      else near.push({ ...found, places: candidate.places });
    }
    if (size === KEY_COLUMNS_MAX || rowCount < ROWS_MIN || keys.length + near.length >= FOUND_MAX) break;
    level = widen(open, columns, breadth[size] ?? 0, quickRows);
  }
  const bare = ({ columns: names, shared, repeated }: CandidateKey): CandidateKey => ({ columns: names, shared, repeated });
  return { keys: keys.slice(0, FOUND_MAX).map(bare), nearKeys: near.slice(0, FOUND_MAX).map(bare) };
}

/** Rows that would share their combination with another row if the values of the columns were dealt out blindly. */
function expectedShared({ places }: Candidate, columns: readonly CodedColumn[], rowCount: number): number {
  return (rowCount * (rowCount - 1)) / places.reduce((product, place) => product * (columns[place]?.distinct ?? 1), 1);
}

/** Null when the columns tell too few rows apart. */
function judge({ places, quick }: Candidate, columns: readonly CodedColumn[], rowCount: number): CandidateKey | null {
  const mine = places.map((place) => columns[place]).filter((c) => c !== undefined);
  const most = mine.reduce((product, c) => product * c.distinct, 1);
  if (most < rowCount * (1 - NEAR_SHARE)) return null;
  // repeats are rarer among few rows, so a share that is too large there is too large among all
  if (quick.ids.length < rowCount && sharing(quick).shared > quick.ids.length * NEAR_SHARE) return null;
  const [first, ...rest] = mine;
  if (!first) return null;
  const { shared, groups } = sharing(rest.reduce((groups_, column) => refine(groups_, column), groupBy(first, rowCount)));
  return shared <= rowCount * NEAR_SHARE ? { columns: mine.map((c) => c.name), shared, repeated: groups } : null;
}

/** Sets with one column more; each is made once, from the set without its last column. */
function widen(open: readonly Candidate[], columns: readonly CodedColumn[], limit: number, quickRows: number): readonly Candidate[] {
  const wider: Candidate[] = [];
  for (const { places, quick } of open) {
    if (places.some((place) => place >= limit)) continue;
    for (let place = (places.at(-1) ?? 0) + 1; place < Math.min(limit, columns.length); place++) {
      const column = columns[place];
      if (column) wider.push({ places: [...places, place], quick: refine(quick, column, quickRows) });
    }
  }
  return wider;
}

import type { ClusterMethod } from '../../contract/methods/clusters.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { type BatchFile, columnAt, isBlank, stored } from '../table/index.ts';
import { type Found, groupSpellings, otherwise } from './group.ts';
import type { Counted } from './kind.ts';
import { clusterKinds } from './kinds/index.ts';

/** Input of the task `clusters.find`. */
export interface FindInput {
  readonly file: BatchFile;
  /** 0-based. */
  readonly column: number;
  readonly method: ClusterMethod;
  /** For the method that has one. */
  readonly similarity: number;
  /** How many clusters are told, those with most rows to change first. */
  readonly limit: number;
}

export interface FoundClusters {
  readonly rows: number;
  readonly distinct: number;
  readonly unfit: number;
  readonly longRows: number;
  readonly total: number;
  readonly rowsOtherwise: number;
  readonly clusters: readonly Found[];
}

/** Most different values that are looked at; more are an error and never cut. */
export const VALUES_MAX = 200_000;
/** A text of so many characters is no name. */
const LONG = 500;
const REPORT_EVERY = 8_192;

/** The different texts of a column with their counts, in the order of the rows; blank ones are nobody's spelling. */
function countTexts(file: BatchFile, column: number, context: TaskContext): { readonly values: Counted[]; readonly longRows: number } {
  const counts = new Map<string, { value: string; count: number; row: number }>();
  let row = 0;
  let longRows = 0;
  const { name } = columnAt(file, column);
  const { text } = sql`SELECT ${stored(column)} FROM rows ORDER BY rowid`;
  const progress = (): void => {
    context.throwIfCancelled();
    context.report({ phase: 'clusters-read', done: row, total: file.rowCount, unit: 'rows' });
  };
  for (const part of file.parts) {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      for (const value of db.statement(text).pluck(true).iterate() as IterableIterator<SqlValue>) {
        if (++row % REPORT_EVERY === 0) progress();
        if (typeof value !== 'string' || isBlank(value)) continue;
        if (value.length > LONG) {
          longRows++;
          continue;
        }
        const known = counts.get(value);
        if (known) known.count++;
        else if (counts.size >= VALUES_MAX) throw new JiadiError('too-many-values', { column: name, max: VALUES_MAX });
        else counts.set(value, { value, count: 1, row });
      }
    } finally {
      db.close();
    }
  }
  progress();
  return { values: [...counts.values()], longRows };
}

/** Worker task `clusters.find`: the spellings of one thing among the texts of a column. One pass over the column, then over its different texts. */
export function findClusters({ file, column, method, similarity, limit }: FindInput, context: TaskContext): FoundClusters {
  const { values, longRows } = countTexts(file, column, context);
  const watch = (done: number): void => {
    context.throwIfCancelled();
    context.report({ phase: 'clusters-compare', done, total: values.length, unit: 'items' });
  };
  const { found, unfit } = groupSpellings(clusterKinds[method], values, similarity, watch);
  return {
    rows: file.rowCount,
    distinct: values.length,
    unfit,
    longRows,
    total: found.length,
    rowsOtherwise: found.reduce((sum, one) => sum + otherwise(one), 0),
    clusters: found.slice(0, limit),
  };
}

/** Types a column can have (`cli.md`). */
export type ColumnType = 'integer' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'time' | 'text' | 'empty';

/** A column of a batch. In the part files it is stored as `c<index + 1>` of table `rows`, without type affinity. */
export interface BatchColumn {
  /** 0-based position. */
  readonly index: number;
  readonly name: string;
  readonly type: ColumnType;
  /** Semantic kind such as `cn-resident-id`, or null. */
  readonly semantic: string | null;
}

/**
 * One SQLite file of a batch: table `rows(c1, c2, …)` with rowid 1..rowCount, and table `malformed`.
 * The data row number of a stored row is `firstRow + rowid - 1`.
 */
export interface BatchPart {
  readonly path: string;
  /** Null for a plain temporary file of the command line. */
  readonly key: Uint8Array | null;
  /** 1-based data row number of rowid 1. */
  readonly firstRow: number;
  readonly rowCount: number;
}

/** The rows of one batch: one or more part files written in parallel, read as one table. */
export interface BatchFile {
  readonly parts: readonly BatchPart[];
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
}

/** The stored name of a column, by its 0-based position. */
export function storedName(index: number): string {
  return `c${index + 1}`;
}

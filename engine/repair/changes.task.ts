import { empty, join, openDatabase, sql } from '../../base/sqlite/index.ts';
import type { CellChange } from '../../contract/methods/repair.ts';
import type { BatchColumn } from '../table/index.ts';
import { pairMasker } from './mask-pair.ts';

export interface ChangesInput {
  readonly path: string;
  readonly key: Uint8Array;
  readonly columns: readonly BatchColumn[];
  readonly row: number | null;
  readonly step: number | null;
  readonly offset: number;
  readonly limit: number;
}

interface Logged {
  readonly row: number;
  readonly col: number;
  readonly step: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** Worker task `repair.changes`: a page of the log of changed cells. */
export function changesPage({ path, key, columns, row, step, offset, limit }: ChangesInput): {
  readonly total: number;
  readonly changes: CellChange[];
} {
  const db = openDatabase({ path, mode: 'data-read', key });
  try {
    const wanted = [...(row === null ? [] : [sql`row = ${row}`]), ...(step === null ? [] : [sql`step = ${step}`])];
    const where = wanted.length === 0 ? empty : sql` WHERE ${join(wanted, ' AND ')}`;
    const total = db.value<number>(sql`SELECT count(*) FROM rows${where}`) ?? 0;
    const found = db.all<Logged>(
      sql`SELECT row, col, step, before, after FROM rows${where} ORDER BY rowid LIMIT ${limit} OFFSET ${offset}`,
    );
    const maskers = new Map<number, ReturnType<typeof pairMasker>>();
    return {
      total,
      changes: found.map(({ col, before, after, ...place }) => {
        const show = maskers.get(col) ?? pairMasker(columns, col);
        maskers.set(col, show);
        const shown = show(before ?? '', after ?? '');
        return {
          ...place,
          column: columns[col]?.name ?? '',
          before: before === null ? null : shown.before,
          after: after === null ? null : shown.after,
        };
      }),
    };
  } finally {
    db.close();
  }
}

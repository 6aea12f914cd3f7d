import { basename } from 'node:path';
import { sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Cell, ReadContext } from './reader.ts';
import { pickReader } from './readers/index.ts';

/** A small table read whole: what stands in it as it stands there. */
export interface SmallTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Records that do not have the shape of the table. */
  readonly malformed: readonly { readonly row: number; readonly reason: string }[];
}

/** Reads any file that intake can read, as one table in memory; `limit-reached` when it has more rows than `most`. Throws the reader's expected errors. */
export async function readSmallTable(path: string, most: number, context: ReadContext): Promise<SmallTable> {
  sizeOfInput(path);
  const reader = pickReader(path);
  const letGo = reader.hold?.(path);
  try {
    const shape = await reader.detect(path, {}, context);
    const rows: Cell[][] = [];
    const malformed: SmallTable['malformed'][number][] = [];
    await reader.read(
      path,
      shape,
      null,
      {
        rows: ({ width, rowCount, cells }) => {
          if (rows.length + rowCount > most) throw new JiadiError('limit-reached', { limit: `${most} (${basename(path)})` });
          for (let r = 0; r < rowCount; r++) rows.push(cells.slice(r * width, (r + 1) * width));
        },
        malformed: ({ row, reason }) => void malformed.push({ row, reason }),
      },
      context,
    );
    return { names: shape.columns.map(({ name }) => name), rows, malformed };
  } finally {
    letGo?.();
  }
}

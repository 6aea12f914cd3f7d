import { openPartFile } from '../../../base/part-file.ts';
import { textSink } from './csv.ts';
import type { Cell, TableWriter, WriteColumn } from './writer.ts';

export interface JsonlWriteOptions {
  /** True: text `true` and `false` (or `TRUE`, `FALSE`) of `boolean` columns becomes JSON booleans, as where the source has such. Default false. */
  readonly booleans?: boolean;
}

const booleans: ReadonlyMap<string, string> = new Map([
  ['true', 'true'],
  ['TRUE', 'true'],
  ['false', 'false'],
  ['FALSE', 'false'],
]);

/** Writes JSON lines, one object a row, UTF-8. Text stays text, whole numbers keep all their digits, a missing value is null. */
export function jsonlWriter(path: string, columns: readonly WriteColumn[], options: JsonlWriteOptions = {}): TableWriter {
  const file = openPartFile(path);
  const sink = textSink(file, 'utf-8');
  const width = columns.length;
  const keys = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const flags = columns.map(({ type }) => options.booleans === true && type === 'boolean');
  let rowCount = 0;
  const value = (cell: Cell, flag: boolean): string => {
    if (cell === null) return 'null';
    if (typeof cell === 'bigint') return cell.toString();
    if (typeof cell === 'number') return Number.isFinite(cell) ? JSON.stringify(cell) : 'null';
    return (flag && booleans.get(cell)) || JSON.stringify(cell);
  };
  return {
    rows: (cells, count) => {
      for (let r = 0; r < count; r++) {
        let text = '';
        for (let c = 0; c < width; c++) text += (keys[c] ?? '') + value(cells[r * width + c] ?? null, flags[c] ?? false);
        sink.write(width === 0 ? '{}\n' : `${text}}\n`);
      }
      rowCount += count;
    },
    finish: async () => {
      sink.end();
      file.finish();
      return { rowCount, lostCharacters: 0, cutCells: 0 };
    },
    abort: () => file.abort(),
  };
}

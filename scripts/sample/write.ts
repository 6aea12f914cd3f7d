import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { xlsxWriter } from '../../engine/table/write/index.ts';
import type { Source, Value } from './source.ts';

const field = (value: Value): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Writes a source as CSV with CRLF line ends; ragged lines have an extra empty field or lack their last one. */
export function writeCsv(folder: string, source: Source, encoding: 'gb18030' | 'utf-8-bom'): void {
  const lines = source.rows.map(({ cells, ragged }) => {
    const fields = cells.map(field);
    return (ragged === 'extra' ? [...fields, '?'] : ragged === 'short' ? fields.slice(0, -1) : fields).join(',');
  });
  const text = `${[source.columns.join(','), ...lines].join('\r\n')}\r\n`;
  const bytes = encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(`\ufeff${text}`, 'utf8');
  writeFileSync(join(folder, source.file), bytes);
}

/** Writes a source as a workbook with one sheet. */
export async function writeXlsx(folder: string, source: Source, sheetName: string): Promise<void> {
  const numeric = (at: number): boolean => source.rows.every(({ cells }) => cells[at] === null || typeof cells[at] === 'number');
  const writer = xlsxWriter(
    join(folder, source.file),
    source.columns.map((name, at) => ({ name, type: numeric(at) ? 'decimal' : 'text' })),
    { sheetName },
  );
  writer.rows(
    source.rows.flatMap(({ cells }) => cells),
    source.rows.length,
  );
  await writer.finish();
}

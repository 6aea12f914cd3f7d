import type { MalformedRecord, SourceShape } from './reader.ts';
import { parseRecord } from './readers/csv/record.ts';
import { lineCutter, measureOf } from './readers/fixed/measure.ts';

/** A record with the place of what is wrong in it: its column, and the character of the line, from 1; null where that cannot be said. */
export type PlacedRecord = MalformedRecord & { readonly column: string | null; readonly position: number | null };

/** What a byte that could not be decoded looks like, and a NUL. */
const marks: Readonly<Record<string, string>> = { 'bad-bytes': '\uFFFD', 'nul-character': '\0' };

/** Says in which line, column and character of a record the wrong bytes stand. */
export function placed(record: MalformedRecord, shape: SourceShape): PlacedRecord {
  const mark = marks[record.reason];
  const at = mark === undefined ? -1 : record.raw.indexOf(mark);
  if (mark === undefined || at < 0) return { ...record, column: null, position: null };
  const before = record.raw.slice(0, at);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const column = columnAt(record.raw, mark, before, shape);
  const line = record.line + before.split(/\r\n|\r|\n/).length - 1;
  // an XML record is told by its fields, not by its line
  const position = shape.format.startsWith('xml') ? null : Array.from(before.slice(lineStart)).length + 1;
  return { ...record, line, column, position };
}

function columnAt(raw: string, mark: string, before: string, { format, dialect, encoding, columns }: SourceShape): string | null {
  if (format.startsWith('xml')) return /(?:^| )([^\s=]+)=[^=]*$/.exec(before)?.[1] ?? null;
  if (format.startsWith('json')) return /"((?:[^"\\]|\\.)*)"\s*:[^:]*$/.exec(before)?.[1] ?? null;
  const index = fieldsOf(raw, { dialect, encoding }).findIndex((field) => field?.includes(mark));
  return columns[index]?.name ?? null;
}

function fieldsOf(raw: string, { dialect, encoding }: Pick<SourceShape, 'dialect' | 'encoding'>): readonly (string | null)[] {
  if (!dialect) return [];
  if (dialect.fixed) {
    const fields: (string | null)[] = [];
    lineCutter(dialect.fixed.starts, dialect.fixed.spaced, measureOf(dialect.fixed.unit, encoding?.name ?? 'utf-8')).cut(raw, fields);
    return fields;
  }
  const code = (text: string | undefined) => (text ? text.charCodeAt(0) : -1);
  const quote = code(dialect.quote);
  const codes = { delimiter: code(dialect.delimiter), quote, escape: dialect.escape === '' ? quote : code(dialect.escape), comment: -1 };
  const text = `${raw}\n`;
  const whole = parseRecord(text, 0, text.length, codes, -1);
  return whole.openQuoteAt < 0 ? whole.fields : parseRecord(text, 0, text.length, { ...codes, quote: -1 }, -1).fields;
}

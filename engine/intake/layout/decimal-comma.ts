import type { Cell, RowSink, SourceColumn } from '../reader.ts';

const commaNumber = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
const commaFraction = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$/;

/** A number written with a comma before its fraction and points between its thousands, in the usual form; other text stays as it is. */
export function withPoint(text: string): string {
  const trimmed = text.trim();
  return commaNumber.test(trimmed) ? trimmed.replaceAll('.', '').replace(',', '.') : text;
}

/** True when every value of a column is a number, and most have a comma before their fraction: two or one digits, so that no thousands are meant. */
export function hasDecimalCommas(values: readonly Cell[]): boolean {
  const filled = values.filter((value): value is string => typeof value === 'string' && value.trim() !== '');
  if (filled.length < 3 || !filled.every((value) => commaNumber.test(value.trim()))) return false;
  const fractions = filled.filter((value) => commaFraction.test(value.trim()));
  return fractions.length >= filled.length / 2 && fractions.some((value) => !/,\d{3}$/.test(value.trim()));
}

/** Hands rows on with the numbers of the columns of figures in the usual form. */
export function pointSink(sink: RowSink, columns: readonly SourceColumn[]): RowSink {
  const figures = columns.flatMap(({ type }, index) => (type === 'integer' || type === 'decimal' ? [index] : []));
  return {
    rows: (chunk) => {
      const { cells, width, rowCount } = chunk;
      for (let from = 0; from < rowCount * width; from += width) {
        for (const column of figures) {
          const cell = cells[from + column];
          if (typeof cell === 'string') cells[from + column] = withPoint(cell);
        }
      }
      sink.rows(chunk);
    },
    malformed: (record) => sink.malformed(record),
  };
}

import type { Dialect, SourceShape } from '../../engine/intake/reader.ts';

/** The shape of a delimited text of `width` text columns; the usual comma and doubled quotes unless told. */
export function csvShape(width: number, dialect: Partial<Dialect> = {}, encoding = 'utf-8', emptyAsText = false): SourceShape {
  return {
    format: 'csv',
    encoding: { name: encoding, confidence: 1, bom: false },
    dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\n', header: true, skipRows: 0, ...dialect },
    sheet: null,
    columns: Array.from({ length: width }, (_, index) => ({
      name: `c${index + 1}`,
      type: 'text' as const,
      semantic: null,
      nullable: true,
    })),
    emptyAsText,
  };
}

import { type Cell, textOrHex } from '../../intake/index.ts';
import type { ColumnType } from '../../table/index.ts';
import type { ResultColumn } from '../line.ts';
import { floatNumber, wholeNumber } from './values.ts';

/** A column of a result as the server describes it. */
export interface MyField {
  readonly name: string;
  readonly columnType?: number;
  readonly characterSet?: number;
  readonly columnLength?: number;
  readonly decimals: number;
  readonly flags: number | readonly string[];
}

interface TypeRule {
  readonly name: string;
  readonly type: ColumnType;
  readonly note?: ResultColumn['note'];
  readonly cell: (bytes: Buffer) => Cell;
}

/** The number of the character set that stands for none. */
const BINARY = 63;
const UNSIGNED = 32;
/** Decimals without a fraction up to this width are whole numbers like those of 64 bits. */
const INTEGER_DIGITS = 18;

const ascii = (bytes: Buffer): string => bytes.toString('latin1');
const utf8 = (bytes: Buffer): string => bytes.toString('utf8');
const whole = (bytes: Buffer): Cell => wholeNumber(ascii(bytes));
const float = (bytes: Buffer): Cell => floatNumber(ascii(bytes));

const rules: Readonly<Record<number, TypeRule>> = {
  1: { name: 'tinyint', type: 'integer', cell: whole },
  2: { name: 'smallint', type: 'integer', cell: whole },
  3: { name: 'int', type: 'integer', cell: whole },
  4: { name: 'float', type: 'decimal', cell: float },
  5: { name: 'double', type: 'decimal', cell: float },
  6: { name: 'null', type: 'empty', cell: utf8 },
  7: { name: 'timestamp', type: 'datetime', note: 'zone', cell: ascii },
  8: { name: 'bigint', type: 'integer', cell: whole },
  9: { name: 'mediumint', type: 'integer', cell: whole },
  // days that no calendar has (0000-00-00) stay as they are: they are a finding, not nothing
  10: { name: 'date', type: 'date', cell: ascii },
  11: { name: 'time', type: 'time', cell: ascii },
  12: { name: 'datetime', type: 'datetime', cell: ascii },
  13: { name: 'year', type: 'integer', cell: whole },
  16: { name: 'bit', type: 'integer', cell: bits },
  245: { name: 'json', type: 'text', cell: utf8 },
  247: { name: 'enum', type: 'text', cell: utf8 },
  248: { name: 'set', type: 'text', cell: utf8 },
  255: { name: 'geometry', type: 'text', note: 'binary', cell: textOrHex },
};

function bits(bytes: Buffer): Cell {
  return wholeNumber(BigInt(`0x${bytes.toString('hex') || '0'}`).toString());
}

/** The length of a decimal counts its digits, its point and, unless it is unsigned, its sign. */
function decimalRule({ columnLength = 0, decimals, flags }: MyField): TypeRule {
  const unsigned = typeof flags === 'number' && (flags & UNSIGNED) !== 0;
  const digits = columnLength - (unsigned ? 0 : 1) - (decimals > 0 ? 1 : 0);
  const name = `decimal(${digits},${decimals})`;
  return decimals === 0 && digits <= INTEGER_DIGITS ? { name, type: 'integer', cell: whole } : { name, type: 'decimal', cell: ascii };
}

function ruleOf(field: MyField): TypeRule {
  const kind = field.columnType ?? 253;
  if (kind === 0 || kind === 246) return decimalRule(field);
  const known = rules[kind];
  if (known) return known;
  const binary = field.characterSet === BINARY;
  if (binary) return { name: kind === 254 || kind === 253 ? 'binary' : 'blob', type: 'text', note: 'binary', cell: textOrHex };
  return { name: kind === 254 ? 'char' : kind === 253 || kind === 15 ? 'varchar' : 'text', type: 'text', cell: utf8 };
}

/** Columns of a result. */
export function myColumns(fields: readonly MyField[]): readonly ResultColumn[] {
  return fields.map((field) => {
    const { name, type, note } = ruleOf(field);
    return { name: field.name, type, note: note ?? null, serverType: name };
  });
}

/** Makes cells of a row's bytes. */
export function myCells(fields: readonly MyField[]): (row: readonly (Buffer | null)[]) => Cell[] {
  const cells = fields.map((field) => ruleOf(field).cell);
  return (row) => {
    const out = new Array<Cell>(row.length);
    for (let c = 0; c < row.length; c++) {
      const bytes = row[c];
      const make = cells[c];
      out[c] = bytes && make ? make(bytes) : null;
    }
    return out;
  };
}

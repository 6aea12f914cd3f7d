import { type Cell, textOrHex } from '../../intake/index.ts';
import type { ColumnType } from '../../table/index.ts';
import type { ResultColumn } from '../line.ts';
import { floatNumber, singleNumber, wholeNumber } from './values.ts';

/** A column of a result as the server describes it. */
export interface PgField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** How a type's text becomes a cell; whatever is not listed is text as the server writes it. */
interface TypeRule {
  readonly type: ColumnType;
  readonly note?: ResultColumn['note'];
  readonly cell?: (text: string) => Cell;
}

/** Decimals without a fraction up to this width are whole numbers like those of 64 bits. */
const INTEGER_DIGITS = 18;

const integer: TypeRule = { type: 'integer', cell: wholeNumber };
const float: TypeRule = { type: 'decimal', cell: floatNumber };

const rules: Readonly<Record<number, TypeRule>> = {
  16: { type: 'boolean', cell: (text) => (text === 't' ? 'true' : 'false') },
  17: { type: 'text', note: 'binary', cell: binary },
  20: integer,
  21: integer,
  23: integer,
  26: integer,
  700: { type: 'decimal', cell: singleNumber },
  701: float,
  // the blanks that fill a fixed length up are not part of the value: the server drops them, too, when it makes text of it
  1042: { type: 'text', cell: (text) => text.replace(/ +$/, '') },
  1082: { type: 'date' },
  1083: { type: 'time' },
  1114: { type: 'datetime' },
  1184: { type: 'datetime', note: 'zone' },
};

const NUMERIC = 1700;

function binary(text: string): Cell {
  return textOrHex(text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text, 'latin1'));
}

/** `numeric(p, s)` keeps p and s in its modifier; without one both are open. */
function numericRule(modifier: number): TypeRule {
  const whole = modifier >= 4 && ((modifier - 4) & 0xffff) === 0 && (modifier - 4) >> 16 <= INTEGER_DIGITS;
  return whole ? { type: 'integer', cell: (text) => (/^-?\d+$/.test(text) ? wholeNumber(text) : text) } : { type: 'decimal' };
}

function ruleOf({ dataTypeID, dataTypeModifier }: PgField): TypeRule {
  return dataTypeID === NUMERIC ? numericRule(dataTypeModifier) : (rules[dataTypeID] ?? { type: 'text' });
}

/** Columns of a result; `typeNames` are the server's own names for their types. */
export function pgColumns(fields: readonly PgField[], typeNames: readonly string[]): readonly ResultColumn[] {
  return fields.map((field, index) => {
    const { type, note } = ruleOf(field);
    return { name: field.name, type, note: note ?? null, serverType: typeNames[index] ?? '' };
  });
}

/** Makes cells of a row's text, in place. */
export function pgCells(fields: readonly PgField[]): (row: (string | null)[]) => Cell[] {
  const cells = fields.map((field) => ruleOf(field).cell ?? null);
  return (row) => {
    const out: Cell[] = row;
    for (let c = 0; c < cells.length; c++) {
      const text = row[c];
      const make = cells[c];
      if (make && typeof text === 'string') out[c] = make(text);
    }
    return out;
  };
}

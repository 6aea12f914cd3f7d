import type { ColumnType } from '../table/batch-file.ts';
import { type CellKind, cellKind, isCompactDate } from './cell-type.ts';
import type { Cell } from './reader.ts';

/** What the sampled values of a column say. */
export interface ColumnVerdict {
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** Names of columns whose digits are no quantity: nobody adds them up, and their leading zeros count. */
export const codeNames = /证号|证件|号码|电话|手机|代码|编码|邮编|账号|卡号|帐号|phone|mobile|zip|postcode|postal|code$/i;
/** Names of columns that hold days or times. */
export const dateNames = /日期|时间|日$|date|day|time/i;
/** A share of misfits that does not change the type of a column: the profile counts them as `invalid`. */
const MISFITS_MAX = 0.05;
const SAMPLE_FOR_MISFITS = 20;

/**
 * The type of a column from sampled values: `integer`, `decimal`, `boolean`, `date`, `datetime`, `time`, `text` or `empty` (`cli.md`). Codes with
 * leading zeros, numbers of 16 and more digits and columns named as numbers of a person or thing stay text. Typed cells keep their type.
 */
export function columnVerdict(name: string, values: readonly Cell[]): ColumnVerdict {
  const counts = new Map<CellKind, number>();
  const flags = new Set<string>();
  let filled = 0;
  let compactDates = 0;
  for (const value of values) {
    if (value === null || value === '') continue;
    filled++;
    const kind = typeof value === 'string' ? cellKind(value) : typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'decimal';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind === 'flag') flags.add(String(value).trim().toLowerCase());
    if (kind === 'integer' && typeof value === 'string' && isCompactDate(value.trim())) compactDates++;
  }
  return { type: typeOf(name, counts, filled, flags, compactDates), nullable: filled < values.length };
}

function typeOf(
  name: string,
  counts: ReadonlyMap<CellKind, number>,
  filled: number,
  flags: ReadonlySet<string>,
  compactDates: number,
): ColumnType {
  if (filled === 0) return 'empty';
  const count = (...kinds: CellKind[]) => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
  const needed = filled >= SAMPLE_FOR_MISFITS ? filled * (1 - MISFITS_MAX) : filled;
  const compactNeeded = dateNames.test(name) ? 1 : 5;
  if (compactDates >= needed && compactDates >= compactNeeded) return 'date';
  if (count('code') > 0 && count('code', 'integer') >= needed) return 'text';
  if (count('integer', 'decimal') >= needed)
    return codeNames.test(name) && count('decimal') === 0 ? 'text' : count('integer') >= needed ? 'integer' : 'decimal';
  if (count('date') >= needed) return 'date';
  if (count('date', 'datetime') >= needed) return 'datetime';
  if (count('time') >= needed) return 'time';
  if (count('flag') >= needed && isPair(flags)) return 'boolean';
  return 'text';
}

function isPair(flags: ReadonlySet<string>): boolean {
  const pairs = [
    ['true', 'false'],
    ['yes', 'no'],
    ['t', 'f'],
    ['y', 'n'],
    ['是', '否'],
  ];
  return pairs.some(
    (pair) => [...flags].every((flag) => pair.includes(flag)) && (flags.size === 2 || flags.has('true') || flags.has('false')),
  );
}

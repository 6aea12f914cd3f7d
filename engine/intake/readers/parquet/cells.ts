/** How the values of a parquet column become cells. The file's own annotations say what a value is; nothing is rounded on the way. */
import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from 'hyparquet';
import { parseFloat16 } from 'hyparquet/src/convert.js';
import type { ColumnType } from '../../../table/batch-file.ts';
import type { Cell } from '../../reader.ts';
import { textOrHex } from '../common/binary-text.ts';
import { dayText, momentText, timeText } from '../common/moment-text.ts';

/** A value as it stands in a page: whole numbers of 64 and 96 bits are bigint, texts are bytes. */
export type RawValue = boolean | number | bigint | Uint8Array;

/** What the values of a column are. */
export interface LeafForm {
  readonly type: ColumnType;
  cell(raw: RawValue): Cell;
  /** Texts that could not be decoded without loss: declared as text, but not UTF-8. */
  readonly lossy: ReadonlySet<string>;
}

const LOSSY_MAX = 10_000;
/** Digits behind the point, and bytes of a number, that any program writes. */
const SCALE_MAX = 1000;
const DECIMAL_BYTES_MAX = 1024;
const INT96_DAY_OF_1970 = 2_440_588n;
const DAY_NANOS = 86_400_000_000_000n;
const LOW_64 = (1n << 64n) - 1n;

const unitsPerSecond = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 } as const;

/** How values of a leaf of the schema are read: by its annotation where that fits its physical type, otherwise by the physical type. */
export function leafForm(element: SchemaElement): LeafForm {
  const lossy = new Set<string>();
  const { type, cell } = annotated(element, lossy) ?? physical(element);
  return { type, cell, lossy };
}

type Form = Pick<LeafForm, 'type' | 'cell'>;

function annotated(element: SchemaElement, lossy: Set<string>): Form | null {
  const { type } = element;
  const bytes = type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY';
  const whole = type === 'INT32' || type === 'INT64';
  const logical = element.logical_type;
  const name = logical?.type ?? element.converted_type;
  switch (name) {
    case 'DECIMAL':
      return bytes || whole ? decimalForm(logical?.type === 'DECIMAL' ? logical.scale : (element.scale ?? 0)) : null;
    case 'DATE':
      return type === 'INT32' ? { type: 'date', cell: (raw) => dayText(Number(raw)) } : null;
    case 'TIME':
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
      return whole ? { type: 'time', cell: timeCell(perSecond(element, name)) } : null;
    case 'TIMESTAMP':
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS': {
      const units = perSecond(element, name);
      return type === 'INT64' ? { type: 'datetime', cell: (raw) => momentText(wholeOf(raw), units) } : null;
    }
    case 'STRING':
    case 'UTF8':
    case 'ENUM':
    case 'JSON':
      return bytes ? { type: 'text', cell: textCell(lossy) } : null;
    case 'UUID':
      return type === 'FIXED_LEN_BYTE_ARRAY' && element.type_length === 16 ? { type: 'text', cell: uuidCell } : null;
    case 'FLOAT16':
      return type === 'FIXED_LEN_BYTE_ARRAY' && element.type_length === 2
        ? { type: 'decimal', cell: (raw) => realCell(parseFloat16(bytesOf(raw)) ?? null) }
        : null;
    case 'INTERVAL':
      return type === 'FIXED_LEN_BYTE_ARRAY' && element.type_length === 12 ? { type: 'text', cell: intervalCell } : null;
    case 'NULL':
      return { type: 'empty', cell: () => null };
    default:
      return whole && isUnsigned(element) ? { type: 'integer', cell: unsignedCell(type === 'INT64' ? 64 : 32) } : null;
  }
}

function physical({ type }: SchemaElement): Form {
  switch (type) {
    case 'BOOLEAN':
      return { type: 'boolean', cell: (raw) => (raw ? 'TRUE' : 'FALSE') };
    case 'INT32':
    case 'INT64':
      return { type: 'integer', cell: wholeOf };
    case 'INT96':
      return { type: 'datetime', cell: (raw) => momentText(nanosOfInt96(wholeOf(raw)), 1e9) };
    case 'FLOAT':
    case 'DOUBLE':
      return { type: 'decimal', cell: (raw) => realCell(Number(raw)) };
    default:
      return { type: 'text', cell: (raw) => textOrHex(bytesOf(raw)) };
  }
}

function isUnsigned({ logical_type: logical, converted_type: converted }: SchemaElement): boolean {
  return logical?.type === 'INTEGER' ? !logical.isSigned : (converted?.startsWith('UINT_') ?? false);
}

function perSecond({ logical_type: logical }: SchemaElement, name: string): number {
  if (logical?.type === 'TIME' || logical?.type === 'TIMESTAMP') return unitsPerSecond[logical.unit];
  return name.endsWith('MILLIS') ? 1e3 : 1e6;
}

function wholeOf(raw: RawValue): bigint {
  return typeof raw === 'bigint' ? raw : BigInt(Number(raw));
}

function bytesOf(raw: RawValue): Uint8Array {
  return raw instanceof Uint8Array ? raw : new Uint8Array(0);
}

/** What SQLite and JSON have no number for stays as its name. */
function realCell(value: number | null): Cell {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** What no signed 64-bit number holds stays as its digits. */
function unsignedCell(bits: number): (raw: RawValue) => Cell {
  return (raw) => {
    const value = BigInt.asUintN(bits, wholeOf(raw));
    return BigInt.asIntN(64, value) === value ? value : value.toString();
  };
}

function decimalForm(scale: number): Form | null {
  if (!(scale >= 0 && scale <= SCALE_MAX)) return null;
  const type: ColumnType = scale === 0 ? 'integer' : 'decimal';
  return { type, cell: (raw) => (raw instanceof Uint8Array && raw.length > DECIMAL_BYTES_MAX ? textOrHex(raw) : decimalText(raw, scale)) };
}

/** A decimal as its digits, with as many behind the point as the column has. */
function decimalText(raw: RawValue, scale: number): string {
  const unscaled = raw instanceof Uint8Array ? signedOf(raw) : wholeOf(raw);
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** A time of day; what is none (negative, more than a day) stays the number it is. */
function timeCell(units: number): (raw: RawValue) => Cell {
  const unit = BigInt(units);
  return (raw) => {
    const value = wholeOf(raw);
    return value < 0n || value > 86_400n * unit ? value : timeText(Number(value / unit), Number(value % unit), units);
  };
}

function nanosOfInt96(value: bigint): bigint {
  return ((value >> 64n) - INT96_DAY_OF_1970) * DAY_NANOS + (value & LOW_64);
}

function textCell(lossy: Set<string>): (raw: RawValue) => Cell {
  // the texts of a page mostly lie in one buffer: one view of it serves all
  let buffer: ArrayBufferLike | null = null;
  let view: Buffer = Buffer.alloc(0);
  return (raw) => {
    const bytes = bytesOf(raw);
    if (bytes.buffer !== buffer) {
      buffer = bytes.buffer;
      view = Buffer.from(buffer);
    }
    const text = view.toString('utf8', bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    if (text.includes('\uFFFD') && lossy.size < LOSSY_MAX && !isUtf8(bytes)) lossy.add(text);
    return text;
  };
}

function uuidCell(raw: RawValue): Cell {
  const bytes = bytesOf(raw);
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Months, days and milliseconds as an ISO 8601 duration. */
function intervalCell(raw: RawValue): Cell {
  const bytes = bytesOf(raw);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
  const day = `${months > 0 ? `${months}M` : ''}${days > 0 ? `${days}D` : ''}`;
  return day !== '' && millis === 0 ? `P${day}` : `P${day}T${millis / 1000}S`;
}

/** A value inside a list, map or structure, as it stands in the JSON text of the cell. */
export function jsonOf(form: LeafForm, raw: RawValue): boolean | number | string | null {
  if (typeof raw === 'boolean') return raw;
  const cell = form.cell(raw);
  if (typeof cell === 'bigint') return jsonWhole(cell);
  if (typeof cell === 'string' && (form.type === 'decimal' || form.type === 'integer')) return jsonDecimal(cell);
  return cell;
}

/** JSON numbers where a reader gets the same digits back, otherwise the digits as text. */
function jsonWhole(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function jsonDecimal(text: string): number | string {
  return text.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15 && /^[-\d.]+$/.test(text) ? Number(text) : text;
}

/** The cell of an assembled list, map or structure: its JSON text; a bare value stays one. */
export function nestedCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : realCell(value);
    default:
      return value instanceof Uint8Array ? textOrHex(value) : JSON.stringify(value, plainJson);
  }
}

function plainJson(_key: string, value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return jsonWhole(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value instanceof Uint8Array ? textOrHex(value) : value;
}

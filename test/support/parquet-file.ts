/** Parquet files byte by byte, for what no other writer makes: numbers that lie, old types, encrypted columns, pages made to burst. */
import { writeFileSync } from 'node:fs';

/** A value of Thrift's compact protocol. */
export type Thrift =
  | { readonly i32: number }
  | { readonly i64: number | bigint }
  | { readonly text: string | Uint8Array }
  | { readonly flag: boolean }
  | { readonly list: readonly Thrift[] }
  | { readonly fields: Fields };

/** Fields of a structure by their number. */
export type Fields = Readonly<Record<number, Thrift>>;

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const zigzag = (value: bigint): Buffer => varint((value << 1n) ^ (value >> 63n));
const typeOf = (value: Thrift): number =>
  'i32' in value ? 5 : 'i64' in value ? 6 : 'text' in value ? 8 : 'list' in value ? 9 : 'fields' in value ? 12 : value.flag ? 1 : 2;

function encoded(value: Thrift): Buffer {
  if ('i32' in value) return zigzag(BigInt(value.i32));
  if ('i64' in value) return zigzag(BigInt(value.i64));
  if ('flag' in value) return Buffer.alloc(0);
  if ('fields' in value) return thrift(value.fields);
  if ('text' in value) {
    const bytes = Buffer.from(value.text as string);
    return Buffer.concat([varint(BigInt(bytes.length)), bytes]);
  }
  const type = value.list[0] ? typeOf(value.list[0]) : 5;
  return Buffer.concat([Buffer.from([0xf0 | type]), varint(BigInt(value.list.length)), ...value.list.map(encoded)]);
}

/** A structure in Thrift's compact protocol. */
export function thrift(fields: Fields): Buffer {
  const parts: Buffer[] = [];
  let last = 0;
  for (const [key, value] of Object.entries(fields)) {
    parts.push(Buffer.from([((Number(key) - last) << 4) | typeOf(value)]), encoded(value));
    last = Number(key);
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export const physical = { BOOLEAN: 0, INT32: 1, INT64: 2, INT96: 3, FLOAT: 4, DOUBLE: 5, BYTE_ARRAY: 6, FIXED_LEN_BYTE_ARRAY: 7 } as const;
export const encodings = { PLAIN: 0, PLAIN_DICTIONARY: 2, RLE: 3, DELTA_BINARY_PACKED: 5, DELTA_BYTE_ARRAY: 7, RLE_DICTIONARY: 8 } as const;

/** A page: its body, and fields of its header that differ from a plain one. */
export interface TestPage {
  readonly body: Uint8Array;
  readonly values: number;
  readonly encoding?: keyof typeof encodings;
  /** Replaces or adds header fields: 1 type, 2 unpacked size, 3 packed size, 4 CRC, 5 data page, 7 dictionary page, 8 data page of version 2. */
  readonly header?: Fields;
}

export interface TestColumn {
  readonly name: string;
  readonly type: keyof typeof physical;
  readonly pages: readonly TestPage[];
  readonly optional?: boolean;
  /** More fields of the schema element: 2 length, 6 converted type, 7 scale, 8 precision, 10 logical type. */
  readonly schema?: Fields;
  /** Replaces or adds fields of the column's metadata: 4 codec, 5 values, 7 bytes, 9 place, 12 statistics. */
  readonly meta?: Fields;
  /** Adds fields of the column chunk: 1 other file, 8 encryption. */
  readonly chunk?: Fields;
}

/** Header of a dictionary page for `TestPage.header`. */
export const dictionary = (values: number): Fields => ({
  1: { i32: 2 },
  7: { fields: { 1: { i32: values }, 2: { i32: encodings.PLAIN } } },
});

function pageBytes({ body, values, encoding = 'PLAIN', header = {} }: TestPage): Buffer {
  const data: Fields = { 1: { i32: values }, 2: { i32: encodings[encoding] }, 3: { i32: encodings.RLE }, 4: { i32: encodings.RLE } };
  const size: Thrift = { i32: body.length };
  const base: Fields = { 1: { i32: 0 }, 2: size, 3: size };
  const own: Fields = header[7] || header[8] ? {} : { 5: { fields: data } };
  return Buffer.concat([thrift({ ...base, ...own, ...header }), body]);
}

/** Writes a file of one row group. */
export function writeParquet(path: string, rows: number, columns: readonly TestColumn[], footer: Fields = {}): string {
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const chunks = columns.map(({ name, type, pages, meta, chunk }): Thrift => {
    const bytes = Buffer.concat(pages.map(pageBytes));
    const size: Thrift = { i64: bytes.length };
    const own: Fields = {
      1: { i32: physical[type] },
      2: { list: [{ i32: 0 }] },
      3: { list: [{ text: name }] },
      4: { i32: 0 },
      5: { i64: rows },
      6: size,
      7: size,
      9: { i64: at },
      ...meta,
    };
    parts.push(bytes);
    at += bytes.length;
    return { fields: { ...chunk, 2: { i64: 0 }, 3: { fields: own } } };
  });
  const schema = columns.map(({ name, type, optional, schema: more }): Thrift => {
    return { fields: { 1: { i32: physical[type] }, 3: { i32: optional ? 1 : 0 }, 4: { text: name }, ...more } };
  });
  const bytes = thrift({
    1: { i32: 1 },
    2: { list: [{ fields: { 4: { text: 'schema' }, 5: { i32: columns.length } } }, ...schema] },
    3: { i64: rows },
    4: { list: [{ fields: { 1: { list: chunks }, 2: { i64: at }, 3: { i64: rows } } }] },
    ...footer,
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  writeFileSync(path, Buffer.concat([...parts, bytes, length, Buffer.from('PAR1')]));
  return path;
}

/** Texts or other bytes as a plain page has them. */
export function plainBytes(values: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const bytes = Buffer.from(value as string);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** Definition levels of a flat column as one run each, with their length before them. */
export function levelRuns(runs: readonly (readonly [count: number, level: number])[]): Buffer {
  const body = Buffer.concat(runs.map(([count, level]) => Buffer.concat([varint(BigInt(count) << 1n), Buffer.from([level])])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

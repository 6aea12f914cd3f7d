import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type FileMetaData,
  parquetMetadata,
  type ParquetParsers,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { sizeOfInput, withFileErrors } from '../../../../base/files.ts';
import { InvariantError } from '../../../../base/invariant.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { COLUMNS_MAX } from '../csv/csv.ts';
import { skimThrift } from './thrift.ts';

const MAGIC = 'PAR1';
const MAGIC_ENCRYPTED = 'PARE';
/** Magic, length and magic again: nothing shorter is a parquet file. */
const FRAME_BYTES = 12;
const FOOTER_BYTES_MAX = 32 << 20;
/** Values in a footer: 2,000 columns in a hundred row groups have about five million. */
const FOOTER_VALUES_MAX = 8_000_000;
const ROWS_MAX = 1_000_000_000;
const LEAVES_MAX = 20_000;
const DEPTH_MAX = 32;
/** Longer statistics of a decimal are no statistics: adding them up would take hours. */
const DECIMAL_STATISTIC_BYTES_MAX = 64;

/** A column that is stored by itself; a list or structure has several. */
export interface Leaf {
  /** From the root of the schema down to the leaf. */
  readonly path: readonly SchemaTree[];
  readonly element: SchemaElement;
  /** Definition level of a value that is there, and how many lists it lies in. */
  readonly definitionMax: number;
  readonly repetitionMax: number;
  readonly inVariant: boolean;
}

/** An open parquet file whose footer holds together. */
export interface ParquetFile {
  readonly file: string;
  readonly size: number;
  readonly metadata: FileMetaData;
  /** The columns of the table, each the root of a tree. */
  readonly columns: readonly SchemaTree[];
  /** In the order of the column chunks. */
  readonly leaves: readonly Leaf[];
  readonly rowCount: number;
  /** Exactly these bytes; the file ending before them is `file-damaged`. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** Runs work of the library on a stranger's bytes: whatever it stumbles over is `file-damaged`. */
export function decoding<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JiadiError || error instanceof InvariantError) throw error;
    throw new JiadiError('file-damaged', { file }, error);
  }
}

/** Opens a parquet file and reads its footer. Throws `file-damaged`, `file-encrypted`, `file-too-large`, `too-many-columns`, `file-empty` and file errors. */
export function openParquet(path: string): ParquetFile {
  const file = basename(path);
  const size = sizeOfInput(path);
  const fd = withFileErrors(path, () => openSync(path, 'r'));
  try {
    const bytes = (at: number, length: number): Uint8Array<ArrayBuffer> => withFileErrors(path, () => readExactly(fd, file, at, length));
    const metadata = readFooter(file, size, bytes);
    const root = decoding(file, () => parquetSchema(metadata));
    const columns = root.children;
    if (columns.length === 0) throw new JiadiError('file-empty', { file });
    if (columns.length > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file, count: columns.length, limit: COLUMNS_MAX });
    const leaves = decoding(file, () => leavesOf(root));
    if (leaves.length > LEAVES_MAX) throw new JiadiError('too-many-columns', { file, count: leaves.length, limit: LEAVES_MAX });
    const rowCount = decoding(file, () => checkGroups(file, size, metadata, leaves));
    return { file, size, metadata, columns, leaves, rowCount, bytes, close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readExactly(fd: number, file: string, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, bytes, done, length - done, at + done);
    if (count === 0) throw new JiadiError('file-damaged', { file });
    done += count;
  }
  return bytes;
}

const noStatistics: Partial<ParquetParsers> = { stringFromBytes: () => undefined, uuidFromBytes: () => undefined };

function readFooter(file: string, size: number, bytes: ParquetFile['bytes']): FileMetaData {
  const damaged = new JiadiError('file-damaged', { file });
  if (size < FRAME_BYTES) throw damaged;
  const head = Buffer.from(bytes(0, 4)).toString('latin1');
  const tail = bytes(size - 8, 8);
  const end = Buffer.from(tail).toString('latin1', 4);
  if (head === MAGIC_ENCRYPTED || end === MAGIC_ENCRYPTED) throw new JiadiError('file-encrypted', { file });
  if (head !== MAGIC || end !== MAGIC) throw damaged;
  const length = new DataView(tail.buffer).getUint32(0, true);
  if (length > size - FRAME_BYTES) throw damaged;
  if (length > FOOTER_BYTES_MAX) throw new JiadiError('file-too-large', { file, limit: FOOTER_BYTES_MAX, unit: 'bytes' });
  const footer = bytes(size - 8 - length, length + 8);
  return decoding(file, () => {
    skimThrift(footer.subarray(0, length), 0, FOOTER_VALUES_MAX);
    refuseLongDecimals(footer, damaged);
    return parquetMetadata(footer, { geoparquet: false, parsers: noStatistics });
  });
}

/** The few fields of a footer that are looked at before the library adds up the bytes of statistics. */
interface RawFooter {
  readonly field_2?: readonly { readonly field_1?: number; readonly field_6?: number }[];
  readonly field_4?: readonly { readonly field_1?: readonly { readonly field_3?: { readonly field_12?: object } }[] }[];
}

const CONVERTED_DECIMAL = 5;

function refuseLongDecimals(footer: Uint8Array, damaged: JiadiError): void {
  const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength);
  const raw = deserializeTCompactProtocol({ view, offset: 0 }) as RawFooter;
  const decimal = (raw.field_2 ?? []).filter((each) => each.field_1 !== undefined).map((each) => each.field_6 === CONVERTED_DECIMAL);
  for (const { field_1: chunks } of raw.field_4 ?? []) {
    for (const [index, chunk] of (chunks ?? []).entries()) {
      if (!decimal[index]) continue;
      for (const value of Object.values(chunk.field_3?.field_12 ?? {}) as unknown[])
        if (value instanceof Uint8Array && value.length > DECIMAL_STATISTIC_BYTES_MAX) throw damaged;
    }
  }
}

function leavesOf(root: SchemaTree): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: SchemaTree, above: readonly SchemaTree[]): void => {
    const path = [...above, node];
    if (path.length > DEPTH_MAX) throw new RangeError('the schema is nested too deeply');
    for (const child of node.children) visit(child, path);
    if (node.children.length > 0) return;
    const { type_length: length, scale, logical_type: logical } = node.element;
    const numbers: readonly unknown[] = [length, scale, logical?.type === 'DECIMAL' ? logical.scale : undefined];
    if (numbers.some((each) => each !== undefined && typeof each !== 'number'))
      throw new TypeError('the schema has no numbers where it must');
    const below = path.slice(1).map(({ element }) => element);
    leaves.push({
      path,
      element: node.element,
      definitionMax: below.filter(({ repetition_type: repetition }) => repetition !== 'REQUIRED').length,
      repetitionMax: below.filter(({ repetition_type: repetition }) => repetition === 'REPEATED').length,
      inVariant: below.some(({ logical_type: logical }) => logical?.type === 'VARIANT'),
    });
  };
  for (const child of root.children) visit(child, [root]);
  return leaves;
}

/** A field of a damaged footer may have any type. */
function isCount(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n;
}

/** Row groups and column chunks must fit the schema and lie inside the file; gives the number of rows. */
function checkGroups(file: string, size: number, { row_groups: groups, num_rows: stated }: FileMetaData, leaves: readonly Leaf[]): number {
  const damaged = new JiadiError('file-damaged', { file });
  let rows = 0n;
  for (const group of groups) {
    if (!isCount(group.num_rows) || group.columns.length !== leaves.length) throw damaged;
    rows += group.num_rows;
    for (const [index, leaf] of leaves.entries()) checkChunk(file, size, group, index, leaf);
  }
  // the sum in the footer is wrong in files of older writers; only rows that are missing are damage
  if (rows < stated) throw damaged;
  if (rows > ROWS_MAX) throw new JiadiError('file-too-large', { file, limit: ROWS_MAX, unit: 'rows' });
  return Number(rows);
}

function checkChunk(file: string, size: number, group: RowGroup, index: number, leaf: Leaf): void {
  const chunk = group.columns[index];
  if (chunk?.crypto_metadata !== undefined || chunk?.encrypted_column_metadata !== undefined)
    throw new JiadiError('file-encrypted', { file });
  // the rows lie in other files, which a stranger's file may not name
  if (chunk?.file_path) throw new JiadiError('format-unsupported', { file, format: 'parquet (_metadata)' });
  const meta = chunk?.meta_data;
  const at = meta && chunkStart(meta);
  const fits =
    meta !== undefined &&
    at !== undefined &&
    meta.type === leaf.element.type &&
    isCount(meta.num_values) &&
    isCount(meta.total_compressed_size) &&
    isCount(at) &&
    at + meta.total_compressed_size <= BigInt(size) &&
    meta.path_in_schema.join('\0') ===
      leaf.path
        .slice(1)
        .map(({ element }) => element.name)
        .join('\0');
  if (!fits) throw new JiadiError('file-damaged', { file });
}

/** Where the first page of a column chunk lies; some writers set the place of the dictionary to 0 when there is none. */
export function chunkStart(meta: { readonly dictionary_page_offset?: bigint; readonly data_page_offset: bigint }): bigint {
  return meta.dictionary_page_offset && meta.dictionary_page_offset < meta.data_page_offset
    ? meta.dictionary_page_offset
    : meta.data_page_offset;
}

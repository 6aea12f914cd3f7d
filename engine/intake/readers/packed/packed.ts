import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { ReadContext, ReaderKind, SourceShape } from '../../reader.ts';
import { extensionOf } from '../csv/csv.ts';
import { startsWith } from '../common/foreign.ts';
import { refuseSheet } from '../../source-name.ts';
import { holdUnpacked, unpackGzip, unpackZipEntry, withUnpacked, zipEntries } from './store.ts';

/** Between a file of an archive and a sheet of it, as in `2024.xlsx::Sheet1`. */
export const SHEET_OF = '::';
/** Between a format and what it is wrapped in, as in `csv+gzip`. */
const WRAPPED_IN = '+';

/** Endings of the files that may be tables; others are not offered out of an archive. */
const tableEndings =
  /\.(?:csv|tsv|txt|tab|psv|dat|data|asc|prn|fwf|xml|html?|json|geojson|jsonl|ndjson|xlsx|xlsm|xltx|xltm|xls|xlt|ods|ots|fods|parquet|pq|db|sqlite|sqlite3|db3)$/i;

/** How the reader of what is inside is found; told by the list of readers, which this file cannot import. */
export interface InnerReaders {
  pick(path: string): ReaderKind;
  of(format: string): ReaderKind;
}

/** A file inside a wrapper: what it is called, the sheet wanted of it, and how it is unpacked. */
interface Inner {
  readonly name: string;
  /** Stands before the names of its sheets; empty where the wrapper holds only one file. */
  readonly prefix: string;
  readonly sheet: string | null;
  unpack(target: string, context: ReadContext): Promise<void>;
}

interface Wrapper {
  readonly id: string;
  readonly extensions: readonly string[];
  claims(head: Uint8Array, fileName: string): number;
  /** The file that is meant by a sheet of the wrapper. */
  choose(path: string, sheet: string | null): Promise<Inner>;
  /** The files to choose from; one stands for its sheets. */
  files(path: string): Promise<readonly string[]>;
}

const gzip: Wrapper = {
  id: 'gzip',
  extensions: ['gz'],
  claims: (head) => (startsWith(head, [0x1f, 0x8b, 8]) ? 1 : 0),
  choose: async (path, sheet) => ({
    name: basename(path).replace(/\.gz$/i, ''),
    prefix: '',
    sheet,
    unpack: (target, context) => unpackGzip(path, target, context),
  }),
  files: async () => [''],
};

const zip: Wrapper = {
  id: 'zip',
  extensions: ['zip'],
  claims: (head, fileName) => {
    if (!startsWith(head, [0x50, 0x4b, 3, 4])) return 0;
    const beginning = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
    const office = beginning.includes('word/document') || beginning.includes('ppt/') || beginning.includes('mimetypeapplication/');
    return extensionOf(fileName) === 'zip' ? 0.99 : office ? 0 : 0.99;
  },
  choose: async (path, sheet) => {
    const names = await tablesIn(path);
    const name = sheet === null ? names[0] : (names.find((each) => each === sheet || sheet.startsWith(each + SHEET_OF)) ?? onlyOne(names));
    if (name === undefined) throw new JiadiError('sheet-not-found', { file: basename(path), sheet: sheet ?? '', sheets: names.join(', ') });
    const rest =
      sheet === null || sheet === name ? null : sheet.startsWith(name + SHEET_OF) ? sheet.slice(name.length + SHEET_OF.length) : sheet;
    return {
      name,
      prefix: names.length > 1 ? name : '',
      sheet: rest,
      unpack: async (target, context) => {
        await unpackZipEntry(path, name, target, context);
        // what was written to a database last stands beside it
        for (const companion of await companionsIn(path, name))
          await unpackZipEntry(path, companion, target + companion.slice(name.length), context);
      },
    };
  },
  files: (path) => tablesIn(path),
};

const wrappers: readonly Wrapper[] = [gzip, zip];

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

async function companionsIn(path: string, name: string): Promise<readonly string[]> {
  const entries = await zipEntries(path);
  return entries.map((entry) => entry.name).filter((other) => other === `${name}-wal` || other === `${name}-journal`);
}

/** The tables of an archive: files whose ending says so, or the only file there is. */
async function tablesIn(path: string): Promise<readonly string[]> {
  const file = basename(path);
  const entries = await zipEntries(path);
  const tables = entries.filter(({ name }) => tableEndings.test(name));
  const chosen = tables.length > 0 ? tables : entries.length === 1 ? entries : [];
  if (entries.length === 0) throw new JiadiError('file-empty', { file });
  if (chosen.length === 0) throw new JiadiError('format-unsupported', { file, format: 'zip' });
  return chosen.map(({ name }) => name);
}

/** The readers of wrappers round any other format: the format of a shape is then `csv+gzip`, `xlsx+zip` and the like. */
export function packedReaders(inner: InnerReaders): readonly ReaderKind[] {
  return wrappers.map((wrapper) => packedReader(wrapper, inner));
}

/** The part of a wrapped format that names the wrapper, and the rest; null when it is not wrapped. */
export function splitFormat(format: string): { readonly inner: string; readonly wrapper: string } | null {
  const at = format.lastIndexOf(WRAPPED_IN);
  return at < 0 ? null : { inner: format.slice(0, at), wrapper: format.slice(at + 1) };
}

function packedReader(wrapper: Wrapper, readers: InnerReaders): ReaderKind {
  const open = async <T>(
    path: string,
    sheet: string | null,
    context: ReadContext,
    work: (file: string, inner: Inner) => Promise<T>,
  ): Promise<T> => {
    sizeOfInput(path);
    const inner = await wrapper.choose(path, sheet);
    return withUnpacked(
      path,
      inner.name,
      context,
      (target) => inner.unpack(target, context),
      (file) => work(file, inner),
    );
  };
  const pick = (path: string, file: string): ReaderKind => {
    const reader = readers.pick(file);
    // a wrapper inside a wrapper
    if (wrappers.some(({ id }) => id === reader.id))
      throw new JiadiError('format-unsupported', { file: basename(path), format: `${reader.id}${WRAPPED_IN}${wrapper.id}` });
    return reader;
  };
  const namesOf = ({ prefix }: Inner, sheets: readonly string[]): readonly string[] =>
    prefix === '' ? sheets : sheets.map((sheet) => `${prefix}${SHEET_OF}${sheet}`);
  return {
    id: wrapper.id,
    extensions: wrapper.extensions,
    splittable: false,
    claims: (head, fileName) => wrapper.claims(head, fileName),
    hold: (path) => holdUnpacked(path),
    sheets: async (path, context = silent) => {
      const files = await wrapper.files(path);
      if (files.length > 1) return files;
      return open(path, null, context, async (file, inner) => {
        const reader = pick(path, file);
        return reader.sheets ? namesOf(inner, await reader.sheets(file)) : [];
      });
    },
    detect: (path, wanted, context) =>
      open(path, wanted.sheet ?? null, context, async (file, inner) => {
        const found = pick(path, file);
        const { format: asked, ...own } = wanted;
        const isText = (id: string) => id === 'csv' || id === 'fixed';
        const reader = asked !== undefined && isText(found.id) && isText(asked) ? readers.of(asked) : found;
        refuseSheet(reader, path, inner.sheet);
        const shape = await reader.detect(file, { ...own, sheet: inner.sheet }, context);
        const sheet = shape.sheet === null ? inner.prefix || null : (namesOf(inner, [shape.sheet])[0] ?? null);
        return { ...shape, format: `${shape.format}${WRAPPED_IN}${wrapper.id}`, sheet } satisfies SourceShape;
      }),
    read: (path, shape, _range, sink, context) =>
      open(path, shape.sheet, context, async (file, inner) => {
        const format = splitFormat(shape.format)?.inner ?? shape.format;
        const size = sizeOfInput(path);
        const own = { ...shape, format, sheet: inner.sheet };
        const result = await readers.of(format).read(file, own, null, sink, { ...context, report: scaled(context, size) });
        return { ...result, begin: 0, end: size };
      }),
  };
}

const silent: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** How far the unpacked file is read, as bytes of the packed one: its size is the total that is shown. */
function scaled(context: ReadContext, packedBytes: number): ReadContext['report'] {
  return (progress) => {
    const { unit, done, total } = progress;
    if (unit !== 'bytes' || total === null || total === 0) context.report(progress);
    else context.report({ ...progress, done: Math.round((done / total) * packedBytes), total: packedBytes });
  };
}

import { JiadiError } from '../../../../contract/errors.ts';
import { decodeAll } from '../common/decode.ts';
import type { SheetName } from './workbook.ts';
import type { ByteSource } from './xls-container.ts';
import { RecordTooShort, XlsCursor, type XlsRecord, XlsRecords } from './xls-records.ts';
import { type DateForm, dateForm } from './xlsx-format.ts';

/** A worksheet and where its records begin. */
export interface XlsSheet extends SheetName {
  readonly at: number;
}

/** What must be known of an old workbook before a sheet is read. */
export interface XlsBook {
  readonly file: string;
  readonly stream: ByteSource;
  /** 2, 3, 4, 5 or 8. */
  readonly version: number;
  readonly sheets: readonly XlsSheet[];
  readonly date1904: boolean;
  /** Date form of each cell style (version 2: of each number format). */
  readonly forms: readonly DateForm[];
  readonly strings: readonly string[];
  /** Decodes the text of versions before 8. */
  readonly decode: (bytes: Uint8Array) => string;
}

const STRINGS_MAX = 5_000_000;
const WORKSHEET = 0x10;
const SHEETS_MAX = 10_000;

/** Record types; what is written twice differs by version. */
export const records = {
  bof: new Set([0x0009, 0x0209, 0x0409, 0x0809]),
  eof: 0x0a,
  filePassword: 0x2f,
} as const;

const versions: ReadonlyMap<number, number> = new Map([
  [0x0009, 2],
  [0x0209, 3],
  [0x0409, 4],
]);

/** Windows and Mac code pages by their number, as labels of encodings. */
const codePages: ReadonlyMap<number, string> = new Map([
  [367, 'latin1'],
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gb18030'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [1200, 'utf-16le'],
  [1361, 'johab'],
  [10000, 'macintosh'],
  [32768, 'macintosh'],
  [32769, 'windows-1252'],
  [65001, 'utf-8'],
]);

/** Collects what the records before the sheets say. */
class Globals {
  readonly file: string;
  readonly version: number;
  readonly stream: ByteSource;
  readonly records: XlsRecords;
  readonly sheets: XlsSheet[] = [];
  readonly strings: string[] = [];
  readonly formats = new Map<number, string>();
  readonly styles: number[] = [];
  date1904 = false;
  encoding = 'windows-1252';

  constructor(file: string, version: number, stream: ByteSource) {
    this.file = file;
    this.version = version;
    this.stream = stream;
    this.records = new XlsRecords(stream, 0);
  }

  decode = (bytes: Uint8Array): string => decodeAll(bytes, this.encoding);

  take(record: XlsRecord): void {
    const { type, view } = record;
    switch (type) {
      case records.filePassword:
        throw new JiadiError('file-encrypted', { file: this.file });
      case 0x42:
        this.encoding = encodingOf(view.getUint16(0, true));
        break;
      case 0x22:
        this.date1904 = view.getUint16(0, true) === 1;
        break;
      case 0x1e:
      case 0x41e:
        this.#format(record);
        break;
      case 0xe0:
        this.styles.push(view.getUint16(2, true));
        break;
      case 0x243:
      case 0x443:
        this.styles.push(view.getUint8(1));
        break;
      case 0x85:
        this.#sheet(record);
        break;
      case 0xfc:
        this.#strings(record);
        break;
      default:
    }
  }

  #format(record: XlsRecord): void {
    const { view } = record;
    if (this.version === 8) this.formats.set(view.getUint16(0, true), new XlsCursor(this.records, record, 2).text(2));
    else if (this.version === 5) this.formats.set(view.getUint16(0, true), this.#short(view, 2));
    else this.formats.set(this.formats.size, this.#short(view, this.version === 4 ? 2 : 0));
  }

  #sheet(record: XlsRecord): void {
    const { view } = record;
    const at = view.getUint32(0, true);
    const hidden = (view.getUint8(4) & 3) !== 0;
    const kind = view.getUint8(5);
    const name = this.version === 8 ? new XlsCursor(this.records, record, 6).text(1) : this.#short(view, 6);
    // Only worksheets hold tables: macro sheets, charts and modules are not offered.
    if (kind === 0 && this.sheets.length < SHEETS_MAX) this.sheets.push({ name, hidden, at });
  }

  #short(view: DataView, at: number): string {
    const length = view.getUint8(at);
    return this.decode(new Uint8Array(view.buffer, view.byteOffset + at + 1, Math.min(length, view.byteLength - at - 1)));
  }

  #strings(record: XlsRecord): void {
    const count = record.view.getUint32(4, true);
    if (count > STRINGS_MAX) throw new JiadiError('file-too-large', { file: this.file, limit: STRINGS_MAX, unit: 'texts' });
    const cursor = new XlsCursor(this.records, record, 8);
    for (let i = 0; i < count; i++) this.strings.push(cursor.text(2));
  }
}

/** Reads sheet list, styles and shared strings of a workbook stream. Throws `file-damaged`, `file-encrypted`, `file-too-large`. */
export function openXls(stream: ByteSource, file: string): XlsBook {
  const first = new XlsRecords(stream, 0).next();
  if (!first || !records.bof.has(first.type) || first.view.byteLength < 4) throw new JiadiError('file-damaged', { file, part: 'workbook' });
  const version = versions.get(first.type) ?? (first.view.getUint16(0, true) === 0x600 ? 8 : 5);
  const globals = new Globals(file, version, stream);
  asDamage(file, () => readGlobals(globals));
  // Before version 5 a file is one sheet, and has no name of its own.
  if (globals.sheets.length === 0 && first.view.getUint16(2, true) === WORKSHEET)
    globals.sheets.push({ name: 'Sheet1', hidden: false, at: 0 });
  const byStyle = version === 2 ? [...globals.formats.keys()] : globals.styles;
  return {
    file,
    stream,
    version,
    sheets: globals.sheets,
    date1904: globals.date1904,
    forms: byStyle.map((id) => dateForm(id, globals.formats.get(id))),
    strings: globals.strings,
    decode: globals.decode,
  };
}

function readGlobals(globals: Globals): void {
  for (let record = globals.records.next(); record && record.type !== records.eof; record = globals.records.next()) globals.take(record);
}

function encodingOf(codePage: number): string {
  return codePages.get(codePage) ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : `cp${codePage}`);
}

/** Runs the reading of records: one that is shorter than what it should hold is damage. */
export function asDamage<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RecordTooShort || error instanceof RangeError)
      throw new JiadiError('file-damaged', { file, part: 'workbook' }, error);
    throw error;
  }
}

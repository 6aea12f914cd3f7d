import type { TaskContext } from '../../base/jobs/index.ts';
import type { UnitRows } from '../../base/units.ts';
import type { ColumnType } from '../table/batch-file.ts';

/** A cell as a reader gives it: text sources give text or null, typed sources keep their types (bigint = whole number). */
export type Cell = string | number | bigint | null;

/** Records in a row-major block: cell (r, c) is `cells[r * width + c]`. The array is reused by the reader: copy what must stay. */
export interface RowChunk {
  readonly width: number;
  rowCount: number;
  readonly cells: Cell[];
}

/** A record that does not have the shape of the table. */
export interface MalformedRecord {
  /** 1-based data row number it has in the batch (`kept`) or would have had; counted from the beginning of the stretch that is read. */
  readonly row: number;
  /** 1-based physical line on which the record begins; counted from the beginning of the stretch that is read. */
  readonly line: number;
  /** `too-few-fields`, `too-many-fields`, `quote-not-closed`, `text-after-quote`, `bad-bytes`, `value-too-long`, … */
  readonly reason: string;
  /** The record's text, cut at 1,000 characters. */
  readonly raw: string;
  /** True: it is among the rows as well (padded or cut); false: it stands only here. */
  readonly kept: boolean;
}

/** Receives what a reader reads, in order. */
export interface RowSink {
  rows(chunk: RowChunk): void;
  /** Takes texts without strings being made of them; where it is missing, readers of text give strings. */
  units?(chunk: UnitRows): void;
  malformed(record: MalformedRecord): void;
}

/** How a file's bytes become text. Names are lower-case WHATWG labels. */
export interface Encoding {
  readonly name: string;
  readonly confidence: number;
  readonly bom: boolean;
}

/** How text becomes records. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly newline: string;
  readonly header: boolean;
  /** Physical lines before the header (or the first record). */
  readonly skipRows: number;
  readonly comment?: string;
  /** Rows of the header, joined into one name for each column. Absent: one where there is a header. */
  readonly headerRows?: number;
  /** Rows at the end that a person set apart. Absent: none. */
  readonly footerRows?: number;
  /** `,` where it stands before the fraction of a number; such numbers are read into the usual form. Absent: a point. */
  readonly decimal?: ',';
  /** Whether a cell that is merged over several rows stands in each of them (`filled`), or in its first only. */
  readonly merged?: 'filled' | 'kept';
  /** Kinds of rows that are no data and are set apart. Absent: none. */
  readonly apart?: readonly RowKind[];
  /** What a person said of single lines, whatever their kind: set apart, or data. */
  readonly lines?: readonly LineVerdict[];
  /** The part of a sheet that holds the table. Absent: all of it. */
  readonly area?: TableArea;
  /** Where the columns of a fixed-width text stand. */
  readonly fixed?: FixedLayout;
}

/** Rows among the data that are none. Each kind is also the reason under which such a row is kept beside the batch. */
export type RowKind = 'header-repeated' | 'total-row' | 'note-row' | 'unit-row';

/** A part of a sheet: rows from 1, columns from 0, the last ones included; null: to the end. */
export interface TableArea {
  readonly top: number;
  readonly bottom: number | null;
  readonly left: number;
  readonly right: number | null;
}

/** A line of which a person said what it is. */
export interface LineVerdict {
  /** 1-based physical line of a text, or row of a sheet. */
  readonly line: number;
  readonly apart: boolean;
}

/** What positions of a fixed-width text count: characters, cells of a monospaced font (Chinese characters take two), or bytes of the file's encoding. */
export type FixedUnit = 'chars' | 'width' | 'bytes';

/** The columns of a fixed-width text: each begins at its start and ends where the next begins. */
export interface FixedLayout {
  readonly unit: FixedUnit;
  /** Ascending; the first is 0. */
  readonly starts: readonly number[];
  /** For each start: true where a blank stands between it and the column before, so that text across it is an error. */
  readonly spaced: readonly boolean[];
}

/** Everything that must be known to read a source the same way again: found by `detect`, corrected by a person, stored with the batch. */
export interface SourceShape {
  readonly format: string;
  readonly encoding: Encoding | null;
  readonly dialect: Dialect | null;
  readonly sheet: string | null;
  readonly columns: readonly SourceColumn[];
  /** False: an empty text field is null (`cli.md`). */
  readonly emptyAsText: boolean;
  /** `columns`: objects inside a record are columns by their path. Absent, or `text`: they are one column with their JSON text. */
  readonly nested?: 'columns' | 'text';
}

/** What a person has already decided of a shape: the rest is found. */
export type WantedSource = Partial<Omit<SourceShape, 'dialect'>> & { readonly dialect?: Partial<Dialect> | null };

/** Something about a file that is not in its shape but that a person should know before the import. */
export interface Notice {
  readonly code:
    | 'header-unsure'
    | 'totals-unsure'
    | 'decimal-commas'
    | 'several-tables'
    | 'merged-cells'
    | 'hidden-rows'
    | 'hidden-columns'
    | 'hidden-sheets'
    | 'nested-objects'
    | 'nested-lists'
    | 'several-lists';
  readonly count: number;
  /** The first such row, the hidden columns, the names of the sheets, the columns with objects, the paths of lists. */
  readonly sample: string | null;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic: string | null;
  readonly nullable: boolean;
}

/** A stretch of a file that one worker reads; null means the whole. The reader begins at the first record that starts at or after `from` and ends after the record that holds the byte before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What one reading of a source (or of a stretch of it) came to. */
export interface ReadResult {
  readonly rowCount: number;
  readonly malformedCount: number;
  /** Lines without anything on them: no rows and no errors, but counted. */
  readonly blankLineCount?: number;
  /** Lines that begin with the dialect's comment sign: left out, but counted. */
  readonly commentLineCount?: number;
  /** Records among `malformedCount` that are nothing wrong: totals, remarks, headers printed again. */
  readonly apartCount?: number;
  /** Physical lines read, to number the lines of the next stretch; the stretch that begins at 0 counts the lines of the header with it. */
  readonly lineCount: number;
  /** Where the first record really began and the last one really ended: stretches fit when `end` of one is `begin` of the next. */
  readonly begin: number;
  readonly end: number;
}

/** What a reader may ask of its surroundings. */
export interface ReadContext extends TaskContext {
  /** Folder for what a reader must write while it reads (unpacked files); default a private folder among the system's temporary files. */
  readonly scratch?: string;
  /** Of an archive under one. */
  readonly password?: string;
  /** Takes what a reader notices while it finds the shape of a file. */
  readonly notice?: (notice: Notice) => void;
}

/** A file format: one folder in `readers/` and a line in `readers/index.ts`. */
export interface ReaderKind {
  readonly id: string;
  /** Lower-case endings without the dot. */
  readonly extensions: readonly string[];
  /** True: `read` takes byte ranges, so that several workers may each read a stretch; false: it reads the whole and ignores `range`. */
  readonly splittable: boolean;
  /** 0..1: how sure it is, from the first bytes and the name, that the file is of this format. */
  claims(head: Uint8Array, fileName: string): number;
  /** Keeps what unpacking the file gave for several calls about the same file; the function that is returned lets go of it. */
  hold?(path: string): () => void;
  /** Names of the sheets to choose from, where the format has any. */
  sheets?(path: string, context?: ReadContext): Promise<readonly string[]>;
  /** Shape of a file without reading all of it. `wanted` holds what a person has already decided. */
  detect(path: string, wanted: WantedSource, context: ReadContext): Promise<SourceShape>;
  /** Hands on what is kept of the beginning of a file, quicker than `read`; absent where reading is quick. */
  readHead?(path: string, shape: SourceShape, sink: RowSink, context: ReadContext): Promise<void>;
  /** Reads a file of a known shape; memory stays flat whatever its size. */
  read(path: string, shape: SourceShape, range: ByteRange | null, sink: RowSink, context: ReadContext): Promise<ReadResult>;
}

/** Columns of the table as streams of cells: a flat column is one leaf, a list, map or structure is put together from several. */
import type { DecodedArray, ParquetParsers, RowGroup, SchemaTree } from 'hyparquet';
import { assembleLists, assembleNested } from 'hyparquet/src/assemble.js';
import type { ColumnType } from '../../../table/batch-file.ts';
import { invariant } from '../../../../base/invariant.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell } from '../../reader.ts';
import { textOrHex } from '../common/binary-text.ts';
import { dayText, momentText } from '../common/moment-text.ts';
import { jsonOf, leafForm, type LeafForm, nestedCell, type RawValue } from './cells.ts';
import { decoding, type Leaf, type ParquetFile } from './footer.ts';
import { checkVariant } from './guard.ts';
import { ChunkPages, type PageBudget } from './pages.ts';
import type { DataPage } from './values.ts';

/** A column of the table that gives its cells in order. */
export interface ColumnStream {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Texts that could not be decoded without loss. */
  readonly lossy: ReadonlySet<string>;
  /** Begins with a row group. */
  open(group: RowGroup): void;
  /** Rows at hand, at least one; reads a page when there is none. */
  ready(): number;
  /** Writes the next cells to `cells[at]`, `cells[at + stride]`, …; no more than are ready. */
  fill(cells: Cell[], at: number, stride: number, count: number): void;
}

/** The stream of a column by its place in the schema. */
export function columnStream(source: ParquetFile, index: number, budget: PageBudget): ColumnStream {
  const column = source.columns[index];
  invariant(column, 'a column of the schema');
  const leaves = source.leaves.map((leaf, at) => ({ leaf, at })).filter(({ leaf }) => leaf.path[1] === column);
  const [first] = leaves;
  const flat = column.children.length === 0 && column.element.repetition_type !== 'REPEATED';
  if (flat && first) return new FlatColumn(source, first.leaf, first.at, budget);
  return new NestedColumn(source, column, leaves, budget);
}

const noTexts: ReadonlySet<string> = new Set();

class FlatColumn implements ColumnStream {
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly lossy: ReadonlySet<string>;
  readonly #source: ParquetFile;
  readonly #leaf: Leaf;
  readonly #at: number;
  readonly #budget: PageBudget;
  readonly #form: LeafForm;
  #pages: ChunkPages | null = null;
  #page: DataPage | null = null;
  /** Rows of the page that were given. */
  #given = 0;
  #raw: readonly RawValue[] | null = null;
  #dictionary: (Cell | undefined)[] = [];

  constructor(source: ParquetFile, leaf: Leaf, at: number, budget: PageBudget) {
    this.#source = source;
    this.#leaf = leaf;
    this.#at = at;
    this.#budget = budget;
    this.#form = leafForm(leaf.element);
    this.type = this.#form.type;
    this.lossy = this.#form.lossy;
    this.nullable = leaf.definitionMax > 0;
  }

  open(group: RowGroup): void {
    const meta = group.columns[this.#at]?.meta_data;
    if (!meta || meta.num_values !== group.num_rows) throw damaged(this.#source);
    this.#pages?.close();
    this.#pages = new ChunkPages(this.#source, this.#leaf, meta, this.#budget);
    this.#page = null;
    this.#given = 0;
  }

  ready(): number {
    while (!this.#page || this.#given === this.#page.valueCount) {
      this.#page = this.#pages?.next() ?? null;
      this.#given = 0;
      if (!this.#page) throw damaged(this.#source);
    }
    return this.#page.valueCount - this.#given;
  }

  fill(cells: Cell[], at: number, stride: number, count: number): void {
    const page = this.#page;
    invariant(page && this.#given + count <= page.valueCount, 'only what is ready is taken');
    const { definitions } = page;
    const from = this.#given;
    this.#given += count;
    let present = count;
    if (definitions) for (let i = from; i < from + count; i++) if (definitions[i] === 0) present--;
    const values = decoding(this.#source.file, () => (present === 0 ? [] : page.take(present)));
    if (values.length < present) throw damaged(this.#source);
    const cellOf = page.indexed ? this.#indexed() : this.#form.cell;
    let next = 0;
    for (let i = 0, to = at; i < count; i++, to += stride) {
      // definition levels of a flat column are 0 and 1
      cells[to] = definitions && definitions[from + i] === 0 ? null : cellOf(values[next++] as RawValue);
    }
  }

  /** Each value of a dictionary becomes a cell once, when it is first met. */
  #indexed(): (place: RawValue) => Cell {
    const raw = this.#pages?.dictionary ?? [];
    if (raw !== this.#raw) {
      this.#raw = raw;
      this.#dictionary = Array.from({ length: raw.length }, () => undefined);
    }
    const cells = this.#dictionary;
    return (place) => {
      const index = Number(place);
      const known = cells[index];
      if (known !== undefined) return known;
      const value = raw[index];
      if (value === undefined) throw damaged(this.#source);
      return (cells[index] = this.#form.cell(value));
    };
  }
}

/** Rows of one leaf of a nested column, as lists of its values; the last may go on in the next page. */
interface LeafRows {
  readonly leaf: Leaf;
  readonly at: number;
  readonly form: LeafForm;
  readonly key: string;
  pages: ChunkPages | null;
  rows: unknown[];
  ended: boolean;
}

class NestedColumn implements ColumnStream {
  readonly type = 'text';
  readonly nullable: boolean;
  readonly lossy = noTexts;
  readonly #source: ParquetFile;
  readonly #column: SchemaTree;
  readonly #budget: PageBudget;
  readonly #leaves: readonly LeafRows[];

  constructor(
    source: ParquetFile,
    column: SchemaTree,
    leaves: readonly { readonly leaf: Leaf; readonly at: number }[],
    budget: PageBudget,
  ) {
    this.#source = source;
    this.#column = column;
    this.#budget = budget;
    this.nullable = column.element.repetition_type === 'OPTIONAL';
    this.#leaves = leaves.map(({ leaf, at }) => ({
      leaf,
      at,
      form: leafForm(leaf.element),
      key: leaf.path.at(-1)?.path.join('.') ?? '',
      pages: null,
      rows: [],
      ended: false,
    }));
  }

  open(group: RowGroup): void {
    for (const each of this.#leaves) {
      const meta = group.columns[each.at]?.meta_data;
      if (!meta) throw damaged(this.#source);
      each.pages?.close();
      each.pages = new ChunkPages(this.#source, each.leaf, meta, this.#budget);
      each.rows = [];
      each.ended = false;
    }
  }

  ready(): number {
    let rows = Number.POSITIVE_INFINITY;
    for (const each of this.#leaves) rows = Math.min(rows, this.#complete(each));
    return rows;
  }

  /** Rows of a leaf that no further page can add to. */
  #complete(each: LeafRows): number {
    for (;;) {
      const complete = each.rows.length - (each.ended ? 0 : 1);
      if (complete > 0) return complete;
      const page = each.pages?.next() ?? null;
      if (!page && each.ended) throw damaged(this.#source);
      if (!page) each.ended = true;
      else decoding(this.#source.file, () => this.#append(each, page));
    }
  }

  #append(each: LeafRows, page: DataPage): void {
    const values = this.#values(each, page);
    if (values.length !== page.present) throw damaged(this.#source);
    const definitions = page.definitions ? [...page.definitions] : undefined;
    const repetitions = page.repetitions ? [...page.repetitions] : [];
    if (repetitions[0] && each.rows.length === 0) throw damaged(this.#source);
    const path = [...each.leaf.path];
    // without levels the library gives back the values themselves
    const rows = assembleLists(each.rows, definitions, repetitions, values as DecodedArray, path) as unknown[];
    if (rows !== each.rows) each.rows = [...each.rows, ...rows];
  }

  #values(each: LeafRows, page: DataPage): unknown[] {
    const { form, leaf } = each;
    // the binary parts of a variant are taken apart by the library
    const binary = leaf.inVariant && leaf.element.type === 'BYTE_ARRAY' && ['metadata', 'value'].includes(leaf.element.name);
    const convert = (raw: RawValue): unknown => {
      if (!binary) return jsonOf(form, raw);
      if (leaf.element.name === 'value' && raw instanceof Uint8Array) checkVariant(raw);
      return raw;
    };
    const taken = Array.from(page.take(page.present));
    if (!page.indexed) return taken.map(convert);
    const dictionary = (each.pages?.dictionary ?? []).map(convert);
    return taken.map((place) => {
      const value = dictionary[Number(place)];
      if (value === undefined) throw damaged(this.#source);
      return value;
    });
  }

  fill(cells: Cell[], at: number, stride: number, count: number): void {
    const data = new Map<string, DecodedArray>(this.#leaves.map((each) => [each.key, each.rows.splice(0, count)]));
    const name = this.#column.path.join('.');
    const values = decoding(this.#source.file, () => {
      assembleNested(data, this.#column, parsers);
      return (data.get(name) as unknown[] | undefined)?.map(nestedCell);
    });
    if (values?.length !== count) throw damaged(this.#source);
    values.forEach((cell, i) => (cells[at + i * stride] = cell));
  }
}

/** How the library shows the moments and binaries inside variants. */
const parsers: ParquetParsers = {
  timestampFromMilliseconds: (millis) => momentText(millis, 1e3),
  timestampFromMicroseconds: (micros) => momentText(micros, 1e6),
  timestampFromNanoseconds: (nanos) => momentText(nanos, 1e9),
  dateFromDays: dayText,
  stringFromBytes: textOrHex,
  jsonFromBytes: textOrHex,
  geometryFromBytes: textOrHex,
  geographyFromBytes: textOrHex,
  uuidFromBytes: textOrHex,
};

function damaged({ file }: ParquetFile): JiadiError {
  return new JiadiError('file-damaged', { file });
}

import type { SampleRecord } from '../detect-dialect.ts';
import { columnNames, detectHeader } from '../detect-header.ts';
import { columnVerdict } from '../detect-types.ts';
import type { Cell, Dialect, Notice, RowKind, SourceColumn } from '../reader.ts';
import { hasDecimalCommas, withPoint } from './decimal-comma.ts';
import { rowJudge, sureKinds } from './row-kinds.ts';

/** What the sampled records of a table show: where it begins, what its columns are, which rows in it are no data. */
export interface TableLayout {
  readonly skipRows: number;
  readonly header: boolean;
  readonly headerRows: number;
  readonly apart: readonly RowKind[];
  readonly width: number;
  /** Line of the header, or of the first row: from 0. */
  readonly firstLine: number;
  /** Its place among the records. */
  readonly firstRecord: number;
  readonly columns: readonly SourceColumn[];
}

/** A record whose cells keep their types; `fields` are their texts. */
export interface TableRecord extends SampleRecord {
  readonly cells: readonly Cell[];
}

const isTyped = (record: SampleRecord): record is TableRecord => 'cells' in record;
const cellsOf = (record: SampleRecord): readonly Cell[] => (isTyped(record) ? record.cells : record.fields);

/**
 * Finds the layout of a table from the records at its beginning and some from further on. What is only likely is told to `notice`. `nameless` takes
 * the place of what the header says where a format knows the names better.
 */
export function tableLayout(
  records: readonly SampleRecord[],
  further: readonly SampleRecord[],
  wanted: Partial<Dialect>,
  notice: (notice: Notice) => void = () => undefined,
  namesOf: (names: readonly (string | null)[] | null) => readonly (string | null)[] | null = (names) => names,
): TableLayout {
  const table = detectHeader(records, wanted);
  const { header, headerRows, skipRows, width } = table;
  if (!table.sure) notice({ code: 'header-unsure', count: headerRows, sample: null });
  const top = records.slice(table.index, table.index + headerRows).map(cellsOf);
  const below = [...records.slice(table.index + headerRows), ...further];
  const rows = wanted.footerRows ? below.slice(0, -wanted.footerRows) : below;
  const found = sureKinds(rows.map(cellsOf), width, top);
  if (found.unsureTotals > 0 && !wanted.apart) notice({ code: 'totals-unsure', count: found.unsureTotals, sample: null });
  const apart = wanted.apart ?? found.kinds;
  const judge = rowJudge({ width, apart, header: top, lines: saidOf(wanted) });
  const data = judge ? rows.filter((record) => judge.kindOf(cellsOf(record), record.line + 1) === null) : rows;
  const columns = columnNames(namesOf(table.names), width).map((name, index) => {
    const values = data.map((record) => cellsOf(record)[index] ?? null);
    const usual = wanted.decimal === ',' ? values.map((value) => (typeof value === 'string' ? withPoint(value) : value)) : values;
    if (!wanted.decimal && hasDecimalCommas(values)) notice({ code: 'decimal-commas', count: 1, sample: name });
    const { type, nullable } = columnVerdict(name, usual);
    return { name, type, semantic: null, nullable };
  });
  return { skipRows, header, headerRows, apart, width, firstLine: records[table.index]?.line ?? 0, firstRecord: table.index, columns };
}

/** What a person said of lines, by number. */
export function saidOf({ lines = [] }: Pick<Dialect, 'lines'>): ReadonlyMap<number, boolean> {
  return new Map(lines.map(({ line, apart }) => [line, apart]));
}

type Lying = Pick<Dialect, 'header' | 'skipRows' | 'headerRows' | 'apart' | 'lines' | 'footerRows' | 'decimal'>;

/** The part of a dialect that says how a table lies in its file. */
export function layoutOf({ skipRows, header, headerRows, apart }: TableLayout, { lines, footerRows, decimal }: Partial<Dialect>): Lying {
  return {
    header,
    skipRows,
    ...(headerRows > 1 ? { headerRows } : {}),
    ...(apart.length > 0 ? { apart } : {}),
    ...(lines?.length ? { lines } : {}),
    ...(footerRows ? { footerRows } : {}),
    ...(decimal ? { decimal } : {}),
  };
}

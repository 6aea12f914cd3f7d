import type { TaskContext } from '../../../base/jobs/index.ts';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import type { ColumnMapping } from '../../../contract/methods/mapping.ts';
import type { Semantics } from '../../semantics/index.ts';
import { type BatchFile, openBatch } from '../../table/index.ts';
import type { Cell } from '../reader.ts';
import { semanticOf, shapeWanted } from '../preview.task.ts';
import { isReordered, matchColumns, type SampledColumn } from './model.ts';

export interface MapInput {
  readonly path: string;
  /** Of an archive under one. */
  readonly password?: string;
  readonly wanted: WantedShape;
  /** The present of the dataset; null while it has none. */
  readonly known: BatchFile | null;
  readonly aliases: Readonly<Record<string, string>>;
}

/** Rows of the dataset that are looked at: the first ones, and others spread over the rest. */
const FIRST_ROWS = 2_000;
const SPREAD_ROWS = 3_000;

/** Worker task `intake.mapColumns`: the columns of a file against those of a dataset. */
export async function mapColumns(
  { path, password, wanted, known, aliases }: MapInput,
  context: TaskContext,
  semantics: Semantics,
): Promise<ColumnMapping> {
  const { shape, previewRows } = await shapeWanted(
    path,
    wanted,
    password === undefined ? context : { ...context, password },
    semanticOf(semantics),
  );
  const text = (cell: Cell | undefined): string | null => (cell === null || cell === undefined || cell === '' ? null : String(cell));
  const file = shape.columns.map(({ name, type, semantic }, c): SampledColumn => ({
    name,
    type,
    semantic,
    values: new Set(previewRows.map((row) => text(row[c])).filter((value) => value !== null)),
  }));
  const theirs = known ? sampleOf(known) : [];
  const names = theirs.map(({ name }) => name);
  const columns = matchColumns(file, theirs, aliases);
  const used = new Set(columns.map(({ to }) => to));
  return {
    columns: columns.map((match) => ({ ...match })),
    known: names,
    missing: names.filter((name) => !used.has(name)),
    reordered: isReordered(columns, names),
  };
}

function sampleOf(file: BatchFile): readonly SampledColumn[] {
  const reader = openBatch(file);
  try {
    const indexes = file.columns.map(({ index }) => index);
    const rows = reader.rowsByNumber(indexes, rowsToSee(file.rowCount));
    return file.columns.map(({ name, type, semantic }, c): SampledColumn => ({
      name,
      type,
      semantic,
      values: new Set(rows.flatMap((row) => (row[c] === null || row[c] === undefined || row[c] === '' ? [] : [String(row[c])]))),
    }));
  } finally {
    reader.close();
  }
}

function rowsToSee(rowCount: number): readonly number[] {
  const first = Math.min(rowCount, FIRST_ROWS);
  const rest = rowCount - first;
  const step = Math.max(1, Math.ceil(rest / SPREAD_ROWS));
  return [
    ...Array.from({ length: first }, (_, i) => i + 1),
    ...Array.from({ length: Math.floor(rest / step) }, (_, i) => first + 1 + i * step),
  ];
}

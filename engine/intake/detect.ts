import { sizeOfInput } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/task.ts';
import { detectEncoding, type EncodingGuess } from './detect-encoding.ts';
import type { Cell, ReaderKind, RowSink, SourceShape } from './reader.ts';
import { pickReader, readerOf } from './readers/index.ts';
import { readSamples } from './sample.ts';
import { refuseSheet } from './source-name.ts';

/** Finds out what a column means from its name and sampled values: a semantic kind such as `cn-resident-id`, or null. */
export type SemanticOf = (name: string, values: readonly Cell[]) => string | null;

/** Something a person should look at before the import; the words for `code` are in `contract/text`. */
export interface SourceWarning {
  readonly code: 'encoding-unsure' | 'title-rows' | 'no-header' | 'names-made' | 'malformed-in-sample' | 'digits-lost';
  /** Title lines, made-up names, malformed records of the sample, or columns with lost digits. */
  readonly count: number;
}

/** What is known of a file before it is imported. */
export interface SourceDetection {
  readonly shape: SourceShape;
  readonly bytes: number;
  /** Other encodings that are not absurd, the likeliest first. */
  readonly alternatives: readonly EncodingGuess[];
  /** Sheets to choose from; empty for formats without. */
  readonly sheets: readonly string[];
  /** The first 50 rows. */
  readonly previewRows: readonly (readonly Cell[])[];
  readonly warnings: readonly SourceWarning[];
}

const PREVIEW_ROWS = 50;
const SEMANTIC_ROWS = 1000;
const UNSURE = 0.7;

class EnoughRows extends Error {}

/**
 * Finds format, encoding, dialect, header, columns and types of a file without reading all of it, and shows its first rows. `wanted` holds what a
 * person has decided. Throws the file's expected errors (`file-empty`, `file-not-text`, `file-encrypted`, `format-unsupported` …).
 */
export async function detectSource(
  path: string,
  wanted: Partial<SourceShape>,
  context: TaskContext,
  semanticOf: SemanticOf = () => null,
): Promise<SourceDetection> {
  const bytes = sizeOfInput(path);
  const reader = wanted.format ? readerOf(wanted.format) : pickReader(path);
  refuseSheet(reader, path, wanted.sheet);
  const letGo = reader.hold?.(path);
  try {
    return await detectWith(reader, bytes, path, wanted, context, semanticOf);
  } finally {
    letGo?.();
  }
}

async function detectWith(
  reader: ReaderKind,
  bytes: number,
  path: string,
  wanted: Partial<SourceShape>,
  context: TaskContext,
  semanticOf: SemanticOf,
): Promise<SourceDetection> {
  const found = await reader.detect(path, wanted, context);
  const sample = await sampleRows(path, found, context);
  const columns =
    wanted.columns ??
    found.columns.map((column, index) => ({
      ...column,
      semantic: semanticOf(
        column.name,
        sample.rows.map((row) => row[index] ?? null),
      ),
    }));
  const alternatives =
    found.encoding && !wanted.encoding && found.format === reader.id ? detectEncoding(readSamples(path).pieces).alternatives : [];
  const shape = { ...found, columns };
  const sheets = reader.sheets ? await reader.sheets(path) : [];
  return { shape, bytes, alternatives, sheets, previewRows: sample.rows.slice(0, PREVIEW_ROWS), warnings: warningsOf(shape, sample) };
}

/** The document that `detect --json` prints (`cli.md`); `file` is the name as it was given. */
export function detectDocument(file: string, detection: SourceDetection): Readonly<Record<string, unknown>> {
  const { shape, bytes } = detection;
  const { dialect } = shape;
  return {
    file,
    bytes,
    format: shape.format,
    encoding: shape.encoding,
    dialect: dialect && {
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      escape: dialect.escape,
      newline: dialect.newline,
      header: dialect.header,
      skipRows: dialect.skipRows,
      ...(dialect.comment === undefined ? {} : { comment: dialect.comment }),
    },
    ...(shape.sheet === null ? {} : { sheet: shape.sheet }),
    columns: shape.columns.map(({ name, type, semantic, nullable }) => ({ name, type, semantic, nullable })),
    warnings: detection.warnings,
  };
}

async function sampleRows(
  path: string,
  shape: SourceShape,
  context: TaskContext,
): Promise<{ rows: Cell[][]; reasons: Map<string, number> }> {
  const rows: Cell[][] = [];
  const reasons = new Map<string, number>();
  const sink: RowSink = {
    rows: ({ width, rowCount, cells }) => {
      for (let r = 0; r < rowCount && rows.length < SEMANTIC_ROWS; r++) rows.push(cells.slice(r * width, (r + 1) * width));
      if (rows.length >= SEMANTIC_ROWS) throw new EnoughRows();
    },
    malformed: ({ reason }) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1),
  };
  try {
    await readerOf(shape.format).read(path, shape, null, sink, { ...context, report: () => undefined });
  } catch (error) {
    if (!(error instanceof EnoughRows)) throw error;
  }
  return { rows, reasons };
}

/** A long number as a workbook shows it: its last digits are gone, also where it was saved as text like that. */
const lostDigits = /^-?\d(?:\.\d+)?E\+(?:1[4-9]|[2-9]\d)$/;

function warningsOf(
  shape: SourceShape,
  { rows, reasons }: { readonly rows: readonly (readonly Cell[])[]; readonly reasons: ReadonlyMap<string, number> },
): SourceWarning[] {
  const warnings: SourceWarning[] = [];
  const warn = (code: SourceWarning['code'], count: number) => {
    if (count > 0) warnings.push({ code, count });
  };
  warn('encoding-unsure', shape.encoding && shape.encoding.confidence < UNSURE ? 1 : 0);
  warn('title-rows', shape.dialect?.skipRows ?? 0);
  warn('no-header', shape.dialect && !shape.dialect.header ? 1 : 0);
  warn('names-made', shape.dialect?.header ? shape.columns.filter(({ name }) => /^column_\d+$/.test(name)).length : 0);
  const lost = shape.columns.filter((_, index) => rows.some((row) => lostDigits.test(String(row[index] ?? ''))));
  warn('digits-lost', lost.length);
  const malformed = [...reasons].reduce((sum, [reason, count]) => sum + (reason === 'digits-lost' ? 0 : count), 0);
  warn('malformed-in-sample', malformed);
  return warnings;
}

import { sizeOfInput } from '../../base/files.ts';
import { detectEncoding, type EncodingGuess } from './detect-encoding.ts';
import type { Cell, MalformedRecord, Notice, ReadContext, ReaderKind, RowSink, SourceShape, WantedSource } from './reader.ts';
import { pickReader, readerOf } from './readers/index.ts';
import { readSamples } from './sample.ts';
import { refuseSheet } from './source-name.ts';
import { type SourceWarning, sourceWarnings } from './warnings.ts';

/** Finds out what a column means from its name and sampled values: a semantic kind such as `cn-resident-id`, or null. */
export type SemanticOf = (name: string, values: readonly Cell[]) => string | null;

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
  /** The first records of the sample that are malformed or set apart. */
  readonly previewRecords: readonly MalformedRecord[];
  readonly warnings: readonly SourceWarning[];
}

const PREVIEW_ROWS = 50;
const PREVIEW_RECORDS = 50;
const SEMANTIC_ROWS = 1000;
const SAMPLE_ROWS = 5000;

class EnoughRows extends Error {}

/**
 * Finds format, encoding, dialect, header, columns and types of a file without reading all of it, and shows its first rows. `wanted` holds what a
 * person has decided. Throws the file's expected errors (`file-empty`, `file-not-text`, `file-encrypted`, `format-unsupported` …).
 */
export async function detectSource(
  path: string,
  wanted: WantedSource,
  context: ReadContext,
  semanticOf: SemanticOf = () => null,
): Promise<SourceDetection> {
  const bytes = sizeOfInput(path);
  const reader = readerWanted(pickReader(path), wanted.format);
  refuseSheet(reader, path, wanted.sheet);
  const letGo = reader.hold?.(path);
  try {
    return await detectWith(reader, bytes, path, wanted, context, semanticOf);
  } finally {
    letGo?.();
  }
}

/** A text is read as a person says; what is in a wrapper is its reader's business, and a workbook stays one. */
function readerWanted(found: ReaderKind, format: string | undefined): ReaderKind {
  return format !== undefined && isText(found.id) && isText(format) ? readerOf(format) : found;
}

const isText = (format: string): boolean => format === 'csv' || format === 'fixed';

async function detectWith(
  reader: ReaderKind,
  bytes: number,
  path: string,
  wanted: WantedSource,
  context: ReadContext,
  semanticOf: SemanticOf,
): Promise<SourceDetection> {
  const notices: Notice[] = [];
  const found = await reader.detect(path, wanted, { ...context, notice: (notice) => notices.push(notice) });
  const sample = await sampleRows(path, found, context);
  const first = sample.rows.slice(0, SEMANTIC_ROWS);
  const columns =
    wanted.columns ??
    found.columns.map((column, index) => ({
      ...column,
      semantic: semanticOf(
        column.name,
        first.map((row) => row[index] ?? null),
      ),
    }));
  const alternatives =
    found.encoding && !wanted.encoding && found.format === reader.id ? detectEncoding(readSamples(path).pieces).alternatives : [];
  const shape = { ...found, columns };
  const sheets = reader.sheets ? await reader.sheets(path, context) : [];
  const previewRows = sample.rows.slice(0, PREVIEW_ROWS);
  const warnings = sourceWarnings(shape, { ...sample, notices });
  return { shape, bytes, alternatives, sheets, previewRows, previewRecords: sample.records, warnings };
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
      ...(dialect.headerRows === undefined ? {} : { headerRows: dialect.headerRows }),
      ...(dialect.fixed === undefined ? {} : { unit: dialect.fixed.unit, positions: dialect.fixed.starts }),
    },
    ...(shape.sheet === null ? {} : { sheet: shape.sheet }),
    columns: shape.columns.map(({ name, type, semantic, nullable }) => ({ name, type, semantic, nullable })),
    warnings: detection.warnings,
  };
}

interface Sample {
  readonly rows: Cell[][];
  readonly reasons: Map<string, number>;
  readonly records: MalformedRecord[];
}

async function sampleRows(path: string, shape: SourceShape, context: ReadContext): Promise<Sample> {
  const rows: Cell[][] = [];
  const reasons = new Map<string, number>();
  const records: MalformedRecord[] = [];
  const sink: RowSink = {
    rows: ({ width, rowCount, cells }) => {
      for (let r = 0; r < rowCount && rows.length < SAMPLE_ROWS; r++) rows.push(cells.slice(r * width, (r + 1) * width));
      if (rows.length >= SAMPLE_ROWS) throw new EnoughRows();
    },
    malformed: (record) => {
      reasons.set(record.reason, (reasons.get(record.reason) ?? 0) + 1);
      if (records.length < PREVIEW_RECORDS) records.push(record);
    },
  };
  try {
    const reader = readerOf(shape.format);
    const quiet = { ...context, report: () => undefined };
    if (reader.readHead) await reader.readHead(path, shape, sink, quiet);
    else await reader.read(path, shape, null, sink, quiet);
  } catch (error) {
    if (!(error instanceof EnoughRows)) throw error;
  }
  return { rows, reasons, records };
}

import { basename, join, resolve } from 'node:path';
import { ensureFolder } from '../../base/files.ts';
import { openPartFile, type PartFile } from '../../base/part-file.ts';
import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import { csvWriter, jsonlWriter, type TableWriter, xlsxWriter } from '../table/write/index.ts';
import type { MalformedRecord, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape } from './reader.ts';
import { extensionOf } from './readers/csv/csv.ts';
import { pickReader } from './readers/index.ts';
import { refuseSheet, splitSourceName } from './source-name.ts';

export interface ConvertOptions {
  /** Encoding of a CSV that is written; default `utf-8`. */
  readonly encoding?: string;
  /** Sheet of a workbook that is read; default the first visible one with something in it. */
  readonly sheet?: string;
  /** File for malformed records, one JSON object a line: row, line, reason, raw, kept. */
  readonly rejects?: string;
  /** True: an empty field of a text file is an empty text, not null. */
  readonly emptyAsText?: boolean;
  /** Objects inside the records of a JSON file as columns by their path; default one column with their text. */
  readonly nested?: 'columns';
}

export interface ConvertResult {
  readonly shape: SourceShape;
  readonly read: ReadResult;
  /** Characters the wanted encoding does not have: written as `?`. */
  readonly lostCharacters: number;
  readonly cutCells: number;
}

/** A file of several that could not be converted. */
export interface ConvertFailure {
  readonly file: string;
  readonly error: JiadiError;
}

/**
 * Reads any file as intake would and writes it as the ending of `out` says: `.csv`, `.jsonl` or `.xlsx`. The output appears whole or not at all.
 * Throws the reader's and the writer's expected errors, and `format-unsupported` for another ending.
 */
export async function convertFile(path: string, out: string, options: ConvertOptions, context: ReadContext): Promise<ConvertResult> {
  if (resolve(path) === resolve(out)) throw new JiadiError('already-exists', { name: basename(out) });
  const format = extensionOf(basename(out));
  if (!['csv', 'jsonl', 'xlsx'].includes(format)) throw new JiadiError('format-unsupported', { file: basename(out), format });
  const reader = pickReader(path);
  refuseSheet(reader, path, options.sheet);
  const wanted = {
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
    ...(options.emptyAsText === undefined ? {} : { emptyAsText: options.emptyAsText }),
    ...(options.nested === undefined ? {} : { nested: options.nested }),
  };
  const letGo = reader.hold?.(path);
  try {
    const shape = await reader.detect(path, wanted, context);
    return await convertWith(reader, shape, path, out, format, options, context);
  } finally {
    letGo?.();
  }
}

async function convertWith(
  reader: ReaderKind,
  shape: SourceShape,
  path: string,
  out: string,
  format: string,
  options: ConvertOptions,
  context: ReadContext,
): Promise<ConvertResult> {
  const rejects = options.rejects === undefined ? null : openPartFile(options.rejects);
  let writer: TableWriter | null = null;
  try {
    const target = openWriter(out, format, shape, options);
    writer = target;
    const read = await reader.read(path, shape, null, convertingSink(target, rejects), context);
    const { lostCharacters, cutCells } = await target.finish();
    rejects?.finish();
    return { shape, read, lostCharacters, cutCells };
  } catch (error) {
    writer?.abort();
    rejects?.abort();
    throw error;
  }
}

/** Converts many files, or parts of them (`file.db::table`), into a folder as `<file name>.<as>` (`file.db.table.<as>`). One that cannot be read does not stop the others; cancelling stops all. */
export async function convertFiles(
  paths: readonly string[],
  folder: string,
  as: 'csv' | 'jsonl',
  options: Omit<ConvertOptions, 'rejects'>,
  context: ReadContext,
  onFailure: (failure: ConvertFailure) => void = () => undefined,
): Promise<{ readonly converted: number; readonly failures: readonly ConvertFailure[] }> {
  ensureFolder(folder);
  const failures: ConvertFailure[] = [];
  const taken = new Set<string>();
  let converted = 0;
  for (const given of paths) {
    const { path, sheet } = splitSourceName(given);
    const name = sheet === null ? basename(path) : `${basename(path)}.${sheet.replace(/[/\\:*?"<>|]+/g, '_')}`;
    const out = join(folder, `${name}.${as}`);
    try {
      if (taken.has(out)) throw new JiadiError('already-exists', { name: basename(out) });
      taken.add(out);
      await convertFile(path, out, sheet === null ? options : { ...options, sheet }, context);
      converted++;
    } catch (error) {
      if (!isJiadiError(error) || error.code === 'cancelled') throw error;
      const failure = { file: given, error };
      failures.push(failure);
      onFailure(failure);
    }
    context.report({ phase: 'convert', done: converted + failures.length, total: paths.length, unit: 'items', problems: failures.length });
  }
  return { converted, failures };
}

function openWriter(out: string, format: string, shape: SourceShape, options: ConvertOptions): TableWriter {
  if (format === 'csv') return csvWriter(out, shape.columns, { encoding: options.encoding ?? 'utf-8' });
  if (format === 'jsonl') return jsonlWriter(out, shape.columns, { booleans: /^(?:json|parquet)/.test(shape.format) });
  return xlsxWriter(out, shape.columns, shape.sheet === null ? {} : { sheetName: shape.sheet });
}

function convertingSink(writer: TableWriter, rejects: PartFile | null): RowSink {
  return {
    rows: ({ cells, rowCount }) => writer.rows(cells, rowCount),
    malformed: (record) => rejects?.write(Buffer.from(rejectLine(record))),
  };
}

function rejectLine({ row, line, reason, raw, kept }: MalformedRecord): string {
  return `${JSON.stringify({ row, line, reason, raw, kept })}\n`;
}

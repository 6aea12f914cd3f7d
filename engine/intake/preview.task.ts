import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { TaskContext } from '../../base/jobs/index.ts';
import type { Preview, WantedShape } from '../../contract/methods/datasets.ts';
import { createRowMasker, createSemanticDetector, type Semantics } from '../semantics/index.ts';
import { detectSource, type SemanticOf, type SourceDetection } from './detect.ts';
import type { Cell, SourceShape } from './reader.ts';

export interface PreviewInput {
  readonly path: string;
  readonly wanted: WantedShape;
}

/** A preview without what only the workspace knows. */
export type FilePreview = Omit<Preview, 'sameAs' | 'suggestedDataset'> & { readonly sha256: string | null };

/** Files up to this size are recognised as imported before while they are previewed; larger ones when they are imported. */
const HASHED_BYTES = 64 * 1024 * 1024;

/** Names a column's semantic by its name and sampled values. */
export function semanticOf(semantics: Semantics): SemanticOf {
  return (name, values) => {
    const detector = createSemanticDetector(semantics, name);
    for (const value of values) detector.add(value === null ? null : String(value));
    return detector.result().semantic;
  };
}

/** Shape of a file with a person's decisions on top of what is detected. */
export async function shapeWanted(path: string, wanted: WantedShape, context: TaskContext, named: SemanticOf): Promise<SourceDetection> {
  const encoding = wanted.encoding === undefined ? {} : { encoding: { name: wanted.encoding, confidence: 1, bom: false } };
  const sheet = wanted.sheet === undefined ? {} : { sheet: wanted.sheet };
  const text = wanted.emptyAsText === undefined ? {} : { emptyAsText: wanted.emptyAsText };
  const base: Partial<SourceShape> = { ...encoding, ...sheet, ...text };
  const { delimiter, quote, header, skipRows } = wanted;
  const first = await detectSource(path, base, context, named);
  if ([delimiter, quote, header, skipRows].every((w) => w === undefined) || !first.shape.dialect) return first;
  const own = first.shape.dialect;
  const dialect = {
    ...own,
    delimiter: delimiter ?? own.delimiter,
    quote: quote ?? own.quote,
    header: header ?? own.header,
    skipRows: skipRows ?? own.skipRows,
  };
  return await detectSource(path, { ...base, encoding: first.shape.encoding, dialect }, context, named);
}

/** Worker task `intake.preview`: what a file is, its first rows masked where a column looks sensitive. */
export async function previewFile(input: PreviewInput, context: TaskContext, semantics: Semantics): Promise<FilePreview> {
  const found = await shapeWanted(input.path, input.wanted, context, semanticOf(semantics));
  const { shape } = found;
  const masker = createRowMasker(shape.columns.map(({ name, semantic }) => ({ name, semantic })));
  const text = (cell: Cell | undefined): string | null => (cell === null || cell === undefined ? null : String(cell));
  return {
    fileName: basename(input.path),
    bytes: found.bytes,
    shape: shape,
    rows: found.previewRows.map((row) => masker(shape.columns.map((_, i) => text(row[i])))),
    encodings: [
      ...(shape.encoding ? [shape.encoding] : []),
      ...found.alternatives.map((a) => ({ name: a.name, confidence: a.confidence, bom: false })),
    ],
    sheets: 'sheets' in found && Array.isArray(found.sheets) ? (found.sheets as string[]) : [],
    warnings: [...found.warnings],
    sha256: found.bytes <= HASHED_BYTES ? await sha256Of(input.path, context) : null,
  };
}

async function sha256Of(path: string, context: TaskContext): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    context.throwIfCancelled();
    hash.update(chunk as Uint8Array);
  }
  return hash.digest('hex');
}

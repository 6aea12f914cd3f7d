import type { TaskContext } from '../../base/jobs/index.ts';
import { createSemanticDetector, type Semantics } from '../semantics/index.ts';
import type { Cell, ReaderKind, RowChunk, SourceShape } from './reader.ts';

/** Rows at the head of a source from which the meaning of its columns is guessed; the guess is then counted over all rows. */
export const SAMPLE_ROWS = 2_000;
const SAMPLE_BYTES = 1 << 20;

/** The semantic kind a column seems to hold, and the share of valid values from which it is believed. */
export interface Candidate {
  readonly semantic: string | null;
  readonly share: number;
}

const SHARE = 0.8;
const SHARE_NAMED = 0.5;

/** Guesses the semantic kind of every column: what the shape says, otherwise what the sample shows. */
export function candidatesOf(sample: readonly (readonly Cell[])[], shape: SourceShape, semantics: Semantics): Candidate[] {
  return shape.columns.map((column, index) => {
    if (column.semantic !== null) return { semantic: semantics.find(column.semantic) ? column.semantic : null, share: SHARE_NAMED };
    const detector = createSemanticDetector(semantics, column.name);
    for (const row of sample) {
      const cell = row[index];
      if (typeof cell === 'string') detector.add(cell);
      else if (cell !== null && cell !== undefined) detector.add(String(cell));
    }
    const found = detector.result();
    return { semantic: found.semantic, share: found.named ? SHARE_NAMED : SHARE };
  });
}

/** Copies rows of a chunk behind those already in the sample, up to SAMPLE_ROWS; true when the sample is full. */
export function takeSample(sample: Cell[][], chunk: RowChunk): boolean {
  for (let r = 0; r < chunk.rowCount && sample.length < SAMPLE_ROWS; r++)
    sample.push(chunk.cells.slice(r * chunk.width, (r + 1) * chunk.width));
  return sample.length >= SAMPLE_ROWS;
}

/** The first rows of a file that can be read by stretches; the same rows for every stretch, so that all of them count the same kinds. */
export async function readSample(reader: ReaderKind, path: string, shape: SourceShape, context: TaskContext): Promise<Cell[][]> {
  const sample: Cell[][] = [];
  const sink = { rows: (chunk: RowChunk) => void takeSample(sample, chunk), malformed: () => undefined };
  await reader.read(path, shape, { from: 0, to: SAMPLE_BYTES }, sink, { ...context, report: () => undefined });
  return sample;
}

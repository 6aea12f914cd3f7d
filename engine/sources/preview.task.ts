import { createRowMasker, createSemanticDetector, maskKindOf, type Semantics } from '../semantics/index.ts';

export interface MaskPreviewInput {
  readonly names: readonly string[];
  /** Row-major. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface MaskPreviewOutput {
  readonly semantics: readonly { readonly semantic: string | null; readonly sensitive: boolean }[];
  readonly rows: (string | null)[][];
}

/** Worker task `sources.maskPreview`: what the columns mean by their names and first values, and the rows masked by it. */
export function maskPreview({ names, rows }: MaskPreviewInput, semantics: Semantics): MaskPreviewOutput {
  const found = names.map((name, c) => {
    const detector = createSemanticDetector(semantics, name);
    for (const row of rows) detector.add(row[c] ?? null);
    const { semantic } = detector.result();
    return { name, semantic };
  });
  const masker = createRowMasker(found);
  return {
    semantics: found.map(({ semantic }) => ({ semantic, sensitive: maskKindOf(semantic) !== 'none' })),
    rows: rows.map((row) => [...masker(row)]),
  };
}

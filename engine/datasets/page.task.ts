import type { TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { createRowMasker, maskValue } from '../semantics/index.ts';
import { type BatchFile, type Facet, type Filter, openBatch, type Page, type PageQuery, pageTask, type Trait } from '../table/index.ts';

/** Rows that a rule (or any rule) of a quality run found. */
export interface FindingFilter {
  readonly path: string;
  readonly key: Uint8Array;
  readonly rule: string | null;
  /** Where the file numbers the rows of several batches through: how many stand before those of this one. */
  readonly before: number;
}

/** What is shown in the clear: whole columns or single cells; everything else that is sensitive is masked before it leaves the worker. */
export interface Revealed {
  readonly columns: readonly number[];
  readonly cells: readonly { readonly row: number; readonly column: number | null }[];
  /** Columns are shown in these rows only; left out: in all. */
  readonly within?: { readonly first: number; readonly last: number };
}

export interface MaskedPageInput {
  readonly file: BatchFile;
  readonly query: PageQuery;
  readonly findings: readonly FindingFilter[];
  readonly revealed: Revealed;
}

/** Row numbers that a findings file names, rising; given by the module that writes such files. */
export type FindingRows = (filter: FindingFilter) => readonly number[];

/** What filters need that this module does not know itself. */
export interface Outside {
  readonly rowsOf: FindingRows;
  readonly traits: Readonly<Record<string, Trait>>;
}

const text = (value: SqlValue): string | null => (value === null ? null : String(value));

/** Masks the sensitive columns of a page, row by row, because a birth date beside a masked id would give the id away. */
export function maskPage(file: BatchFile, page: Page, revealed: Revealed): Page {
  const masker = createRowMasker(file.columns.map(({ name, semantic }) => ({ name, semantic })));
  const clear = new Set(revealed.columns);
  const { first, last } = revealed.within ?? { first: 1, last: file.rowCount };
  const columns = page.columns.map((column) => [...column]);
  page.rows.forEach((row, r) => {
    const original = page.columns.map((column) => column[r] ?? null);
    const masked = masker(original.map(text));
    masked.forEach((value, c) => {
      const shown =
        (clear.has(c) && row >= first && row <= last) ||
        revealed.cells.some((cell) => cell.row === row && (cell.column === null || cell.column === c));
      const target = columns[c];
      if (!shown && target && value !== text(original[c] ?? null)) target[r] = value;
    });
  });
  return { ...page, columns };
}

const asFilters = (findings: readonly FindingFilter[], rowsOf: FindingRows): Filter[] =>
  findings.map((f) => ({ op: 'rows', rows: rowsOf(f) }));

/** Worker task `datasets.page`: a page of all columns, masked. */
export function maskedPage(input: MaskedPageInput, context: TaskContext, { rowsOf, traits }: Outside): Page {
  const filter = [...(input.query.filter ?? []), ...asFilters(input.findings, rowsOf)];
  const page = pageTask({ file: input.file, query: { ...input.query, filter } }, context, traits);
  return maskPage(input.file, page, input.revealed);
}

export interface MaskedFacetInput {
  readonly file: BatchFile;
  readonly column: number;
  readonly limit: number;
  readonly filter: readonly Filter[];
  readonly findings: readonly FindingFilter[];
  readonly search: string;
  readonly revealed: boolean;
}

/** Worker task `datasets.facet`: the most frequent values of a column, masked. */
export function maskedFacet(input: MaskedFacetInput, { rowsOf, traits }: Outside): Facet {
  const filter: Filter[] = [...input.filter, ...asFilters(input.findings, rowsOf)];
  if (input.search !== '') filter.push({ op: 'contains', column: input.column, text: input.search });
  const reader = openBatch(input.file).use(traits);
  try {
    const facet = reader.facet(input.column, input.limit, filter);
    const semantic = input.file.columns[input.column]?.semantic ?? null;
    if (input.revealed || semantic === null) return facet;
    return {
      ...facet,
      values: facet.values.map(({ value, count }) => ({ value: value === null ? null : maskValue(semantic, String(value)), count })),
    };
  } finally {
    reader.close();
  }
}

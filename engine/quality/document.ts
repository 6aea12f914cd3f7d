import type { ErrorParams } from '../../contract/errors.ts';
import type { Dimension, Severity } from '../rules/index.ts';
import type { BatchFile } from '../table/batch-file.ts';
import type { CheckRun } from './check.ts';
import { readCells } from './group.ts';
import type { RuleResult, RuleStatus } from './result.ts';
import { firstRows, rowsOf } from './runs.ts';

/** Hides a value of a sensitive column; the row's other values are known to the caller, not to us. */
export type Mask = (column: string, value: string) => string;

/** `check --json` (`cli.md`). */
export interface CheckDocument {
  readonly rows: number;
  readonly score: { readonly total: number | null; readonly dimensions: Readonly<Record<Dimension, number | null>> };
  readonly success: boolean;
  readonly results: readonly {
    readonly rule: string;
    readonly kind: string;
    readonly columns: readonly string[];
    readonly dimension: Dimension;
    readonly severity: Severity;
    readonly evaluated: number;
    readonly skipped: number;
    readonly failed: number;
    readonly ratio: number | null;
    readonly threshold: number;
    readonly observed: unknown;
    readonly status: RuleStatus;
    readonly success: boolean;
    readonly sample: readonly { readonly row: number; readonly value: string | null }[];
    readonly error: { readonly code: string; readonly params: ErrorParams } | null;
    readonly note: string | null;
  }[];
}

const SAMPLE_ROWS = 5;

/** The document of `check --json`; sample values go through `mask`. */
export function checkDocument(run: CheckRun, batch: BatchFile, mask: Mask): CheckDocument {
  return {
    rows: run.rowCount,
    score: { total: run.score.total, dimensions: run.score.dimensions },
    success: run.success,
    results: run.results.map((r) => ({
      rule: r.rule,
      kind: r.kind,
      columns: r.columns,
      dimension: r.dimension,
      severity: r.severity,
      evaluated: r.evaluated,
      skipped: r.skipped,
      failed: r.failed,
      ratio: r.ratio,
      threshold: r.threshold,
      observed: r.observed,
      status: r.status,
      success: r.success,
      sample: sampleOf(r, batch, mask),
      error: r.error,
      note: r.note,
    })),
  };
}

function sampleOf(result: RuleResult, batch: BatchFile, mask: Mask): readonly { readonly row: number; readonly value: string | null }[] {
  const rows = firstRows(result.findings, SAMPLE_ROWS);
  if (rows.length === 0) return [];
  const cells = readCells(batch, result.columns, rows);
  return rows.map((row, i) => ({ row, value: shown(result.columns, cells[i] ?? [], mask) }));
}

/** The value of a finding as text: the cell of a one-column rule, the cells side by side of others; null when there is none. */
export function shown(columns: readonly string[], cells: readonly unknown[], mask: Mask): string | null {
  const texts = columns.map((column, i) => {
    const cell = cells[i];
    if (cell === null || cell === undefined) return null;
    return mask(column, typeof cell === 'string' ? cell : JSON.stringify(cell));
  });
  if (columns.length === 1) return texts[0] ?? null;
  return texts.length === 0 ? null : texts.map((t) => t ?? '').join(' | ');
}

/** A line of the findings list; `column` is null for rules over several columns. The reason's words are in the kind's `text`. */
export interface FindingLine {
  readonly rule: string;
  readonly row: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: { readonly code: string; readonly params: Readonly<Record<string, string | number | boolean | null>> };
}

const PAGE = 5_000;

/** Every finding of a run, rule by rule in row order, with masked values; reads the batch a page at a time. */
export function* eachFinding(results: readonly RuleResult[], batch: BatchFile, mask: Mask): Generator<FindingLine> {
  for (const result of results) {
    for (const chunk of result.findings) {
      const rows = [...rowsOf(chunk)];
      for (let i = 0; i < rows.length; i += PAGE) yield* linesOf(result, batch, rows.slice(i, i + PAGE), mask);
    }
  }
}

/** The finding lines of given rows of a rule; for pages of the grid. */
export function linesOf(
  result: Pick<RuleResult, 'rule' | 'kind' | 'columns' | 'column' | 'reason'>,
  batch: BatchFile,
  rows: readonly number[],
  mask: Mask,
): readonly FindingLine[] {
  const { column } = result;
  const columns = column === null ? result.columns : [column];
  const cells = readCells(batch, columns, rows);
  return rows.map((row, i) => {
    const value = shown(columns, cells[i] ?? [], mask);
    const first = cells[i]?.[0];
    const length: FindingLine['reason']['params'] =
      result.kind === 'value-length' && first !== null && first !== undefined ? { length: Array.from(String(first)).length } : {};
    return { rule: result.rule, row, column, value, reason: { code: `rule.${result.kind}`, params: { ...result.reason, ...length } } };
  });
}

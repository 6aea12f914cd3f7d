import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/methods/quality.ts';
import { createRowMasker } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { type FindingRule, type Findings, openFindings } from './findings.ts';
import { readCells } from './group.ts';

/** Findings of some rules of a run, in the order of the rules and then of the rows. */
export interface FindingsQuery {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array | null;
  /** Which rules; null: all. */
  readonly rules: readonly string[] | null;
  readonly offset: number;
  readonly limit: number;
  /** 0-based columns that are shown in the clear. */
  readonly clearColumns: readonly number[];
}

export type FindingRow = Omit<Finding, 'severity'>;

/** Worker task `quality.findings`: a page of findings with their values, masked. */
export function findingsPage(input: FindingsQuery, context: TaskContext): { readonly total: number; readonly rows: readonly FindingRow[] } {
  const findings = openFindings(input.path, input.key);
  try {
    const rules = findings.rules.filter((r) => input.rules === null || input.rules.includes(r.id));
    const total = rules.reduce((sum, r) => sum + r.count, 0);
    const rows: FindingRow[] = [];
    let before = 0;
    for (const rule of rules) {
      context.throwIfCancelled();
      const from = Math.max(0, input.offset - before);
      const wanted = input.limit - rows.length;
      if (from < rule.count && wanted > 0) rows.push(...rowsOfRule(input, findings, rule, from, wanted));
      before += rule.count;
    }
    return { total, rows };
  } finally {
    findings.close();
  }
}

/** A rule's findings with the value of its column: masked within its row, as the grid would show it. */
function rowsOfRule(input: FindingsQuery, findings: Findings, rule: FindingRule, offset: number, limit: number): FindingRow[] {
  const numbers = findings.rows(rule.index, offset, limit);
  const { columns } = input.batch;
  const column = rule.columns[0] ?? null;
  const at = columns.findIndex((c) => c.name === column);
  const reason = { code: rule.kind, params: rule.reason };
  if (at < 0) return numbers.map((row) => ({ rule: rule.id, kind: rule.kind, row, column: null, value: null, reason }));
  const masker = createRowMasker(columns.map(({ name, semantic }) => ({ name, semantic })));
  const clear = input.clearColumns.includes(at);
  const cells = readCells(
    input.batch,
    columns.map((c) => c.name),
    numbers,
  );
  return numbers.map((row, i) => {
    const plain = (cells[i] ?? []).map((value) => (value === null ? null : String(value)));
    return { rule: rule.id, kind: rule.kind, row, column, value: (clear ? plain : masker(plain))[at] ?? null, reason };
  });
}

/** Row numbers that a findings file names, rising. */
export function findingRows(filter: { readonly path: string; readonly key: Uint8Array; readonly rule: string | null }): readonly number[] {
  const findings = openFindings(filter.path, filter.key);
  try {
    const rules = findings.rules.filter((r) => filter.rule === null || r.id === filter.rule);
    if (filter.rule !== null && rules.length === 0) throw new JiadiError('not-found', { what: 'rule', name: filter.rule });
    const rows = new Set<number>();
    for (const rule of rules) for (const row of findings.each(rule.index)) rows.add(row);
    return [...rows].sort((a, b) => a - b);
  } finally {
    findings.close();
  }
}

import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Finding } from '../../contract/methods/findings.ts';
import { type FindingFilter, maskPage, type Revealed } from '../datasets/index.ts';
import { type FindingRule, openFindings } from './findings.ts';
import { openFailing } from './failing.ts';
import type { RowSet } from './row-set.ts';
import { readCells } from './group.ts';
import { type RecordView, restriction } from './records.task.ts';

/** Findings of some rules of a run, in the order of the rules and then of the rows. */
export interface FindingsQuery extends RecordView {
  readonly offset: number;
  readonly limit: number;
  readonly revealed: Revealed;
}

export type FindingRow = Omit<Finding, 'severity'>;

/** Worker task `quality.findings`: a page of findings with their values, masked. */
export function findingsPage(input: FindingsQuery, context: TaskContext): { readonly total: number; readonly rows: readonly FindingRow[] } {
  const failing = openFailing(input.path, input.key, input.batch.rowCount);
  const findings = openFindings(input.path, input.key);
  try {
    const among = restriction(input, context);
    const rows: FindingRow[] = [];
    let before = 0;
    for (const rule of findings.rules.filter((r) => input.rules.includes(r.id))) {
      context.throwIfCancelled();
      const count = among ? failing.count(rule.index, among) : rule.count;
      const from = Math.max(0, input.offset - before);
      const wanted = input.limit - rows.length;
      const numbers = (set: RowSet | null): readonly number[] =>
        set
          ? [
              ...failing
                .rows([rule.index])
                .and(set)
                .list()
                .subarray(from, from + wanted),
            ]
          : findings.rows(rule.index, from, wanted);
      if (from < count && wanted > 0) rows.push(...rowsOfRule(input, rule, numbers(among)));
      before += count;
    }
    return { total: before, rows };
  } finally {
    findings.close();
    failing.close();
  }
}

/** A rule's findings with the value of its column: masked within its row, as the grid would show it. */
function rowsOfRule(input: FindingsQuery, rule: FindingRule, numbers: readonly number[]): FindingRow[] {
  const { columns } = input.batch;
  const column = rule.columns[0] ?? null;
  const at = columns.findIndex((c) => c.name === column);
  const reason = { code: rule.kind, params: rule.reason };
  if (at < 0) return numbers.map((row) => ({ rule: rule.id, kind: rule.kind, row, column: null, value: null, reason }));
  const cells = readCells(
    input.batch,
    columns.map((c) => c.name),
    numbers,
  );
  const page = { rows: numbers, total: numbers.length, columns: columns.map((_, c) => cells.map((row) => row[c] ?? null)) };
  const values = maskPage(input.batch, page, input.revealed).columns[at] ?? [];
  return numbers.map((row, i) => {
    const value = values[i] ?? null;
    return { rule: rule.id, kind: rule.kind, row, column, value: value === null ? null : String(value), reason };
  });
}

/** Row numbers that a findings file names, rising. */
export function findingRows(filter: FindingFilter): readonly number[] {
  const findings = openFindings(filter.path, filter.key);
  try {
    const rules = findings.rules.filter((r) => filter.rule === null || r.id === filter.rule);
    if (filter.rule !== null && rules.length === 0) throw new JiadiError('not-found', { what: 'rule', name: filter.rule });
    const rows = new Set<number>();
    for (const rule of rules) for (const row of findings.each(rule.index)) rows.add(row);
    const own = filter.before === 0 ? [...rows] : [...rows].flatMap((row) => (row > filter.before ? [row - filter.before] : []));
    return own.sort((a, b) => a - b);
  } finally {
    findings.close();
  }
}

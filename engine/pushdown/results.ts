import { JiadiError } from '../../contract/errors.ts';
import type { Cell } from '../intake/index.ts';
import { failedResult, type RuleResult } from '../quality/index.ts';
import { ruleError } from '../rules/index.ts';
import type { SourceCheckRun, SourceFinding } from './model.ts';
import type { SourceItem } from './plan.ts';
import { fetchedOf, type ServerTable } from './table.ts';

/** Failing rows that are kept of a rule. */
export const SAMPLE_ROWS = 100;

/** True for rules that have rows as findings. */
export function namesRows({ bound, result, own }: Pick<SourceItem, 'bound' | 'result' | 'own'>): boolean {
  const whole = bound.grain === 'cell' || bound.grain === 'row' || (own !== null && own.fails !== null);
  const rows = whole || (bound.grain === 'group' && typeof bound.judge !== 'function');
  return rows && (result?.failed ?? 0) > 0;
}

/** What is read of a failing row: its key, then the rule's columns. */
export function shownColumns(table: ServerTable, item: SourceItem): readonly string[] {
  const own = item.bound.columns.map((name) => table.columns.find((c) => c.name === name));
  return [...table.key, ...own].map((column) => (column ? fetchedOf(column) : 'NULL'));
}

export function findingOf(table: ServerTable, cells: readonly Cell[]): SourceFinding {
  const texts = cells.map((cell) => (cell === null ? null : String(cell)));
  return { key: texts.slice(0, table.key.length), cells: texts.slice(table.key.length) };
}

/** What is known of a table for those who show its rows. */
export function aboutOf(table: ServerTable): Pick<SourceCheckRun, 'key' | 'columns'> {
  return { key: table.key.map(({ name }) => name), columns: table.columns.map(({ name, semantic }) => ({ name, semantic })) };
}

/** In the order of the key, so that the same rows are shown each time. */
export function inKeyOrder(table: ServerTable, select: string): string {
  return table.key.length === 0 ? select : `${select} ORDER BY ${table.key.map((_, i) => i + 1).join(', ')}`;
}

/** The cells of the rule's own columns among those it reads. */
export function ownCells(item: SourceItem, cells: readonly Cell[]): readonly Cell[] {
  return item.bound.columns.map((name) => cells[item.columns.findIndex((c) => c.name === name)] ?? null);
}

/** The result of a rule whose statement took longer than the connection allows. */
export function tooSlow({ spec, bound }: SourceItem, error: JiadiError): RuleResult {
  return failedResult(spec, bound, { code: 'in-place-slow', params: { seconds: error.params['seconds'] ?? 0 } });
}

/** The error of a rule that could not be answered; what stops the whole check travels on. */
export function errorOf(item: SourceItem, error: unknown): RuleResult {
  if (error instanceof JiadiError && error.code === 'source-slow') return tooSlow(item, error);
  if (error instanceof JiadiError && (error.code === 'cancelled' || error.code.startsWith('source-'))) throw error;
  return failedResult(item.spec, item.bound, ruleError(error));
}

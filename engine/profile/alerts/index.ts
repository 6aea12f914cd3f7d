/** Alerts: what a person should look at in a profile, each with its evidence, its rows and a next step. A new kind is an entry in one of the lists and its words. */
import { toldOf } from '../masking.ts';
import type { ColumnProfile, TableProfile } from '../model.ts';
import type { TableStructure } from '../structure/index.ts';
import { rangeAlerts, valueAlerts } from './columns.ts';
import { type Alert, type AlertCode, alertCodes, type AlertContext, type AlertStep, type Finding } from './kind.ts';
import { tableAlerts } from './tables.ts';

export { type Alert, type AlertCode, alertCodes, type AlertStep } from './kind.ts';

/** The alerts of a profile, the gravest first; `hidden` says of which columns no value may be told. */
export function alertsOf(
  table: TableProfile,
  structure: TableStructure | null,
  today: string,
  hidden: (column: ColumnProfile) => boolean,
): readonly Alert[] {
  if (table.rowCount === 0) return [];
  const context: AlertContext = { table, structure, today, hidden, told: (column) => (hidden(column) ? toldOf(column) : column) };
  const found: Alert[] = [];
  const add = (code: AlertCode, step: AlertStep, column: string | null, finding: Finding | null): void => {
    if (!finding || finding.count <= 0) return;
    const { count, params = {}, filter = null, rule = null } = finding;
    found.push({ code, column, count, params, filter, rule, step, weight: alertCodes.length - alertCodes.indexOf(code) });
  };
  for (const column of table.columns) {
    if (column.nulls === table.rowCount) add('empty', 'ask', column.name, { count: table.rowCount });
    else for (const kind of [...valueAlerts, ...rangeAlerts]) add(kind.code, kind.step, column.name, kind.find(column, context));
  }
  for (const kind of tableAlerts) for (const finding of kind.find(context)) add(kind.code, kind.step, finding.column, finding);
  return found.toSorted((a, b) => b.weight - a.weight || b.count - a.count);
}

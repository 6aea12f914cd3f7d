import type { Reader } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { issueMethods } from '../../contract/methods/issues.ts';
import type { CommandContext, ModuleHandlers, QueryContext } from '../context.ts';
import { getBatchParts, getDataset, latestBatch, listDatasets } from '../datasets/index.ts';
import { knownYears } from './calendar.ts';
import { defaultDays, dueDay, ownDays, setDueRule } from './due.ts';
import { ofDataset, ofTable, type Subject } from './model.ts';
import { listTables, setUnitColumn, unitColumnOf } from './store.ts';

const datasetColumns = (reader: Reader, dataset: string): string[] => {
  const batch = latestBatch(reader, dataset);
  return batch === null ? [] : getBatchParts(reader, batch).columns.map(({ name }) => name);
};

function columnsOf({ reader }: Pick<QueryContext, 'reader'>, { dataset, table }: Subject) {
  if (dataset !== null) return { name: getDataset(reader, dataset).name, columns: datasetColumns(reader, dataset) };
  const found = listTables(reader).find(({ id }) => id === table);
  if (!found) throw new JiadiError('not-found', { what: 'source', name: table ?? '' });
  return found;
}

function chooseUnitColumn(context: CommandContext, of: Subject, column: string | null): void {
  const { name, columns } = columnsOf(context, of);
  if (column !== null && columns.length > 0 && !columns.includes(column)) throw new JiadiError('column-not-found', { column });
  setUnitColumn(context.writer, of, column);
  context.audit(name, { unitColumn: column });
}

/** Due days, the calendar, and which column of a dataset or table names the responsible unit. */
export const issueSettings: ModuleHandlers<Pick<typeof issueMethods, 'issues.settings' | 'issues.configure' | 'issues.setUnitColumn'>> = {
  'issues.settings': (_, context) => ({
    days: defaultDays(context.reader),
    dueDay: dueDay(context),
    years: [...knownYears],
    calendar: ownDays(context.reader),
    unitColumns: [
      ...listDatasets(context.reader).map(({ id, name }) => ({
        ...ofDataset(id),
        subject: name,
        column: unitColumnOf(context.reader, ofDataset(id)),
        columns: datasetColumns(context.reader, id),
      })),
      ...listTables(context.reader).map(({ id, name, unitColumn, columns }) => ({
        ...ofTable(id),
        subject: name,
        column: unitColumn,
        columns: [...columns],
      })),
    ],
  }),
  'issues.configure': ({ days, calendar }, context) => {
    setDueRule(context.writer, days, calendar);
    context.audit('issues', { days, calendar: calendar.length });
    return {};
  },
  'issues.setUnitColumn': ({ column, ...of }, context) => {
    chooseUnitColumn(context, 'dataset' in of ? ofDataset(of.dataset) : ofTable(of.table), column);
    return {};
  },
};

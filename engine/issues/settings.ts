import { JiadiError } from '../../contract/errors.ts';
import type { issueMethods } from '../../contract/methods/issues.ts';
import type { CommandContext, ModuleHandlers, QueryContext } from '../context.ts';
import { getBatchParts, getDataset, latestBatch, listDatasets } from '../datasets/index.ts';
import { knownYears } from './calendar.ts';
import { defaultDays, dueDay, ownDays, setDueRule } from './due.ts';
import { setUnitColumn, unitColumnOf } from './store.ts';

const columnsOf = ({ reader }: Pick<QueryContext, 'reader'>, dataset: string): string[] => {
  const batch = latestBatch(reader, dataset);
  return batch === null ? [] : getBatchParts(reader, batch).columns.map(({ name }) => name);
};

function chooseUnitColumn(context: CommandContext, dataset: string, column: string | null): void {
  const { name } = getDataset(context.reader, dataset);
  const columns = columnsOf(context, dataset);
  if (column !== null && columns.length > 0 && !columns.includes(column)) throw new JiadiError('column-not-found', { column });
  setUnitColumn(context.writer, dataset, column);
  context.audit(name, { unitColumn: column });
}

/** Due days, the calendar, and which column of a dataset names the responsible unit. */
export const issueSettings: ModuleHandlers<Pick<typeof issueMethods, 'issues.settings' | 'issues.configure' | 'issues.setUnitColumn'>> = {
  'issues.settings': (_, context) => ({
    days: defaultDays(context.reader),
    dueDay: dueDay(context),
    years: [...knownYears],
    calendar: ownDays(context.reader),
    unitColumns: listDatasets(context.reader).map(({ id, name }) => ({
      dataset: id,
      datasetName: name,
      column: unitColumnOf(context.reader, id),
      columns: columnsOf(context, id),
    })),
  }),
  'issues.configure': ({ days, calendar }, context) => {
    setDueRule(context.writer, days, calendar);
    context.audit('issues', { days, calendar: calendar.length });
    return {};
  },
  'issues.setUnitColumn': ({ dataset, column }, context) => {
    chooseUnitColumn(context, dataset, column);
    return {};
  },
};

import { JiadiError } from '../../contract/errors.ts';
import type { QueryContext } from '../context.ts';
import { batchFileOf, findingsFile, getDataset } from '../datasets/index.ts';
import { getShares, ofDataset, unitColumnOf } from '../issues/index.ts';
import { getRun } from '../quality/index.ts';
import type { IssueRow } from '../issues/index.ts';
import type { SheetColumns } from './model.ts';
import type { IssueRows } from './rows.ts';

/** The dataset of an issue; an issue of a table that is checked in place has none, and no sheets. */
export function datasetOf({ dataset, number }: Pick<IssueRow, 'dataset' | 'number'>): string {
  if (dataset === null) throw new JiadiError('rework-in-place', { issue: number });
  return dataset;
}

/** Where the failing rows of an issue lie in one of its runs. */
export function rowsOfIssue(context: QueryContext, issue: IssueRow, run: string): IssueRows & { readonly batchId: string } {
  const dataset = datasetOf(issue);
  const { batch } = getRun(context.reader, run);
  return {
    batchId: batch,
    batch: batchFileOf(context.workspace, context.reader, batch),
    ...findingsFile(context, run),
    rule: issue.rule,
    unitColumn: issue.share === null ? null : unitColumnOf(context.reader, ofDataset(dataset)),
    share: issue.share,
    others: getShares(context.reader, run, issue.rule).flatMap(({ share }) => (share === '' ? [] : [share])),
  };
}

const SHOWN_WITHOUT_KEY = 3;

/** What a sheet shows where nobody chose: the key of the dataset, or else its first columns; and the columns of the rule to be corrected. */
export function columnsFor(
  context: QueryContext,
  issue: IssueRow,
  { batch }: IssueRows,
  wanted: readonly string[] | undefined,
): SheetColumns {
  const names = batch.columns.map(({ name }) => name);
  const asked = issue.columns.filter((column) => names.includes(column));
  const { key } = getDataset(context.reader, datasetOf(issue));
  const usual = key.some((column) => names.includes(column))
    ? key
    : names.filter((name) => !asked.includes(name)).slice(0, SHOWN_WITHOUT_KEY);
  // what failed stands in a column of its own already
  return { shown: (wanted ?? usual).filter((name) => names.includes(name) && !asked.includes(name)), asked };
}

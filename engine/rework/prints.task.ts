import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { fingerprintOf } from '../issues/index.ts';
import { readCells } from '../quality/index.ts';
import { type IssueRows, issueRows } from './rows.ts';

/** Input of the task `rework.prints`. */
export interface PrintsInput {
  readonly from: IssueRows;
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** Only these rows; null: all failing rows of the issue. */
  readonly only: readonly number[] | null;
  readonly limit: number;
}

const ROWS_AT_ONCE = 2_000;

/** Worker task `rework.prints`: by what the failing rows of an issue are known again. */
export function printRows({ from, keyColumns, valueColumns, only, limit }: PrintsInput, context: TaskContext): readonly Uint8Array[] {
  const { rows } = issueRows(from);
  const failing = new Set(rows);
  const stranger = only?.find((row) => !failing.has(row));
  if (stranger !== undefined) throw new JiadiError('not-found', { what: 'finding', name: `${from.rule} #${stranger}` });
  const wanted = only ?? rows;
  if (wanted.length === 0) throw new JiadiError('waiver-needs-rows', { rule: from.rule });
  if (wanted.length > limit) throw new JiadiError('rework-too-many', { count: wanted.length, limit });
  const key = keyColumns.length > 0 ? keyColumns : from.batch.columns.map(({ name }) => name);
  const prints: Uint8Array[] = [];
  for (let done = 0; done < wanted.length; done += ROWS_AT_ONCE) {
    context.throwIfCancelled();
    for (const cells of readCells(from.batch, [...key, ...valueColumns], wanted.slice(done, done + ROWS_AT_ONCE)))
      prints.push(fingerprintOf(cells.slice(0, key.length), cells.slice(key.length)));
  }
  return prints;
}

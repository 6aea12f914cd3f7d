import { JiadiError } from '../../contract/errors.ts';
import type { ParsedInputOf } from '../../contract/method.ts';
import type { issueMethods, Waiver } from '../../contract/methods/issues.ts';
import type { JobContext } from '../context.ts';
import { getDataset } from '../datasets/index.ts';
import { getIssue, getWaiver, insertWaiver, noteOnIssue, todayOf, unitColumnOf, waiversOf } from '../issues/index.ts';
import { printsInPlace } from '../pushdown/index.ts';
import { rowsOfIssue } from './place.ts';
import type { PrintsInput } from './prints.task.ts';
import { getSheet, rowsAnswered } from './store.ts';

type Request = ParsedInputOf<(typeof issueMethods)['waivers.ask']>;

/** Rows that one waiver may name; more is a matter of the rule. */
const ROWS_MAX = 100_000;

/** Asks a checker to let failures pass: of the rule, of a unit, or of the rows that fail now. */
export async function askWaiver(request: Request, context: JobContext): Promise<Waiver> {
  const issue = getIssue(context.reader, request.issue);
  const { kind, until, reason } = request;
  // what is right is right in its rows; a rule that is wrong everywhere is to be changed
  const scope = kind === 'false-alarm' ? 'rows' : request.scope === 'unit' && issue.share === null ? 'rule' : request.scope;
  const today = todayOf(context);
  if ((kind === 'accepted-exception' && until === null) || (until !== null && until < today))
    throw new JiadiError('waiver-needs-day', { today });
  if (waiversOf(context.reader, issue.id).some(({ state }) => state === 'pending'))
    throw new JiadiError('already-exists', { name: issue.number });
  const { keyColumns, prints } = scope === 'rows' ? await printsOf(request, issue, context) : { keyColumns: [], prints: [] };
  return context.commit((command) => {
    const id = command.newId();
    insertWaiver(command.writer, {
      id,
      issue: issue.id,
      dataset: issue.dataset,
      table: issue.table,
      rule: issue.rule,
      kind,
      scope,
      share: scope === 'unit' ? issue.share : null,
      unitColumn: scope === 'unit' ? unitColumnOf(command.reader, issue) : null,
      keyColumns,
      valueColumns: issue.columns,
      prints,
      until,
      reason,
      byId: command.actor,
      at: command.nowIso(),
    });
    noteOnIssue(command, issue.id, 'waiver-asked', reason, { failed: scope === 'rows' ? prints.length : null });
    command.audit(issue.number, { kind, scope, until, rows: prints.length });
    return getWaiver(command.reader, id);
  });
}

async function printsOf(
  request: Request,
  issue: ReturnType<typeof getIssue>,
  context: JobContext,
): Promise<{ readonly keyColumns: readonly string[]; readonly prints: readonly Uint8Array[] }> {
  context.track(issue.number);
  if (issue.dataset === null) return await printsInPlace(issue, ROWS_MAX, context);
  const { key } = getDataset(context.reader, issue.dataset);
  const sheet = request.sheet === undefined ? null : getSheet(context.reader, request.sheet);
  const { batchId: _, ...from } = rowsOfIssue(context, issue, sheet?.run ?? issue.lastRun);
  const only = sheet ? rowsAnswered(context.reader, sheet.id, 'right') : (request.rows ?? null);
  const input: PrintsInput = { from, keyColumns: key, valueColumns: issue.columns, only, limit: ROWS_MAX };
  return { keyColumns: key, prints: await context.task<readonly Uint8Array[]>('rework.prints', input) };
}

import type { Issue } from '../../contract/methods/issues.ts';
import type { CommandContext } from '../context.ts';
import { dueByDefault, withDueDays } from './due.ts';
import { applyAct, type IssueAct, issueNumber, type IssueRow } from './model.ts';
import { appendEvent, countNumbered, findIssue, getIssue, getShares, type RuleFailure, saveIssue } from './store.ts';

/** One issue as people see it. */
export function seen(context: CommandContext, id: string): Issue {
  const [issue] = withDueDays(context, [getIssue(context.reader, id)]);
  return issue as Issue;
}

/** Loads, decides, saves, and notes the step: the shape of every act on an issue. */
export function act(id: string, what: IssueAct, comment: string, context: CommandContext): Issue {
  const next = applyAct(getIssue(context.reader, id), what, context.nowIso());
  saveIssue(context.writer, next);
  note(context, id, what.act, comment);
  context.audit(next.number, { act: what.act });
  return seen(context, id);
}

/** Notes a step that leaves the issue as it is. */
export function note(
  context: CommandContext,
  issue: string,
  what: string,
  comment: string,
  more: { readonly run?: string | null; readonly failed?: number | null; readonly byId?: string } = {},
): void {
  const { run = null, failed = null, byId = context.actor } = more;
  appendEvent(context.writer, issue, { at: context.nowIso(), byId, what, comment, run, failed });
}

/** Opens the issues of a failing rule: one for each unit that its rows name, or one for all of them. */
export function openIssues(context: CommandContext, failure: RuleFailure, unit: string, dueAt: string | null | undefined): Issue[] {
  const shares = getShares(context.reader, failure.run, failure.rule);
  const due = dueAt === undefined ? dueByDefault(context) : dueAt;
  if (shares.length === 0) return [openOne(context, failure, null, unit, due)];
  return shares.map(({ share, failed }) => openOne(context, { ...failure, failed }, share, share === '' ? unit : share, due));
}

function openOne(context: CommandContext, failure: RuleFailure, share: string | null, unit: string, dueAt: string | null): Issue {
  const nowIso = context.nowIso();
  const { run, of, rule, failed } = failure;
  const known = findIssue(context.reader, of, rule, share);
  const alreadySeen = known?.lastRun === run && known.state !== 'closed';
  const base = known && !alreadySeen ? applyAct(known, { act: 'fail-again', run, failed }, nowIso) : known;
  const issue: IssueRow = base
    ? { ...base, state: 'assigned', resolution: null, unit, dueAt, updatedAt: nowIso }
    : { ...newIssue(context, failure), share, state: 'assigned', unit, dueAt };
  saveIssue(context.writer, issue);
  note(context, issue.id, known ? 'assign' : 'open', '', { run, failed });
  return seen(context, issue.id);
}

function newIssue(context: CommandContext, failure: RuleFailure): Omit<IssueRow, 'state' | 'unit' | 'dueAt' | 'share'> {
  const nowIso = context.nowIso();
  const month = issueNumber(nowIso, 0).slice(0, -3);
  const { of, rule, kind, columns, severity, failed, run } = failure;
  return {
    id: context.newId(),
    number: issueNumber(nowIso, countNumbered(context.reader, month) + 1),
    ...of,
    subject: '',
    rule,
    kind,
    columns: [...columns],
    severity,
    failed,
    occurrences: 1,
    firstRun: run,
    lastRun: run,
    resolution: null,
    waiver: null,
    updatedAt: nowIso,
  };
}

import type { issueMethods } from '../../contract/methods/issues.ts';
import type { ModuleHandlers } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { act, note, openIssues, seen } from './acts.ts';
import { waiverHandlers } from './deciding.ts';
import { withDueDays } from './due.ts';
import { exportIssues } from './export.ts';
import { issueSettings } from './settings.ts';
import { getFailure, getIssue, listIssues } from './store.ts';

export { act as actOnIssue, note as noteOnIssue } from './acts.ts';
export { type RunForIssues, updateIssuesAfterRun } from './after-run.ts';
export { todayOf, withDueDays } from './due.ts';
export { cellText, fingerprintOf, printText } from './fingerprint.ts';
export { type IssueRow, ofDataset, ofTable, type Subject } from './model.ts';
export { failuresByShare, getIssue, getShares, listEvents, listIssues, unitColumnOf } from './store.ts';
export { type ActiveWaiver, activeWaivers, getWaiver, insertWaiver, waiversOf } from './waivers.ts';

type Own = Exclude<keyof typeof issueMethods, `rework.${string}` | 'waivers.ask' | 'issues.get'>;

/** Findings of a rule, assigned to a unit, fixed, and checked again with the next batch. */
export const issues: ModuleHandlers<Pick<typeof issueMethods, Own>> = {
  ...issueSettings,
  ...waiverHandlers,
  'issues.list': (filter, context) => withDueDays(context, listIssues(context.reader, filter)),
  'issues.open': ({ run, rules, unit, dueAt }, context) => {
    const opened = rules.flatMap((rule) => openIssues(context, getFailure(context.reader, run, rule), unit, dueAt));
    const subject = opened.map((i) => i.number).join(' ');
    recordEvent(context, { stage: 'maintain', kind: 'issue.open', dataset: opened[0]?.dataset ?? null, unit, subject });
    context.audit(subject, { unit });
    return opened;
  },
  'issues.assign': ({ issues: list, unit, dueAt, comment }, context) => {
    const done = list.map((id) => act(id, { act: 'assign', unit: unit ?? getIssue(context.reader, id).unit, dueAt }, comment, context));
    context.audit(done.map(({ number }) => number).join(' '), { act: 'assign', ...(unit === undefined ? {} : { unit }) });
    return done;
  },
  'issues.claim': ({ issue, comment }, context) => act(issue, { act: 'claim' }, comment, context),
  'issues.return': ({ issue, comment }, context) => act(issue, { act: 'return' }, comment, context),
  'issues.markFixed': ({ issue, comment }, context) => act(issue, { act: 'mark-fixed' }, comment, context),
  'issues.close': ({ issue, resolution, comment }, context) => {
    const closed = act(issue, { act: 'close', resolution }, comment, context);
    recordEvent(context, { stage: 'maintain', kind: 'issue.close', dataset: closed.dataset, unit: closed.unit, subject: closed.number });
    return closed;
  },
  'issues.reopen': ({ issue, comment }, context) => act(issue, { act: 'reopen' }, comment, context),
  'issues.comment': ({ issue, comment }, context) => {
    note(context, issue, 'comment', comment);
    context.audit(getIssue(context.reader, issue).number);
    return seen(context, issue);
  },
  'issues.export': exportIssues,
};

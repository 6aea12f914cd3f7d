import type { Issue, issueMethods } from '../../contract/methods/issues.ts';
import type { CommandContext, ModuleHandlers } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { actsAfterRun, applyAct, type IssueAct, issueNumber } from './model.ts';
import {
  appendEvent,
  countNumbered,
  findIssue,
  getFailure,
  getIssue,
  insertFailure,
  listEvents,
  listIssues,
  type RuleFailure,
  saveIssue,
} from './store.ts';

export { listIssues } from './store.ts';

/** Loads, decides, saves, and notes the step: the shape of every act on an issue. */
function act(id: string, what: IssueAct, comment: string, context: CommandContext): Issue {
  const next = applyAct(getIssue(context.reader, id), what, context.nowIso());
  saveIssue(context.writer, next);
  appendEvent(context.writer, id, { at: next.updatedAt, byId: context.actor, what: what.act, comment, run: null, failed: null });
  context.audit(next.number, { act: what.act });
  return next;
}

/** Findings of a rule, assigned to a unit, fixed, and checked again with the next batch. */
export const issues: ModuleHandlers<typeof issueMethods> = {
  'issues.list': (filter, { reader }) => listIssues(reader, filter),
  'issues.get': ({ issue }, { reader }) => ({ issue: getIssue(reader, issue), events: listEvents(reader, issue) }),
  'issues.open': ({ run, rules, unit, dueAt }, context) => {
    const opened = rules.map((rule) => openOne(context, getFailure(context.reader, run, rule), unit, dueAt));
    recordEvent(context, {
      stage: 'maintain',
      kind: 'issue.open',
      dataset: opened[0]?.dataset ?? null,
      unit,
      subject: opened.map((i) => i.number).join(' '),
    });
    context.audit(opened.map((i) => i.number).join(' '), { unit });
    return opened;
  },
  'issues.assign': ({ issue, unit, dueAt, comment }, context) => act(issue, { act: 'assign', unit, dueAt }, comment, context),
  'issues.markFixed': ({ issue, comment }, context) => act(issue, { act: 'mark-fixed' }, comment, context),
  'issues.close': ({ issue, resolution, comment }, context) => {
    const closed = act(issue, { act: 'close', resolution }, comment, context);
    recordEvent(context, { stage: 'maintain', kind: 'issue.close', dataset: closed.dataset, unit: closed.unit, subject: closed.number });
    return closed;
  },
  'issues.reopen': ({ issue, comment }, context) => act(issue, { act: 'reopen' }, comment, context),
  'issues.comment': ({ issue, comment }, context) => {
    const found = getIssue(context.reader, issue);
    appendEvent(context.writer, issue, { at: context.nowIso(), byId: context.actor, what: 'comment', comment, run: null, failed: null });
    context.audit(found.number);
    return found;
  },
};

function openOne(context: CommandContext, failure: RuleFailure, unit: string, dueAt: string | null): Issue {
  const nowIso = context.nowIso();
  const { run, dataset, rule, failed } = failure;
  const known = findIssue(context.reader, dataset, rule);
  const alreadySeen = known?.lastRun === run && known.state !== 'closed';
  const base = known && !alreadySeen ? applyAct(known, { act: 'fail-again', run, failed }, nowIso) : known;
  const issue: Issue = base
    ? { ...base, state: 'assigned', resolution: null, unit, dueAt, updatedAt: nowIso }
    : { ...newIssue(context, failure), state: 'assigned', unit, dueAt };
  saveIssue(context.writer, issue);
  appendEvent(context.writer, issue.id, { at: nowIso, byId: context.actor, what: known ? 'assign' : 'open', comment: '', run, failed });
  return getIssue(context.reader, issue.id);
}

function newIssue(context: CommandContext, failure: RuleFailure): Omit<Issue, 'state' | 'unit' | 'dueAt'> {
  const nowIso = context.nowIso();
  const month = issueNumber(nowIso, 0).slice(0, -3);
  const { dataset, rule, kind, columns, severity, failed, run } = failure;
  return {
    id: context.newId(),
    number: issueNumber(nowIso, countNumbered(context.reader, month) + 1),
    dataset,
    datasetName: '',
    rule,
    kind,
    columns: [...columns],
    severity,
    failed,
    occurrences: 1,
    firstRun: run,
    lastRun: run,
    resolution: null,
    updatedAt: nowIso,
  };
}

/** A quality run as the issues need to know it. */
export interface RunForIssues {
  readonly id: string;
  readonly dataset: string;
  readonly results: readonly (Omit<RuleFailure, 'run' | 'dataset'> & { readonly status: string })[];
}

/** Keeps a run's failing rules and brings the dataset's issues up to date, in the run's own transaction. */
export function updateIssuesAfterRun(context: CommandContext, run: RunForIssues): void {
  const { writer } = context;
  for (const { status, ...result } of run.results) {
    if (status !== 'error' && result.failed > 0) insertFailure(writer, { ...result, run: run.id, dataset: run.dataset });
  }
  for (const { issue, act: what } of actsAfterRun(listIssues(context.reader, { dataset: run.dataset }), run)) {
    const next = applyAct(issue, what, context.nowIso());
    saveIssue(writer, next);
    const failed = what.act === 'fail-again' ? what.failed : 0;
    appendEvent(writer, issue.id, { at: next.updatedAt, byId: 'system', what: what.act, comment: '', run: run.id, failed });
  }
}

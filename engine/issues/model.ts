import { JiadiError } from '../../contract/errors.ts';
import type { Issue } from '../../contract/methods/issues.ts';

/** What can be done to an issue. */
export type IssueAct =
  | { readonly act: 'assign'; readonly unit: string; readonly dueAt: string | null }
  | { readonly act: 'mark-fixed' }
  | { readonly act: 'close'; readonly resolution: NonNullable<Issue['resolution']> }
  | { readonly act: 'reopen' }
  | { readonly act: 'fail-again'; readonly run: string; readonly failed: number }
  | { readonly act: 'pass-recheck'; readonly run: string };

/** The states in which an act makes sense. */
const allowedIn: Readonly<Record<IssueAct['act'], readonly Issue['state'][]>> = {
  assign: ['open', 'assigned'],
  'mark-fixed': ['open', 'assigned'],
  close: ['open', 'assigned', 'fixed'],
  reopen: ['fixed', 'closed'],
  'fail-again': ['open', 'assigned', 'fixed', 'closed'],
  'pass-recheck': ['open', 'assigned', 'fixed'],
};

/** The issue after an act; `state-changed` when somebody else was quicker and the act no longer fits. */
export function applyAct(issue: Issue, act: IssueAct, nowIso: string): Issue {
  if (!allowedIn[act.act].includes(issue.state)) throw new JiadiError('state-changed', { name: issue.number, state: issue.state });
  const next = { ...issue, updatedAt: nowIso };
  switch (act.act) {
    case 'assign':
      return { ...next, state: 'assigned', unit: act.unit, dueAt: act.dueAt };
    case 'mark-fixed':
      return { ...next, state: 'fixed' };
    case 'close':
      return { ...next, state: 'closed', resolution: act.resolution };
    case 'reopen':
      return { ...next, state: 'open', resolution: null };
    case 'pass-recheck':
      return { ...next, state: 'closed', resolution: 'passed-recheck', lastRun: act.run, failed: 0 };
    case 'fail-again':
      return failAgain(next, act);
  }
}

/** An accepted exception stays closed, whatever the next batch says; anything else that failed again is open again. */
function failAgain(issue: Issue, act: { readonly run: string; readonly failed: number }): Issue {
  const seen = { ...issue, lastRun: act.run, failed: act.failed, occurrences: issue.occurrences + 1 };
  if (issue.state === 'closed' && issue.resolution !== 'accepted-exception') return { ...seen, state: 'open', resolution: null };
  return issue.state === 'fixed' ? { ...seen, state: 'assigned' } : seen;
}

/** The number of the n-th issue of a month, as people quote it: `ZG-2611-007`. */
export function issueNumber(nowIso: string, n: number): string {
  return `ZG-${nowIso.slice(2, 4)}${nowIso.slice(5, 7)}-${String(n).padStart(3, '0')}`;
}

/** What a new quality run means for the issues of its dataset. */
export function actsAfterRun(
  issues: readonly Issue[],
  run: { readonly id: string; readonly results: readonly { readonly rule: string; readonly failed: number; readonly status: string }[] },
): readonly { readonly issue: Issue; readonly act: IssueAct }[] {
  const byRule = new Map(run.results.map((r) => [r.rule, r]));
  return issues.flatMap((issue): { issue: Issue; act: IssueAct }[] => {
    const result = byRule.get(issue.rule);
    // a rule that could not run says nothing about the data
    if (!result || result.status === 'error') return [];
    if (result.failed > 0) return [{ issue, act: { act: 'fail-again', run: run.id, failed: result.failed } }];
    return issue.state === 'closed' ? [] : [{ issue, act: { act: 'pass-recheck', run: run.id } }];
  });
}

import { JiadiError } from '../../contract/errors.ts';
import type { Issue } from '../../contract/methods/issues.ts';

/** An issue as it is stored; how many days are left is for whoever asks. */
export type IssueRow = Omit<Issue, 'dueDays'>;

/** What issues and waivers are of: a dataset, or a table that is checked in place. One of the two is null. */
export type Subject = Pick<Issue, 'dataset' | 'table'>;

export const ofDataset = (dataset: string): Subject => ({ dataset, table: null });
export const ofTable = (table: string): Subject => ({ dataset: null, table });

/** What can be done to an issue. */
export type IssueAct =
  | { readonly act: 'assign'; readonly unit: string; readonly dueAt: string | null }
  | { readonly act: 'claim' }
  | { readonly act: 'return' }
  | { readonly act: 'mark-fixed' }
  | { readonly act: 'close'; readonly resolution: NonNullable<Issue['resolution']> }
  | { readonly act: 'reopen' }
  | { readonly act: 'fail-again'; readonly run: string; readonly failed: number }
  | { readonly act: 'fail-waived'; readonly run: string; readonly failed: number }
  | { readonly act: 'pass-recheck'; readonly run: string };

const undone: readonly Issue['state'][] = ['open', 'assigned', 'working', 'returned', 'fixed'];

/** The states in which an act makes sense. */
const allowedIn: Readonly<Record<IssueAct['act'], readonly Issue['state'][]>> = {
  'assign': ['open', 'assigned', 'working', 'returned'],
  'claim': ['assigned', 'returned'],
  'return': ['assigned', 'working'],
  'mark-fixed': ['open', 'assigned', 'working', 'returned'],
  'close': undone,
  'reopen': ['fixed', 'closed'],
  'fail-again': [...undone, 'closed'],
  'fail-waived': [...undone, 'closed'],
  'pass-recheck': undone,
};

/** The issue after an act; `state-changed` when somebody else was quicker and the act no longer fits. */
export function applyAct(issue: IssueRow, act: IssueAct, nowIso: string): IssueRow {
  if (!allowedIn[act.act].includes(issue.state)) throw new JiadiError('state-changed', { name: issue.number, state: issue.state });
  const next = { ...issue, updatedAt: nowIso };
  switch (act.act) {
    case 'assign':
      return { ...next, state: 'assigned', unit: act.unit, dueAt: act.dueAt };
    case 'claim':
      return { ...next, state: 'working' };
    case 'return':
      return { ...next, state: 'returned' };
    case 'mark-fixed':
      return { ...next, state: 'fixed' };
    case 'close':
      return { ...next, state: 'closed', resolution: act.resolution };
    case 'reopen':
      return { ...next, state: 'open', resolution: null };
    case 'pass-recheck':
      return { ...next, state: 'closed', resolution: 'passed-recheck', lastRun: act.run, failed: 0 };
    case 'fail-waived':
      return { ...next, lastRun: act.run, failed: act.failed, occurrences: issue.occurrences + 1 };
    case 'fail-again':
      return failAgain(next, act);
  }
}

/** What failed again is to be done again. */
function failAgain(issue: IssueRow, act: { readonly run: string; readonly failed: number }): IssueRow {
  const seen = { ...issue, lastRun: act.run, failed: act.failed, occurrences: issue.occurrences + 1 };
  if (issue.state === 'closed') return { ...seen, state: 'open', resolution: null };
  return issue.state === 'fixed' ? { ...seen, state: 'working' } : seen;
}

/** The number of the n-th issue of a month, as people quote it: `ZG-2611-007`. */
export function issueNumber(nowIso: string, n: number): string {
  return `ZG-${nowIso.slice(2, 4)}${nowIso.slice(5, 7)}-${String(n).padStart(3, '0')}`;
}

/** What the issues need to know of a rule in a new run. */
export interface RuleOutcome {
  readonly rule: string;
  readonly failed: number;
  readonly status: string;
  /** Failing rows by the unit they name, where the dataset says which column names it. */
  readonly shares: ReadonlyMap<string, number> | null;
  /** True: a waiver covers all failures, or those of this unit. */
  readonly waived: (share: string | null) => boolean;
}

/** What a new run means for the issues of its dataset or table. */
export function actsAfterRun(
  issues: readonly IssueRow[],
  run: { readonly id: string; readonly results: readonly RuleOutcome[] },
): readonly { readonly issue: IssueRow; readonly act: IssueAct }[] {
  const byRule = new Map(run.results.map((r) => [r.rule, r]));
  return issues.flatMap((issue): { issue: IssueRow; act: IssueAct }[] => {
    const result = byRule.get(issue.rule);
    // a rule that could not run says nothing about the data
    if (!result || result.status === 'error') return [];
    const failed = failedOf(result, issue.share);
    // the rule failed, but nobody counted whose rows these are
    if (failed === null) return [];
    if (failed > 0) return [{ issue, act: { act: result.waived(issue.share) ? 'fail-waived' : 'fail-again', run: run.id, failed } }];
    return issue.state === 'closed' ? [] : [{ issue, act: { act: 'pass-recheck', run: run.id } }];
  });
}

function failedOf({ failed, shares }: RuleOutcome, share: string | null): number | null {
  if (share === null || failed === 0) return failed;
  return shares === null ? null : (shares.get(share) ?? 0);
}

import type { CommandContext } from '../context.ts';
import { note } from './acts.ts';
import { todayOf } from './due.ts';
import { actsAfterRun, applyAct, type RuleOutcome, type Subject } from './model.ts';
import { insertFailure, issuesOf, type RuleFailure, saveIssue } from './store.ts';
import { activeWaivers, outlivedWaivers, stopWaiver } from './waivers.ts';

/** A quality run as the issues need to know it. */
export interface RunForIssues {
  readonly id: string;
  readonly of: Subject;
  readonly results: readonly (Omit<RuleFailure, 'run' | 'of'> & { readonly status: string })[];
  /** Failing rows of each rule by the unit they name; null where no column names units. */
  readonly shares: ReadonlyMap<string, ReadonlyMap<string, number>> | null;
}

/** Keeps a run's failing rules, ends the waivers whose day has passed, and brings the issues of its dataset or table up to date, in the run's own transaction. */
export function updateIssuesAfterRun(context: CommandContext, run: RunForIssues): void {
  const { writer } = context;
  endOutlived(context, run.of);
  const waivers = activeWaivers(context.reader, run.of, todayOf(context)).filter(({ scope }) => scope !== 'rows');
  const outcomes = run.results.map(({ status, ...result }): RuleOutcome => {
    const shares = run.shares?.get(result.rule) ?? null;
    if (status !== 'error' && result.failed > 0) insertFailure(writer, { ...result, run: run.id, of: run.of }, shares);
    const mine = waivers.filter(({ rule }) => rule === result.rule);
    return {
      rule: result.rule,
      failed: result.failed,
      status,
      shares,
      waived: (share) => mine.some((w) => w.scope === 'rule' || (share !== null && w.share === share)),
    };
  });
  for (const { issue, act: what } of actsAfterRun(issuesOf(context.reader, run.of), {
    id: run.id,
    results: outcomes,
  })) {
    saveIssue(writer, applyAct(issue, what, context.nowIso()));
    note(context, issue.id, what.act, '', { run: run.id, failed: 'failed' in what ? what.failed : 0, byId: 'system' });
  }
}

/** A waiver ends with the first run after its last day; what still fails is then open again. */
function endOutlived(context: CommandContext, of: Subject): void {
  for (const { id, issue, until, state } of outlivedWaivers(context.reader, of, todayOf(context))) {
    stopWaiver(context.writer, id, state === 'pending' ? 'withdrawn' : 'ended', context.nowIso());
    note(context, issue, 'waiver-over', until ?? '', { byId: 'system' });
  }
}

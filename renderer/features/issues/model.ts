import type { Issue } from '../../../contract/methods/issues.ts';

const dayMs = 86_400_000;
const dayOf = (ms: number): number => {
  const date = new Date(ms);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs);
};

/** Calendar days until the due day; negative when it has passed. */
export const dueIn = (dueAt: string, nowMs: number): number => dayOf(Date.parse(dueAt)) - dayOf(nowMs);

/** Whether an issue is past its day. */
export const isLate = (issue: Issue, nowMs: number): boolean =>
  issue.state !== 'closed' && issue.dueAt !== null && dueIn(issue.dueAt, nowMs) < 0;

export type Act = 'assign' | 'markFixed' | 'close' | 'reopen' | 'comment';

const acts: Readonly<Record<Issue['state'], readonly Act[]>> = {
  open: ['assign', 'markFixed', 'close', 'comment'],
  assigned: ['markFixed', 'close', 'assign', 'comment'],
  fixed: ['close', 'reopen', 'comment'],
  closed: ['reopen', 'comment'],
};

/** What can be done in a state, the likeliest first. */
export const actsIn = (state: Issue['state']): readonly Act[] => acts[state];

/** How an issue can be closed by hand. */
export const resolutions = ['fixed-at-source', 'accepted-exception', 'rule-wrong', 'false-alarm'] as const;
export type Resolution = (typeof resolutions)[number];

import type { Issue, ReworkDiff, Waiver } from '../../../contract/methods/issues.ts';

/** Whether an issue is past its day. */
export const isLate = (issue: Issue): boolean => issue.state !== 'closed' && issue.dueDays !== null && issue.dueDays < 0;

/** What an issue is about, as one name for both kinds. */
export const subjectOf = ({ dataset, table }: Pick<Issue, 'dataset' | 'table'>): string => dataset ?? table ?? '';

export type Act = 'assign' | 'claim' | 'return' | 'markFixed' | 'close' | 'reopen' | 'comment';

const acts: Readonly<Record<Issue['state'], readonly Act[]>> = {
  open: ['assign', 'markFixed', 'close', 'comment'],
  assigned: ['claim', 'return', 'markFixed', 'close', 'assign', 'comment'],
  working: ['markFixed', 'return', 'close', 'assign', 'comment'],
  returned: ['assign', 'claim', 'close', 'comment'],
  fixed: ['close', 'reopen', 'comment'],
  closed: ['reopen', 'comment'],
};

/** What can be done in a state, the likeliest first. */
export const actsIn = (state: Issue['state']): readonly Act[] => acts[state];

/** The states in their order of life. */
export const states = ['open', 'assigned', 'working', 'returned', 'fixed', 'closed'] as const satisfies readonly Issue['state'][];

/** How an issue can be closed by hand; the last two need a second person. */
export const resolutions = ['fixed-at-source', 'rule-wrong', 'accepted-exception', 'false-alarm'] as const;
export type Resolution = (typeof resolutions)[number];

/** Whether a resolution is asked for rather than said. */
export const needsChecker = (resolution: Resolution | null): resolution is Waiver['kind'] =>
  resolution === 'accepted-exception' || resolution === 'false-alarm';

/** The day of an instant, in China. */
export const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);

/** The last moment of a day in China. */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59+08:00`).toISOString();

/** The acts that can be done to all of these issues at once. */
export const mayAssign = (issues: readonly Issue[]): boolean =>
  issues.length > 0 && issues.every(({ state }) => actsIn(state).includes('assign'));

/** The parts of a returned sheet, those with something in them. */
export function partsOf({
  counts,
}: Pick<ReworkDiff, 'counts'>): readonly { readonly what: keyof ReworkDiff['counts']; readonly count: number }[] {
  const order = ['corrected', 'right', 'unknown', 'gone', 'unanswered', 'missing', 'problems', 'failsAgain'] as const;
  return order.map((what) => ({ what, count: counts[what] })).filter(({ count }) => count > 0);
}

/** Days that differ as people write them, a line each: `2027-01-01 休` or `2027-01-03 班`. */
export const calendarText = (days: readonly { readonly day: string; readonly works: boolean }[]): string =>
  days.map(({ day, works }) => `${day} ${works ? '班' : '休'}`).join('\n');

const line = /^(\d{4}-\d{2}-\d{2})\s*[,,\t ]\s*(班|休|work|off)$/i;

/** Reads such lines; the first one that cannot be read is named. */
export function readCalendar(
  text: string,
):
  | { readonly days: { readonly day: string; readonly works: boolean }[] }
  | { readonly problem: { readonly line: number; readonly text: string } } {
  const days: { day: string; works: boolean }[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const wanted = raw.trim();
    if (wanted === '') continue;
    const [, day = '', word = ''] = line.exec(wanted) ?? [];
    const time = Date.parse(`${day}T00:00:00Z`);
    // a day that is in no calendar is moved by the parser to the next month
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
      return { problem: { line: i + 1, text: wanted.slice(0, 40) } };
    days.push({ day, works: word === '班' || word.toLowerCase() === 'work' });
  }
  return { days };
}

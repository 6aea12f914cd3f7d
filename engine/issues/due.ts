import { shanghaiDay } from '../../base/clock.ts';
import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { Issue } from '../../contract/methods/issues.ts';
import type { QueryContext } from '../context.ts';
import { type CalendarDay, endOfDay, workCalendar, type WorkCalendar } from './calendar.ts';
import type { IssueRow } from './model.ts';

/** What a 校核 request is given where nobody said otherwise (`ux.md` S11). */
const DEFAULT_DAYS = 10;

/** Today in China. */
export const todayOf = (context: Pick<QueryContext, 'host'>): string => shanghaiDay(context.host.clock.nowMs());

/** The default number of working days. */
export function defaultDays(reader: Reader): number {
  return reader.value<number>(sql`SELECT days FROM due_rule`) ?? DEFAULT_DAYS;
}

/** Days that people entered beside the calendar of the program. */
export function ownDays(reader: Reader): CalendarDay[] {
  return reader
    .all<{ day: string; works: number }>(sql`SELECT day, works FROM calendar_day ORDER BY day`)
    .map(({ day, works }) => ({ day, works: works === 1 }));
}

/** Sets the default number of working days and the days that differ. */
export function setDueRule(writer: Writer, days: number, calendar: readonly CalendarDay[]): void {
  writer.run(sql`INSERT INTO due_rule (one, days) VALUES (1, ${days}) ON CONFLICT (one) DO UPDATE SET days = excluded.days`);
  writer.run(sql`DELETE FROM calendar_day`);
  for (const { day, works } of calendar)
    writer.run(
      sql`INSERT INTO calendar_day (day, works) VALUES (${day}, ${works ? 1 : 0}) ON CONFLICT (day) DO UPDATE SET works = excluded.works`,
    );
}

/** The calendar of this workspace. */
export const calendarOf = (reader: Reader): WorkCalendar => workCalendar(ownDays(reader));

/** The day on which what is opened today is due. */
export function dueDay(context: Pick<QueryContext, 'host' | 'reader'>): string {
  return calendarOf(context.reader).after(todayOf(context), defaultDays(context.reader));
}

/** The last moment of the default due day. */
export const dueByDefault = (context: Pick<QueryContext, 'host' | 'reader'>): string => endOfDay(dueDay(context));

/** Issues with the working days they have left. */
export function withDueDays(context: Pick<QueryContext, 'host' | 'reader'>, issues: readonly IssueRow[]): Issue[] {
  const calendar = calendarOf(context.reader);
  const today = todayOf(context);
  return issues.map((issue) => ({
    ...issue,
    dueDays: issue.dueAt === null ? null : daysLeft(calendar, today, shanghaiDay(Date.parse(issue.dueAt))),
  }));
}

/** A day that has passed is late by one at least, even when only a weekend lies between. */
function daysLeft(calendar: WorkCalendar, today: string, due: string): number {
  const days = calendar.between(today, due);
  return due < today ? Math.min(-1, days) : days;
}

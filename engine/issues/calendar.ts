import { shanghaiDay } from '../../base/clock.ts';

const DAY_MS = 86_400_000;

/** A day that is not what its weekday says. */
export interface CalendarDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** True: a weekend day on which offices work; false: a weekday on which they do not. */
  readonly works: boolean;
}

/**
 * Public holidays and exchanged working days of the mainland, from the yearly notices of the General Office of the State Council on the arrangement of
 * holidays (国务院办公厅关于部分节假日安排的通知): for 2025 of 2024-11-12, for 2026 of 2025-11-04. The notice for a year comes out in the November before:
 * until the program has it, people enter the days themselves, and a day of such a year counts by its weekday.
 */
const noticed: Readonly<Record<string, { readonly off: readonly string[]; readonly works: readonly string[] }>> = {
  '2025': {
    off: ['01-01', '01-28/02-04', '04-04/04-06', '05-01/05-05', '05-31/06-02', '10-01/10-08'],
    works: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  '2026': {
    off: ['01-01/01-03', '02-15/02-23', '04-04/04-06', '05-01/05-05', '06-19/06-21', '09-25/09-27', '10-01/10-07'],
    works: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
};

const noon = (day: string): number => Date.parse(`${day}T04:00:00Z`);

/** The day some days later. */
const dayAfter = (day: string, days: number): string => shanghaiDay(noon(day) + days * DAY_MS);

function noticedDays(): ReadonlyMap<string, boolean> {
  const days = new Map<string, boolean>();
  for (const [year, { off, works }] of Object.entries(noticed)) {
    for (const span of off) {
      const [from = '', to = from] = span.split('/');
      for (let day = `${year}-${from}`; day <= `${year}-${to}`; day = dayAfter(day, 1)) days.set(day, false);
    }
    for (const day of works) days.set(`${year}-${day}`, true);
  }
  return days;
}

const known = noticedDays();

/** Years whose holidays the program knows. */
export const knownYears: readonly string[] = Object.keys(noticed);

/** The days on which offices work. */
export interface WorkCalendar {
  works(day: string): boolean;
  /** The day that is so many working days after another; that day itself does not count. */
  after(day: string, days: number): string;
  /** Working days from one day (not counted) to another (counted); negative when it has passed. */
  between(from: string, to: string): number;
}

/** The calendar of the program with days of one's own on top. */
export function workCalendar(own: readonly CalendarDay[] = []): WorkCalendar {
  const differs = new Map([...known, ...own.map(({ day, works }) => [day, works] as const)]);
  const works = (day: string): boolean => {
    const weekday = new Date(noon(day)).getUTCDay();
    return differs.get(day) ?? (weekday !== 0 && weekday !== 6);
  };
  const between = (from: string, to: string): number => {
    if (to < from) return -between(to, from);
    let count = 0;
    for (let day = dayAfter(from, 1); day <= to; day = dayAfter(day, 1)) if (works(day)) count += 1;
    return count;
  };
  return {
    works,
    between,
    after: (from, days) => {
      let day = from;
      // a calendar of holidays only must not send the search on for ever
      for (let left = days, looked = 0; left > 0 && looked < 3_660; looked += 1) {
        day = dayAfter(day, 1);
        if (works(day)) left -= 1;
      }
      return day;
    },
  };
}

/** The last moment of a day in China, as instants are stored. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(`${day}T15:59:59.000Z`)).toISOString();
}

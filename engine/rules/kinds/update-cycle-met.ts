import { z } from 'zod';
import { updateCycle } from '../../../contract/methods/datasets.ts';
import { periodOf } from '../../lifecycle/index.ts';
import { parseDate } from '../dates.ts';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';
import { wrong } from '../wrong.ts';

const DAY = 86_400;
/** Offices in China keep one clock. */
const SHANGHAI = 8 * 3600;

export const updateCycleMet = wholeRule({
  kind: 'update-cycle-met',
  severity: 'major',
  dimension: 'timeliness',
  indicator: '0502',
  params: z.object({
    cycle: updateCycle.optional(),
    grace: z.int().min(0).max(3660).optional(),
    calendar: z.enum(['days', 'workdays']).optional(),
    holidays: z.array(z.string().min(1)).optional(),
  }),
  text: {
    'zh-CN': {
      title: '更新周期达标',
      about:
        '批次按时到达:在上一批所属期间的下一个更新周期(取目录条目,其次数据集,或由 `cycle` 指定)结束前,另加 `grace` 天。`calendar: workdays` 时宽限只计工作日,`holidays` 除外。没有数据集、早前批次或固定周期时不评估。',
      reason: '没有按更新周期更新',
    },
    en: {
      title: 'Update cycle met',
      about:
        'The batch came in time: in the period of the update cycle (of the catalogue entry, else of the dataset, unless `cycle` says another) that follows the one of the batch before it, or earlier, and with `grace` days after its end. With `calendar: workdays` only workdays count as grace, `holidays` not among them. Without a dataset, an earlier batch or a cycle with periods it is not evaluated.',
      reason: 'the update came later than the cycle allows',
    },
  },
  judge: (facts, p) => {
    if (!facts.dataset) throw lacking('needs-dataset');
    const cycle = p.cycle ?? facts.catalog?.fields.updateCycle ?? facts.dataset.updateCycle;
    const [before] = facts.history ?? [];
    const now = Date.parse(facts.dataset.receivedAt);
    if (!periodOf(cycle, now)) throw lacking('needs-cycle');
    if (!before) throw lacking('needs-history');
    const next = periodOf(cycle, Date.parse(before.at))?.to ?? now;
    const end = periodOf(cycle, next)?.to ?? now;
    const holidays = (p.holidays ?? []).map((day) => {
      const seconds = parseDate(day);
      if (seconds === null) throw wrong('holidays', 'dates', day);
      return seconds / DAY;
    });
    // the last day on which it may come
    const due = addGrace(dayOf(end) - 1, p.grace ?? 0, p.calendar === 'workdays', new Set(holidays));
    return { observed: { cycle, received: textOf(dayOf(now)), due: textOf(due) }, ok: dayOf(now) <= due };
  },
  examples: [],
});

function dayOf(ms: number): number {
  return Math.floor((ms / 1000 + SHANGHAI) / DAY);
}

function textOf(day: number): string {
  return new Date(day * DAY * 1000).toISOString().slice(0, 10);
}

/** So many days after a day; of workdays, weekends and holidays do not count, and the last one is a workday. */
function addGrace(day: number, grace: number, workdays: boolean, holidays: ReadonlySet<number>): number {
  // 1970-01-01 was a Thursday
  const free = (d: number): boolean => workdays && ((d + 3) % 7 >= 5 || holidays.has(d));
  let due = day;
  for (let left = grace; left > 0;) {
    due++;
    if (!free(due)) left--;
  }
  while (free(due)) due++;
  return due;
}

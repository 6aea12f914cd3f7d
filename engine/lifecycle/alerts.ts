import type { Reader } from '../../base/sqlite/index.ts';
import type { Alert } from '../../contract/methods/lifecycle.ts';
import { timelinessOf } from './metrics/index.ts';
import { alertMemory, latestRuns } from './store.ts';

const SCORE_DROP = 10;
const rank = { red: 0, orange: 1, yellow: 2, blue: 3 } as const;

type Cause = Omit<Alert, 'state' | 'note'>;

/**
 * What crosses a line now (`standards.md` 6.4; thresholds are our own proposal). Alerts are computed from what is true, so one
 * cause is one alert and it closes itself when the cause is gone; only what people noted about it is stored.
 */
export function currentAlerts(reader: Reader, nowMs: number): Alert[] {
  const memory = alertMemory(reader);
  return [...lateDatasets(reader, nowMs), ...poorRuns(reader)]
    .map((cause): Alert => ({ ...cause, state: memory.has(cause.id) ? 'known' : 'new', note: memory.get(cause.id)?.note ?? '' }))
    .sort((a, b) => rank[a.level] - rank[b.level] || a.since.localeCompare(b.since));
}

function lateDatasets(reader: Reader, nowMs: number): Cause[] {
  return timelinessOf(reader, nowMs).flatMap((t) => {
    if (t.level === 'ok' || t.level === 'none') return [];
    const code = t.level === 'blue' ? 'due-soon' : 'late';
    return [
      {
        id: `${code}:${t.id}:${t.dueAt ?? ''}`,
        level: t.level,
        code,
        params: { periods: t.latePeriods, due: t.dueAt, cycle: t.cycle },
        dataset: t.id,
        datasetName: t.name,
        since: t.lastAt ?? t.dueAt ?? '',
      },
    ];
  });
}

function poorRuns(reader: Reader): Cause[] {
  return latestRuns(reader).flatMap((run): Cause[] => {
    const about = { dataset: run.dataset, datasetName: run.name, since: run.at };
    if (run.critical > 0)
      return [{ ...about, id: `critical:${run.run}`, level: 'red', code: 'critical-rule', params: { count: run.critical } }];
    const drop = run.total !== null && run.previous !== null ? run.previous - run.total : 0;
    if (drop > SCORE_DROP)
      return [{ ...about, id: `drop:${run.run}`, level: 'orange', code: 'score-drop', params: { drop: Math.round(drop * 10) / 10 } }];
    return [];
  });
}

import { useEffect, useRef } from 'react';
import { useT } from '../ui/appearance.tsx';
import { useQuery } from './engine.ts';
import { go } from './router.ts';
import { useSession } from './session.tsx';
import { useToast } from './toasts.tsx';

const ended = new Set(['done', 'failed']);

/** Tells of checks that ended by themselves while the window is open; what had ended before is no news. */
export function RunNews() {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const log = useQuery('schedule.log', { limit: 20 }, { skip: !can('data.read') });
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (!log.data) return;
    const now = log.data.filter(({ state }) => ended.has(state));
    const before = known.current;
    known.current = new Set([...(before ?? []), ...now.map(({ id, state }) => `${id} ${state}`)]);
    if (before === null) return;
    for (const { id, state, datasetName, run, total } of now) {
      if (before.has(`${id} ${state}`)) continue;
      const name = datasetName;
      const open = (): void => go(run === null ? '/quality/auto' : `/quality/${encodeURIComponent(run)}`);
      const text =
        state === 'failed'
          ? t('schedule.newsFailed', { name })
          : t('schedule.newsDone', { name, score: total === null ? t('score.notEvaluated') : total.toFixed(2) });
      toast({ text, tone: state === 'failed' ? 'bad' : 'good', action: { word: t('schedule.open'), run: open } });
    }
  }, [log.data, t, toast]);
  return null;
}

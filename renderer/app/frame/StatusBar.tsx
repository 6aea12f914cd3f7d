import { useEffect, useState } from 'react';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatBytes, formatClock, formatShort } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Bar, shareOf } from '../../ui/Progress.tsx';
import { nowMs } from '../clock.ts';
import { useLiveJobs, useQuery } from '../engine.ts';
import { liveJobs } from '../live-jobs.ts';
import { usePreferences } from '../preferences.tsx';
import { useTick } from '../reveal.ts';

/** What runs, when the workspace locks itself, and whether the audit chain holds. */
export function StatusBar({ onTasks }: { readonly onTasks: () => void }) {
  const t = useT();
  const home = useQuery('home.get', undefined);
  return (
    <footer className="status" data-region="status" aria-label={t('frame.statusBar')}>
      <RunningJob onTasks={onTasks} />
      <span className="status-space" />
      <AutoLock />
      {home.data && (
        <span className={home.data.auditOk ? 'status-item' : 'status-item status-bad'}>
          <Icon name="audit" size={12} /> {t(home.data.auditOk ? 'frame.audit.ok' : 'frame.audit.broken')}
        </span>
      )}
    </footer>
  );
}

function RunningJob({ onTasks }: { readonly onTasks: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const running = useLiveJobs().filter((job) => job.state === 'running');
  const job = running.at(-1);
  if (!job) {
    return (
      <button type="button" className="status-item status-button" onClick={onTasks} aria-keyshortcuts="Control+J">
        <Icon name="clock" size={12} /> {t('frame.tasks.idle')}
      </button>
    );
  }
  const share = shareOf(job.progress);
  const unit = job.progress?.unit ?? 'items';
  const title = `${dynamic(`job.${job.method}`)} ${job.title}`;
  return (
    <span className="status-item status-job">
      <button type="button" className="status-button" onClick={onTasks} title={t('frame.tasks.running', { count: running.length })}>
        {title}
      </button>
      <Bar share={share} label={t('ui.progress.aria', { title })} />
      {share !== null && <span>{Math.floor(share * 100)}%</span>}
      {job.perSecond !== null && job.perSecond > 0 && (
        <span>
          {t(`ui.progress.rate.${unit}`, {
            rate: unit === 'bytes' ? formatBytes(job.perSecond) : formatShort(Math.round(job.perSecond), language),
          })}
        </span>
      )}
      {job.secondsLeft !== null && <span>{t('ui.progress.left', { time: formatClock(job.secondsLeft) })}</span>}
      <button type="button" className="status-button status-cancel" onClick={() => liveJobs.cancel(job.name)}>
        {t('ui.cancel')}
      </button>
    </span>
  );
}

/** Counts down from the last input in this window; the shell itself watches the whole machine. */
function AutoLock() {
  const t = useT();
  const { shell } = usePreferences();
  const [lastMs, setLastMs] = useState(nowMs());
  useEffect(() => {
    const touched = (): void => setLastMs((before) => (nowMs() - before > 1000 ? nowMs() : before));
    window.addEventListener('pointermove', touched, { passive: true });
    window.addEventListener('keydown', touched, { passive: true });
    return () => {
      window.removeEventListener('pointermove', touched);
      window.removeEventListener('keydown', touched);
    };
  }, []);
  useTick(true, 5000);
  const left = shell.lockMinutes * 60 - (nowMs() - lastMs) / 1000;
  return (
    <span className="status-item">
      <Icon name="lock" size={12} />{' '}
      {left > shell.lockMinutes * 60 - 60
        ? t('frame.autoLock', { minutes: shell.lockMinutes })
        : t('frame.autoLockIn', { time: formatClock(left) })}
    </span>
  );
}

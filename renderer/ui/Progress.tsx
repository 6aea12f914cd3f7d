import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Progress } from '../../contract/method.ts';
import { useAppearance, useT } from './appearance.tsx';
import { formatBytes, formatClock, formatCount, formatShort } from './format.ts';

export interface Work {
  readonly title: string;
  /** The words for the phase. */
  readonly phase: string;
  readonly progress: Progress | null;
  readonly elapsedMs: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** The share done, 0..1, or null while the end is unknown. */
export const shareOf = (progress: Progress | null): number | null =>
  progress && progress.total !== null && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;

/** A check counts what fails its rules, an import lines that cannot be read. */
const checking = ({ phase }: Progress): boolean => phase === 'check';

/** Announced to screen readers at quarters only. */
const quarterOf = (share: number | null): number => Math.floor((share ?? 0) * 4) * 25;

/** A thin bar; without a known end it moves by itself. */
export function Bar({ share, label }: { readonly share: number | null; readonly label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
      className={share === null ? 'ui-bar ui-bar-open' : 'ui-bar'}
    >
      <span style={share === null ? undefined : { width: `${share * 100}%` }} />
    </div>
  );
}

function useCounts(work: Work): readonly string[] {
  const t = useT();
  const { language } = useAppearance();
  const { progress, perSecond, secondsLeft, elapsedMs } = work;
  const parts: string[] = [];
  if (progress) {
    const { unit, done, total } = progress;
    if (unit === 'bytes') parts.push(t('ui.progress.bytes', { done: formatBytes(done), total: formatBytes(total ?? done) }));
    else if (total === null) parts.push(t(`ui.progress.${unit}Open`, { done: formatCount(done) }));
    else parts.push(t(`ui.progress.${unit}`, { done: formatCount(done), total: formatCount(total) }));
    if (perSecond !== null && perSecond > 0)
      parts.push(
        t(`ui.progress.rate.${unit}`, { rate: unit === 'bytes' ? formatBytes(perSecond) : formatShort(Math.round(perSecond), language) }),
      );
    if (progress.problems !== undefined && progress.problems > 0)
      parts.push(t(checking(progress) ? 'ui.progress.failures' : 'ui.progress.problems', { count: formatCount(progress.problems) }));
  }
  parts.push(t('ui.progress.elapsed', { time: formatClock(elapsedMs / 1000) }));
  if (secondsLeft !== null) parts.push(t('ui.progress.left', { time: formatClock(secondsLeft) }));
  return parts;
}

/** Long work: phase, bar, counts, rate, time left and the way to stop it. */
export function JobCard({ work, onCancel, extra }: { readonly work: Work; readonly onCancel?: () => void; readonly extra?: ReactNode }) {
  const t = useT();
  const [stopping, setStopping] = useState(false);
  const share = shareOf(work.progress);
  const counts = useCounts(work);
  return (
    <div className="ui-job">
      <div className="ui-job-head">
        <strong>{work.title}</strong>
        <span className="ui-muted">{work.phase}</span>
        <span className="ui-job-share">{share === null ? '' : `${Math.floor(share * 100)}%`}</span>
        {extra}
        {onCancel && (
          <Button
            size="small"
            disabled={stopping}
            onClick={() => {
              setStopping(true);
              onCancel();
            }}
          >
            {stopping ? t('ui.progress.cancelling') : t('ui.cancel')}
          </Button>
        )}
      </div>
      <Bar share={share} label={t('ui.progress.aria', { title: work.title })} />
      <div className="ui-job-counts">
        {counts.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </div>
      <span role="status" className="ui-hidden">
        {`${work.title} ${quarterOf(share)}%`}
      </span>
    </div>
  );
}

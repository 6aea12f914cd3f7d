import { Button } from 'antd';
import { useEffect } from 'react';
import type { Cause } from '../../../contract/methods/findings.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import type { Checked } from './checked.ts';
import { isChosen, toggled, type View } from './view.ts';

/** Up to here root causes are looked for unasked: it takes about a second. */
const unaskedRows = 300_000;

interface Props {
  readonly run: Checked;
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** Which values the failures concentrate in, as sentences that filter. */
export function Hints({ run, view, onView }: Props) {
  const t = useT();
  const known = useQuery('findings.causes', { run: run.id });
  const search = useJob('findings.findCauses', run.id);
  const missing = known.data === null;
  const { run: start, running, error } = search;
  const { id, title, rows } = run;
  const look = (): void => void start({ run: id }, title);
  useEffect(() => {
    if (missing && !running && !error && rows <= unaskedRows) void start({ run: id }, title);
  }, [missing, running, error, start, id, title, rows]);
  if (missing && !running)
    return error ? (
      <RunningJob of={search} onRetry={look} />
    ) : (
      <p className="findings-hints">
        <Button size="small" onClick={look}>
          {t('findings.findCauses')}
        </Button>
        <span className="ui-muted">{t('findings.findCausesHint', { rows: formatCount(run.rows) })}</span>
      </p>
    );
  if (running) return <RunningJob of={search} />;
  const of = known.data?.rules.find((one) => one.rule === (view.rule ?? null));
  if (!known.data || !of) return null;
  if (of.causes.length === 0)
    return (
      <p className="findings-hints ui-muted">
        {known.data.columns.length === 0 ? t('findings.causesNoColumns') : t('findings.causesNone', { count: known.data.columns.length })}
      </p>
    );
  return (
    <div className="findings-hints" role="group" aria-label={t('findings.causes')}>
      <strong>{t('findings.causes')}</strong>
      {of.causes.map((cause) => (
        <Hint
          key={`${cause.column} ${String(cause.value)}`}
          cause={cause}
          of={of.failures}
          rows={run.rows}
          chosen={isChosen(view, 'value', cause.column, cause.value)}
          onToggle={() => onView(toggled(view, 'value', cause.column, cause.value))}
        />
      ))}
    </div>
  );
}

function Hint({
  cause,
  of,
  rows,
  chosen,
  onToggle,
}: {
  readonly cause: Cause;
  readonly of: number;
  readonly rows: number;
  readonly chosen: boolean;
  readonly onToggle: () => void;
}) {
  const t = useT();
  const value = cause.value === null ? t('rows.facetNulls') : String(cause.value);
  return (
    <Button
      size="small"
      type={chosen ? 'primary' : 'default'}
      aria-pressed={chosen}
      onClick={onToggle}
      title={t('findings.causeTitle', {
        failures: formatCount(cause.failures),
        of: formatCount(of),
        rows: formatCount(cause.rows),
        p: cause.p < 1e-6 ? '< 0.000001' : cause.p.toPrecision(2),
      })}
    >
      {t('findings.cause', {
        column: cause.column,
        value,
        share: formatShare(cause.failures, of),
        base: formatShare(cause.rows, rows),
        lift: cause.lift >= 10 ? cause.lift.toFixed(0) : cause.lift.toFixed(1),
      })}
    </Button>
  );
}

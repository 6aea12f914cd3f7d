import type { QualityRun, RuleResult } from '../../../contract/methods/quality.ts';
import { dimensions, levelOfResult } from '../../app/marks.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatCount, formatScore, formatShare } from '../../ui/format.ts';
import { ScoreGauge } from '../../ui/Gauge.tsx';
import { Card, LevelChip, type Level } from '../../ui/parts.tsx';
import { Radar } from '../../ui/Radar.tsx';
import { gradeOf, type GradeBands } from '../../../contract/grade.ts';
import { criticalFailed, signed, toneOf } from './model.ts';
import { Trend } from './Trend.tsx';

/** What a dataset should reach. */
const target = 95;

export interface OverviewProps {
  readonly run: QualityRun;
  readonly results: readonly RuleResult[];
  readonly previous: QualityRun | null;
  readonly runs: readonly QualityRun[];
  readonly bands: GradeBands;
  readonly onLevel: (level: Level | null) => void;
}

/** The answer first: total, six dimensions, the trend, and what waits to be done. */
export function Overview(props: OverviewProps) {
  return (
    <div className="quality-cards">
      <Total {...props} />
      <Dimensions {...props} />
      <Trend run={props.run} runs={props.runs} target={target} />
      <Todo {...props} />
    </div>
  );
}

function Total({ run, results, previous, bands }: OverviewProps) {
  const t = useT();
  const { total } = run.score;
  const critical = criticalFailed(results);
  const before = previous?.score.total ?? null;
  const change = total !== null && before !== null ? total - before : null;
  const shown = total === null ? t('score.notEvaluated') : formatScore(total);
  const given = gradeOf(total, critical, bands);
  const grade = given === null ? null : t(`grade.${given}`);
  return (
    <Card title={t('quality.total')} className="quality-total">
      <ScoreGauge
        score={total}
        target={target}
        tone={toneOf(total, critical)}
        label={t('quality.totalLabel', { score: shown, grade: grade ?? '' })}
      >
        {total === null ? <span className="ui-muted">{shown}</span> : <span className="ui-gauge-number">{shown}</span>}
        {grade !== null && <span className="quality-grade">{grade}</span>}
      </ScoreGauge>
      <div className="ui-muted quality-total-note">
        {t('quality.target', { target })}
        {change !== null && (
          <span
            className={change < 0 ? 'quality-down' : change > 0 ? 'quality-up' : ''}
          >{` · ${t('quality.change', { change: signed(change) })}`}</span>
        )}
      </div>
      {critical && <div className="quality-critical">{t('quality.criticalNote')}</div>}
    </Card>
  );
}

function Dimensions({ run, previous }: OverviewProps) {
  const t = useT();
  const axes = dimensions.map((key) => {
    const value = run.score.dimensions[key];
    return { key, name: t(`dimension.${key}`), value, shown: value === null ? t('score.notEvaluated') : formatScore(value) };
  });
  const label = t('quality.radarLabel', { values: axes.map((axis) => `${axis.name} ${axis.shown}`).join('; ') });
  return (
    <Card title={t('quality.dimensions')} className="quality-dimensions">
      <div className="quality-radar">
        <Radar
          axes={axes.map((axis) => ({ ...axis, shown: '' }))}
          label={label}
          {...(previous ? { before: dimensions.map((key) => previous.score.dimensions[key]) } : {})}
          size={230}
        />
        <table className="quality-numbers">
          <tbody>
            {axes.map((axis) => {
              const old = previous?.score.dimensions[axis.key] ?? null;
              const change = axis.value !== null && old !== null ? axis.value - old : null;
              return (
                <tr key={axis.key} className={axis.value === null ? 'quality-none' : undefined}>
                  <th scope="row">{axis.name}</th>
                  <td>{axis.shown}</td>
                  <td
                    className={
                      change !== null && change < -0.05 ? 'quality-down' : change !== null && change > 0.05 ? 'quality-up' : 'ui-muted'
                    }
                  >
                    {change === null ? '' : signed(change)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const levels = ['red', 'orange', 'yellow', 'blue'] as const satisfies readonly Level[];

function Todo({ run, results, onLevel }: OverviewProps) {
  const t = useT();
  const { language } = useAppearance();
  const counts = new Map<Level, number>();
  for (const result of results)
    if (result.status !== 'error') counts.set(levelOfResult(result), (counts.get(levelOfResult(result)) ?? 0) + 1);
  const errors = results.filter((one) => one.status === 'error').length;
  const open = dimensions.filter((key) => run.score.dimensions[key] === null);
  return (
    <Card title={t('quality.todo')} className="quality-todo">
      <div className="quality-levels">
        {levels.map((level) => (
          <button
            key={level}
            type="button"
            disabled={(counts.get(level) ?? 0) === 0}
            onClick={() => onLevel(level)}
            title={t('quality.filterLevel')}
          >
            <LevelChip level={level} />
            <strong>{counts.get(level) ?? 0}</strong>
          </button>
        ))}
      </div>
      <dl className="quality-facts">
        <div>
          <dt>{t('quality.failingRows')}</dt>
          <dd>
            {formatCount(run.failingRows)} <small>{formatShare(run.failingRows, run.rows)}</small>
          </dd>
        </div>
        <div>
          <dt>{t('quality.findings')}</dt>
          <dd>{formatCount(run.findings)}</dd>
        </div>
        {errors > 0 && (
          <div className="quality-down">
            <dt>{t('quality.errors')}</dt>
            <dd>{errors}</dd>
          </div>
        )}
        {open.length > 0 && (
          <div>
            <dt>{t('quality.openDimensions')}</dt>
            <dd className="quality-open">{open.map((key) => t(`dimension.${key}`)).join(language === 'zh-CN' ? '、' : ', ')}</dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

import type { Output } from '../../app/engine.ts';
import { useQuery } from '../../app/engine.ts';
import { dimensions } from '../../app/marks.tsx';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatScore } from '../../ui/format.ts';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Load } from '../../ui/states.tsx';
import { Weight } from './Units.tsx';

type Line = Output<'quality.explain'>[number];

const mean = (list: readonly { readonly score: number; readonly weight: number }[]): number | null => {
  const weight = list.reduce((sum, one) => sum + one.weight, 0);
  return weight > 0 ? list.reduce((sum, one) => sum + one.score * one.weight, 0) / weight : null;
};

const scored = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.counted && line.score !== null ? [{ score: line.score, weight: line.weight }] : []));

/** How the score came about, from the rules up; what did not count says why. */
export function Explain({
  run,
  ruleSet,
  open,
  onClose,
}: {
  readonly run: string;
  readonly ruleSet: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { can } = useSession();
  const t = useT();
  const lines = useQuery('quality.explain', { run }, { skip: !open });
  const set = useQuery('quality.weights', undefined, { skip: !open });
  const weights: Weights = {
    ruleSet,
    of: (level, subject) =>
      set.data?.weights.find((w) => w.level === level && w.subject === subject && (level === 'dimension' || w.ruleSet === ruleSet))
        ?.weight ?? 1,
  };
  return (
    <SideDrawer open={open} title={t('quality.explain')} onClose={onClose} width={620}>
      <p className="ui-muted">{t('quality.explainHow')}</p>
      {can('rule.edit') && <p className="ui-muted">{t('quality.weightNext')}</p>}
      <Load of={lines}>
        {(data) => (
          <>
            {dimensions.map((dimension) => (
              <DimensionPart
                key={dimension}
                dimension={dimension}
                weights={weights}
                lines={data.filter((line) => line.dimension === dimension)}
              />
            ))}
          </>
        )}
      </Load>
    </SideDrawer>
  );
}

interface Weights {
  readonly ruleSet: string;
  readonly of: (level: 'dimension' | 'rule', subject: string) => number;
}

function DimensionPart({
  dimension,
  lines,
  weights,
}: {
  readonly dimension: Line['dimension'];
  readonly lines: readonly Line[];
  readonly weights: Weights;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const indicators = [...new Set(lines.map((line) => line.indicator))].sort();
  const parts = indicators.map((indicator) => ({ indicator, lines: lines.filter((line) => line.indicator === indicator) }));
  const score = mean(
    parts.flatMap((part) => {
      const own = mean(scored(part.lines));
      return own === null ? [] : [{ score: own, weight: 1 }];
    }),
  );
  return (
    <section className="quality-explain">
      <h3 className="ui-h3">
        {t(`dimension.${dimension}`)}{' '}
        <Weight level="dimension" subject={dimension} name={t(`dimension.${dimension}`)} weight={weights.of('dimension', dimension)} />
        <span className={score === null ? 'ui-muted' : ''}>{score === null ? t('score.notEvaluated') : formatScore(score)}</span>
      </h3>
      {parts.length === 0 && <p className="ui-muted">{t('quality.explainNone')}</p>}
      {parts.map((part) => {
        const own = mean(scored(part.lines));
        return (
          <table key={part.indicator} className="ui-table">
            <caption>
              {part.indicator} {dynamic(`indicator.${part.indicator}`)}{' '}
              <strong>{own === null ? t('score.notEvaluated') : formatScore(own)}</strong>
            </caption>
            <thead className="ui-hidden">
              <tr>
                <th scope="col">{t('rules.name')}</th>
                <th scope="col">{t('quality.weight')}</th>
                <th scope="col">{t('quality.weightNext')}</th>
                <th scope="col">{t('quality.score')}</th>
              </tr>
            </thead>
            <tbody>
              {part.lines.map((line) => (
                <tr key={line.rule} className={line.counted ? undefined : 'quality-none'}>
                  <td>{line.rule}</td>
                  <td>
                    {line.counted ? t('quality.weightOf', { weight: line.weight }) : dynamic(`quality.why.${line.why ?? 'not-evaluated'}`)}
                  </td>
                  <td className="quality-right">
                    <Weight
                      level="rule"
                      ruleSet={weights.ruleSet}
                      subject={line.rule}
                      name={line.rule}
                      weight={weights.of('rule', line.rule)}
                    />
                  </td>
                  <td className="quality-right">{line.score === null ? '—' : formatScore(line.score)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </section>
  );
}

import type { Output } from '../../app/engine.ts';
import { useQuery } from '../../app/engine.ts';
import { dimensions } from '../../app/marks.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatScore } from '../../ui/format.ts';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Load } from '../../ui/states.tsx';

type Line = Output<'quality.explain'>[number];

const mean = (list: readonly { readonly score: number; readonly weight: number }[]): number | null => {
  const weight = list.reduce((sum, one) => sum + one.weight, 0);
  return weight > 0 ? list.reduce((sum, one) => sum + one.score * one.weight, 0) / weight : null;
};

const scored = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.counted && line.score !== null ? [{ score: line.score, weight: line.weight }] : []));

/** How the score came about, from the rules up; what did not count says why. */
export function Explain({ run, open, onClose }: { readonly run: string; readonly open: boolean; readonly onClose: () => void }) {
  const t = useT();
  const lines = useQuery('quality.explain', { run }, { skip: !open });
  return (
    <SideDrawer open={open} title={t('quality.explain')} onClose={onClose} width={620}>
      <p className="ui-muted">{t('quality.explainHow')}</p>
      <Load of={lines}>
        {(data) => (
          <>
            {dimensions.map((dimension) => (
              <DimensionPart key={dimension} dimension={dimension} lines={data.filter((line) => line.dimension === dimension)} />
            ))}
          </>
        )}
      </Load>
    </SideDrawer>
  );
}

function DimensionPart({ dimension, lines }: { readonly dimension: Line['dimension']; readonly lines: readonly Line[] }) {
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

import { Button } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { ColumnProfile } from '../../../contract/methods/profile.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { ValueBars } from '../../ui/bars.tsx';
import { formatCount, formatNumber, formatShare } from '../../ui/format.ts';
import { Chip, Facts } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Draw, dynamicProblem, edge, Meaning } from './Card.tsx';
import { drawsHistogram, isMasked, type Problem } from './problems.ts';

interface Props {
  readonly column: ColumnProfile;
  readonly problems: readonly Problem[];
  readonly rows: number;
  readonly onRows: (filters: readonly Filter[]) => void;
  readonly onClose: () => void;
}

function useFacts(column: ColumnProfile, rows: number): readonly (readonly [string, string])[] {
  const t = useT();
  const share = (count: number): string => `${formatCount(count)} · ${formatShare(count, rows)}`;
  const { quantiles, length } = column;
  const number = (value: number | null): string => (value === null ? '—' : formatNumber(value));
  return [
    [t('profile.nulls'), share(column.nulls)],
    [t('profile.blanks'), share(column.blanks)],
    [t('profile.placeholders'), share(column.placeholders ?? 0)],
    [
      t('profile.distinct'),
      column.distinct.exact ? formatCount(column.distinct.count) : t('profile.approx', { count: formatCount(column.distinct.count) }),
    ],
    ...(column.min === null || column.max === null ? [] : [[t('profile.range'), `${edge(column.min)} … ${edge(column.max)}`] as const]),
    ...(column.mean === null
      ? []
      : [[t('profile.mean'), number(column.mean)] as const, [t('profile.stddev'), number(column.stddev)] as const]),
    ...(quantiles.p50 === null
      ? []
      : [
          [
            t('profile.quantiles'),
            [quantiles.p5, quantiles.p25, quantiles.p50, quantiles.p75, quantiles.p95].map(number).join(' · '),
          ] as const,
        ]),
    [t('profile.lengths'), `${length.min} – ${length.max}`],
    [t('profile.lengthMean'), formatNumber(length.mean, 1)],
  ];
}

/** All that is known of one column. */
export function ColumnDetail({ column, problems, rows, onRows, onClose }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const facts = useFacts(column, rows);
  return (
    <SideDrawer
      open
      title={column.name}
      onClose={onClose}
      width={560}
      extra={<Button onClick={() => onRows([])}>{t('profile.seeRows')}</Button>}
    >
      <div className="pdetail">
        <div className="ui-actions">
          <Chip>{t(`type.${column.type}`)}</Chip>
          <Meaning column={column} rows={rows} />
          {column.unique && (
            <Chip tone="good" icon="key">
              {t('profile.unique')}
            </Chip>
          )}
        </div>
        {problems.length > 0 && (
          <ul className="pdetail-problems">
            {problems.map((problem) => (
              <li key={problem.code} className="ui-note ui-note-warn">
                {dynamicProblem(dynamic, problem)}
                {problem.filter && (
                  <Button size="small" type="link" onClick={() => problem.filter && onRows([problem.filter])}>
                    {t('profile.seeRows')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        <Facts rows={facts} />
        {drawsHistogram(column) && (
          <section>
            <h3>{t('profile.histogram')}</h3>
            <Draw column={column} rows={rows} onRows={onRows} limit={20} height={140} />
          </section>
        )}
        {column.top.length > 0 && (
          <section>
            <h3>{t('profile.top')}</h3>
            <ValueBars
              of={rows}
              bars={column.top.map((one) => ({
                label: one.value === null ? t('ui.grid.null') : one.value === '' ? '""' : String(one.value),
                count: one.count,
                onOpen:
                  !isMasked(column) && one.value !== null
                    ? () => onRows([{ column: column.name, op: 'equals', value: one.value ?? '' }])
                    : undefined,
              }))}
            />
          </section>
        )}
        {column.patterns.length > 0 && (
          <section>
            <h3>{t('profile.patterns')}</h3>
            <ValueBars of={rows} bars={column.patterns.map((one) => ({ label: one.pattern, count: one.count }))} />
          </section>
        )}
      </div>
    </SideDrawer>
  );
}

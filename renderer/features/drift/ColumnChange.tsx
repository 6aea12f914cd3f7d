import type { Judged } from '../../../contract/drift.ts';
import type { TableDrift } from '../../../contract/methods/profile.ts';
import { useT } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatNumber, formatShare } from '../../ui/format.ts';
import { Card } from '../../ui/parts.tsx';

type Column = Judged<TableDrift>['columns'][number];

export interface ChangeProps {
  readonly column: Column;
  /** Which batches are compared. */
  readonly numbers: { readonly before: number; readonly after: number };
}

/** The values of a column in both batches, over each other. */
export function ColumnChange({ column, numbers }: ChangeProps) {
  const t = useT();
  const title = t('drift.distribution', { column: column.name });
  const bars = column.distribution;
  const label = ({ value, from, to }: (typeof bars)[number]): string => {
    if (value !== null) return value === '' ? '""' : value;
    if (from !== null && to !== null) return `${formatNumber(from)} – ${formatNumber(to)}`;
    return from !== null ? `≥ ${formatNumber(from)}` : to !== null ? `< ${formatNumber(to)}` : t('profile.other');
  };
  const labels = bars.map(label);
  const names = { before: `#${numbers.before}`, after: `#${numbers.after}` };
  const say = (share: number): string => formatShare(share, 1);
  return (
    <Card title={title}>
      {column.where && column.verdict !== 'same' && (
        <p>
          {t(`drift.where.${column.where.of}`, {
            column: column.where.column,
            value: column.where.value,
            share: say(column.where.share),
            all: say(column.where.ofAll),
          })}
        </p>
      )}
      {bars.length === 0 ? (
        <p className="ui-muted">{t('drift.noDistribution')}</p>
      ) : (
        <Chart
          label={`${title} · ${names.before} → ${names.after}`}
          height={180}
          option={{
            legend: { top: 0, right: 0 },
            grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
            xAxis: { type: 'category', data: labels },
            yAxis: { type: 'value', name: t('drift.share'), nameTextStyle: { align: 'left' }, axisLabel: { formatter: say } },
            tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? say(value) : '—') },
            series: [
              { type: 'bar', name: names.after, barCategoryGap: '12%', itemStyle: { opacity: 0.55 }, data: bars.map(({ after }) => after) },
              { type: 'line', name: names.before, step: 'middle', symbolSize: 6, data: bars.map(({ before }) => before) },
            ],
          }}
          table={{
            columns: [column.name, names.before, names.after],
            rows: bars.map((bar, i) => [labels[i] ?? '', say(bar.before), say(bar.after)]),
          }}
        />
      )}
    </Card>
  );
}

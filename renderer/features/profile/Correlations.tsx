import type { TableStructure } from '../../../contract/methods/profile.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatNumber } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Card } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { tokensOf } from '../../ui/tokens.ts';

type Correlation = TableStructure['correlations'][number];

const cell = 26;
const columnsMin = 3;
const listHeight = 420;

/** Which columns move together: a matrix where there are enough of them, and the list with its kinds of measure. */
export function Correlations({ list }: { readonly list: readonly Correlation[] }) {
  const t = useT();
  const columns: readonly ListColumn<Correlation>[] = [
    { key: 'a', title: t('profile.structure.a'), sortBy: (one) => one.a, render: (one) => one.a },
    { key: 'b', title: t('profile.structure.b'), sortBy: (one) => one.b, render: (one) => one.b },
    {
      key: 'kind',
      title: t('profile.structure.kind'),
      width: 130,
      sortBy: (one) => one.kind,
      render: (one) => t(`correlation.${one.kind}`),
    },
    {
      key: 'value',
      title: t('profile.structure.value'),
      width: 90,
      align: 'right',
      sortBy: (one) => Math.abs(one.value),
      render: (one) => formatNumber(one.value, 2),
    },
  ];
  return (
    <Card title={t('profile.structure.correlations')} flush>
      <Matrix list={list} />
      <ListTable<Correlation>
        label={t('profile.structure.correlations')}
        rows={list}
        rowKey={(one) => [one.a, one.b, one.kind].join('\u0000')}
        columns={columns}
        maxHeight={listHeight}
        empty={<EmptyState small title={t('profile.structure.noCorrelations')} />}
      />
    </Card>
  );
}

/** One value a pair: Spearman repeats Pearson and is left to the list. */
function Matrix({ list }: { readonly list: readonly Correlation[] }) {
  const t = useT();
  const { theme } = useAppearance();
  const colours = tokensOf[theme];
  const shown = list.filter(({ kind }) => kind !== 'spearman');
  const names = [...new Set(shown.flatMap(({ a, b }) => [a, b]))];
  if (names.length < columnsMin) return null;
  const at = (name: string): number => names.indexOf(name);
  return (
    <Chart
      label={t('profile.structure.correlationsLabel', { count: shown.length })}
      height={names.length * cell + 130}
      option={{
        grid: { left: 8, right: 12, top: 8, bottom: 34, containLabel: true },
        xAxis: { type: 'category', data: names, axisLabel: { rotate: 40, width: 90, overflow: 'truncate' }, axisTick: { show: false } },
        yAxis: { type: 'category', data: names, inverse: true, axisLabel: { width: 120, overflow: 'truncate' }, axisTick: { show: false } },
        visualMap: {
          min: -1,
          max: 1,
          orient: 'horizontal',
          left: 'center',
          bottom: 0,
          itemHeight: 90,
          itemWidth: 10,
          text: ['1', '-1'],
          inRange: { color: [colours.warning, colours.sunken, colours.barStrong] },
          textStyle: { color: colours.text2 },
        },
        tooltip: {
          formatter: ({ value }: { readonly value: readonly [number, number, number] }) =>
            `${names[value[0]] ?? ''} × ${names[value[1]] ?? ''}  ${formatNumber(value[2], 2)}`,
        },
        series: [
          {
            type: 'heatmap',
            data: shown.flatMap(({ a, b, value }) => [
              [at(a), at(b), value],
              [at(b), at(a), value],
            ]),
            itemStyle: { borderWidth: 1, borderColor: colours.surface },
          },
        ],
      }}
    />
  );
}

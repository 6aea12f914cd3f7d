import type { Filter } from '../../../contract/methods/datasets.ts';
import type { TableStructure } from '../../../contract/methods/profile.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { tokensOf } from '../../ui/tokens.ts';
import { rangeOf } from './stretches.ts';

interface Props {
  readonly structure: TableStructure;
  readonly onRows: (filters: readonly Filter[]) => void;
}

const rowHeight = 22;

/** Where in the file cells are empty, and which columns are empty in the same rows. */
export function Missing({ structure, onRows }: Props) {
  const t = useT();
  const { missingBands, missing, batches, rowsInAll } = structure;
  return (
    <Card
      title={t('profile.structure.missing')}
      extra={
        <span className="ui-muted">{t(batches.length > 1 ? 'profile.structure.missingHintWhole' : 'profile.structure.missingHint')}</span>
      }
    >
      {missingBands.columns.length === 0 ? (
        <EmptyState small title={t('profile.structure.noMissing')} />
      ) : (
        <Matrix bands={missingBands} batches={batches} rows={rowsInAll} onRows={onRows} />
      )}
      {missing.length > 0 && (
        <ListTable
          label={t('profile.structure.missingTogether')}
          rows={missing}
          rowKey={({ columns }) => columns.join('\u0000')}
          onOpen={({ columns }) => onRows(columns.map((column) => ({ column, op: 'isNull' as const })))}
          columns={[
            { key: 'columns', title: t('profile.structure.missingTogether'), width: '3fr', render: ({ columns }) => columns.join('、') },
            {
              key: 'rows',
              title: t('profile.alertCount'),
              width: 100,
              align: 'right',
              sortBy: ({ rows }) => rows,
              render: ({ rows }) => formatCount(rows),
            },
          ]}
        />
      )}
    </Card>
  );
}

interface MatrixProps {
  readonly bands: TableStructure['missingBands'];
  readonly batches: TableStructure['batches'];
  readonly rows: number;
  readonly onRows: Props['onRows'];
}

function Matrix({ bands, batches, rows, onRows }: MatrixProps) {
  const t = useT();
  const { theme } = useAppearance();
  const colours = tokensOf[theme];
  const { columns, rowsPerBand } = bands;
  const names = columns.map(({ name }) => name);
  const count = Math.max(...columns.map(({ shares }) => shares.length));
  const rowsOf = (band: number): string => rangeOf(band * rowsPerBand + 1, Math.min(rows, (band + 1) * rowsPerBand), batches, formatCount);
  return (
    <Chart
      label={t('profile.structure.missingLabel', { columns: columns.length, first: names.slice(0, 3).join('、') })}
      height={columns.length * rowHeight + 60}
      option={{
        grid: { left: 8, right: 12, top: 4, bottom: 34, containLabel: true },
        xAxis: {
          type: 'category',
          data: Array.from({ length: count }, (_, band) => rowsOf(band)),
          axisLabel: { show: false },
          axisTick: { show: false },
        },
        yAxis: { type: 'category', data: names, inverse: true, axisTick: { show: false }, axisLabel: { width: 160, overflow: 'truncate' } },
        visualMap: {
          min: 0,
          max: 1,
          orient: 'horizontal',
          left: 'center',
          bottom: 0,
          itemHeight: 90,
          itemWidth: 10,
          text: [t('profile.structure.allEmpty'), t('profile.structure.noneEmpty')],
          inRange: { color: [colours.sunken, colours.bar, colours.barStrong] },
          textStyle: { color: colours.text2 },
        },
        tooltip: {
          formatter: ({ value }: { readonly value: readonly [number, number, number] }) =>
            t('profile.structure.missingTip', {
              column: names[value[1]] ?? '',
              rows: rowsOf(value[0]),
              share: formatShare(value[2], 1),
            }),
        },
        series: [
          {
            type: 'heatmap',
            data: columns.flatMap(({ shares }, row) => shares.map((share, band) => [band, row, share])),
            itemStyle: { borderWidth: 1, borderColor: colours.surface },
          },
        ],
      }}
      table={{
        columns: [t('drift.column'), t('profile.nulls')],
        rows: columns.map(({ name, nulls }) => [name, formatCount(nulls)]),
      }}
      onPick={({ index }) => {
        const name = columns.flatMap((column) => column.shares.map(() => column.name))[index];
        if (name !== undefined) onRows([{ column: name, op: 'isNull' }]);
      }}
    />
  );
}

import { Select } from 'antd';
import { useState } from 'react';
import type { ProfileOfBatch } from '../../../contract/methods/profile.ts';
import { useQuery } from '../../app/engine.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { Chart } from '../../ui/chart/Chart.tsx';
import { formatCount, formatNumber, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card } from '../../ui/parts.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

type Figure = 'nulls' | 'distinct' | 'invalid' | 'mean' | 'lengthMean';
const figures: readonly Figure[] = ['nulls', 'invalid', 'distinct', 'mean', 'lengthMean'];
const isShare = (figure: Figure): boolean => figure === 'nulls' || figure === 'invalid';

interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** How the figures of a dataset went from batch to batch. */
export function History({ dataset }: { readonly dataset: string }) {
  const t = useT();
  const history = useQuery('profile.history', { dataset });
  return (
    <Load of={history}>
      {(batches) =>
        batches.length < 2 ? <EmptyState title={t('drift.history.none')} hint={t('drift.noneHint')} /> : <Lines batches={batches} />
      }
    </Load>
  );
}

function Lines({ batches }: { readonly batches: readonly ProfileOfBatch[] }) {
  const t = useT();
  const [figure, setFigure] = useSticky<Figure>('drift.figure', 'nulls');
  const [chosen, setChosen] = useState<string | null>(null);
  const names = [...new Set(batches.toReversed().flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const lines = names.map((name): Line => ({
    name,
    values: batches.map(({ columns }) => columns.find((column) => column.name === name)?.[figure] ?? null),
  }));
  const shown = lines.find(({ name }) => name === chosen) ?? mostMoved(lines);
  const say = (value: number | null | undefined): string =>
    value === null || value === undefined
      ? '—'
      : isShare(figure)
        ? formatShare(value, 1)
        : figure === 'distinct'
          ? formatCount(value)
          : formatNumber(value);
  const labels = batches.map(({ number }) => `#${number}`);
  return (
    <>
      <div className="toolbar">
        <Select
          aria-label={t('drift.history.figure')}
          value={figure}
          onChange={setFigure}
          options={figures.map((value) => ({ value, label: t(`drift.figure.${value}`) }))}
        />
      </div>
      <div className="ui-charts">
        <Card title={t('report.rows')}>
          <Trend
            label={t('drift.history.rows')}
            labels={labels}
            line={{ name: t('report.rows'), values: batches.map(({ rows }) => rows) }}
            say={formatCount}
          />
        </Card>
        {shown && (
          <Card title={`${shown.name} · ${t(`drift.figure.${figure}`)}`}>
            <Trend label={t('drift.history.of', { column: shown.name })} labels={labels} line={shown} say={say} />
          </Card>
        )}
      </div>
      <div className="ui-box ui-pane-fill">
        <ListTable<Line>
          label={t('drift.history')}
          rows={lines}
          rowKey={({ name }) => name}
          selected={shown?.name ?? null}
          onSelect={({ name }) => setChosen(name)}
          columns={[
            { key: 'name', title: t('drift.column'), sortBy: ({ name }) => name, render: ({ name }) => <b>{name}</b> },
            { key: 'first', title: labels[0] ?? '', width: 120, align: 'right', render: ({ values }) => say(values[0]) },
            { key: 'last', title: labels.at(-1) ?? '', width: 120, align: 'right', render: ({ values }) => say(values.at(-1)) },
            {
              key: 'moved',
              title: t('drift.history.range'),
              width: 200,
              sortBy: (line) => -spread(line),
              render: ({ values }) => {
                const known = values.filter((value) => value !== null);
                return known.length === 0 ? '—' : `${say(Math.min(...known))} – ${say(Math.max(...known))}`;
              },
            },
            {
              key: 'line',
              title: t('drift.history.course'),
              width: 150,
              render: ({ values }) => <Sparkline values={values} width={130} />,
            },
          ]}
        />
      </div>
    </>
  );
}

/** How far the values of a line lie apart, by the size of the largest. */
function spread({ values }: Line): number {
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known.map(Math.abs));
  return most === 0 ? 0 : (Math.max(...known) - Math.min(...known)) / most;
}

const mostMoved = (lines: readonly Line[]): Line | undefined => lines.toSorted((a, b) => spread(b) - spread(a))[0];

function Trend({
  label,
  labels,
  line,
  say,
}: {
  readonly label: string;
  readonly labels: readonly string[];
  readonly line: Line;
  readonly say: (value: number) => string;
}) {
  const t = useT();
  return (
    <Chart
      label={label}
      height={180}
      option={{
        xAxis: { type: 'category', data: labels },
        yAxis: { type: 'value', scale: true, axisLabel: { formatter: say } },
        tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => (typeof value === 'number' ? say(value) : '—') },
        series: [{ type: 'line', name: line.name, data: [...line.values], connectNulls: false, symbolSize: 6 }],
      }}
      table={{
        columns: [t('drift.history.batch'), line.name],
        rows: labels.map((one, i) => [one, line.values[i] === null ? '—' : say(line.values[i] ?? 0)]),
      }}
    />
  );
}

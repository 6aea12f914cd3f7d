import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useAppearance, useT } from '../appearance.tsx';
import { type ChartOption, themed } from './themed.ts';
import { type Pick as ChartPick, useDrawing } from './useDrawing.ts';

export type { ChartOption } from './themed.ts';

export interface ChartProps {
  /** What the chart says, in a sentence, for those who do not see it. */
  readonly label: string;
  /** Colours and fonts of axes, legend and series come by themselves. */
  readonly option: ChartOption;
  readonly height: number;
  /** The same numbers as a table. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] } | undefined;
  /** Click or Enter on a part: its series name and category or data name. */
  readonly onPick?: ((pick: ChartPick) => void) | undefined;
}

/** A chart in our colours that follows size and theme, with the same numbers as a table one key away. */
export function Chart({ label, option, height, table, onPick }: ChartProps) {
  return (
    <Tabled label={label} height={height} table={table}>
      <Plot label={label} option={option} height={height} onPick={onPick} />
    </Tabled>
  );
}

function Plot({ label, option, height, onPick }: Omit<ChartProps, 'table'>) {
  const { theme, fontSize, still } = useAppearance();
  const themedOption = useMemo(() => themed(option, theme, fontSize, still), [option, theme, fontSize, still]);
  const { box, isDrawn } = useDrawing(themedOption, { renderer: 'canvas', onPick });
  return <div ref={box} role="img" aria-label={label} data-drawn={isDrawn} style={{ height }} />;
}

interface TabledProps extends Pick<ChartProps, 'label' | 'height' | 'table'> {
  readonly children: ReactNode;
}

/** Something drawn that can be read as a table as well, where there is one. */
export function Tabled({ label, height, table, children }: TabledProps) {
  const t = useT();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={table ? 'ui-chart ui-chart-switched' : 'ui-chart'}>
      {table && (
        <Button size="small" type="text" className="ui-chart-switch" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('ui.chart.chart') : t('ui.chart.table')}
        </Button>
      )}
      {asTable && table ? <ChartTable label={label} table={table} height={height} /> : children}
    </figure>
  );
}

function ChartTable({
  label,
  table,
  height,
}: {
  readonly label: string;
  readonly table: NonNullable<ChartProps['table']>;
  readonly height: number;
}) {
  return (
    <div className="ui-chart-table" style={{ maxHeight: Math.max(height, 160) }} tabIndex={0} role="region" aria-label={label}>
      <table className="ui-table">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={[at, ...row].join('|')}>
              {row.map((value, i) => (
                <td key={table.columns[i]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

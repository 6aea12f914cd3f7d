import { useMemo } from 'react';
import { useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatBytes, formatCount, formatScore, formatShare, formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

/** A number on the page, and the day of its trend when one was picked. */
export interface Opened {
  readonly metric: string;
  readonly day: string | null;
}

interface Line {
  readonly key: string;
  readonly cells: readonly (string | number | null)[];
  readonly route: string | null;
}

/** The rows behind a number, each of them a way on. */
export function Behind({ opened, days, onClose }: { readonly opened: Opened; readonly days: number; readonly onClose: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const behind = useQuery('lifecycle.behind', { metric: opened.metric, days, ...(opened.day === null ? {} : { day: opened.day }) });
  const name = dynamic(`metric.${opened.metric}`);
  return (
    <SideDrawer
      open
      width={860}
      title={t('lifecycle.behindTitle', { metric: opened.day === null ? name : `${name} ${opened.day}` })}
      onClose={onClose}
    >
      <Load of={behind}>{(data) => <Rows columns={data.columns} rows={data.rows} routes={data.routes} />}</Load>
    </SideDrawer>
  );
}

function Rows({
  columns,
  rows,
  routes,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly routes: readonly (string | null)[];
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const lines = useMemo(() => rows.map((cells, i): Line => ({ key: String(i), cells, route: routes[i] ?? null })), [rows, routes]);
  const show = (column: string, value: string | number | null): string => {
    if (value === null) return '—';
    if (column === 'behind.kind') return dynamic(`event.${value}`);
    // the only two lists with states: issues have a number, resources a way of sharing
    if (column === 'behind.state') return dynamic(`${columns.includes('behind.issue') ? 'issues' : 'catalog'}.state.${value}`);
    if (column === 'behind.sharing') return dynamic(`sharing.${value}`);
    if (column === 'behind.cycle') return dynamic(`cycle.${value}`);
    if (/At$|\.at$/.test(column)) return formatTime(String(value));
    if (typeof value === 'string') return value;
    if (column === 'behind.bytes') return formatBytes(value);
    if (column === 'behind.score' || column === 'behind.previousScore') return formatScore(value);
    return column === 'behind.onTimeRate' ? formatShare(value * 10_000, 10_000) : formatCount(value);
  };
  if (lines.length === 0) return <EmptyState small title={t('lifecycle.behindEmpty')} />;
  return (
    <>
      <p className="ui-muted">{t('lifecycle.behindOf', { count: formatCount(lines.length) })}</p>
      <ListTable
        label={t('lifecycle.open')}
        rows={lines}
        rowKey={(line) => line.key}
        maxHeight={620}
        onOpen={(line) => line.route !== null && go(line.route)}
        columns={columns.map((column, i) => ({
          key: column,
          title: dynamic(column),
          align: typeof lines[0]?.cells[i] === 'number' ? ('right' as const) : ('left' as const),
          sortBy: (line: Line) => line.cells[i] ?? null,
          render: (line: Line) =>
            i === 0 && line.route !== null ? (
              <a href={`#${line.route}`}>{show(column, line.cells[i] ?? null)}</a>
            ) : (
              <span title={show(column, line.cells[i] ?? null)}>{show(column, line.cells[i] ?? null)}</span>
            ),
        }))}
      />
    </>
  );
}

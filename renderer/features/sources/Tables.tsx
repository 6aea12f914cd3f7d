import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { SourceFrom, SourceTable } from '../../../contract/methods/sources.ts';
import type { Output, QueryState } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { EmptyFiltered, EmptyState, ErrorPanel, useLate } from '../../ui/states.tsx';
import { SearchBox } from '../../ui/Toolbar.tsx';
import { tableLabel } from './model.ts';

const LINGER_MS = 200;

interface Props {
  readonly tables: QueryState<Output<'sources.tables'>>;
  readonly name: string;
  readonly chosen: SourceFrom | null;
  readonly disabled: boolean;
  readonly onChoose: (from: SourceFrom) => void;
}

/** The tables and views of a database, narrowed down as somebody types. */
export function Tables({ tables, name, chosen, disabled, onChoose }: Props) {
  const t = useT();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const { data, error, refreshing, reload } = tables;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const slow = useLate(refreshing && data === undefined, 150);
  const shown = useMemo(
    () =>
      (data?.tables ?? []).filter((table) => wanted === '' || `${tableLabel(table)} ${table.comment ?? ''}`.toLowerCase().includes(wanted)),
    [data, wanted],
  );
  if (error) return <ErrorPanel error={error} onRetry={reload} />;
  if (!data) return slow ? <Bar share={null} label={t('sources.looking', { name })} /> : null;
  if (data.tables.length === 0) return <EmptyState small title={t('sources.tablesNone')} hint={t('sources.tablesNoneHint')} />;
  const selected = chosen?.kind === 'table' ? keyOf({ schema: chosen.schema, name: chosen.table }) : null;
  const choose = ({ schema, name: table }: SourceTable, waitMs: number): void => {
    clearTimeout(timer.current);
    if (disabled) return;
    const chosenNow = (): void => onChoose({ kind: 'table', schema, table });
    if (waitMs === 0) chosenNow();
    else timer.current = setTimeout(chosenNow, waitMs);
  };
  return (
    <>
      <div className="source-search">
        <SearchBox value={search} onChange={setSearch} label={t('sources.searchTables')} width={220} />
        <span className="ui-muted" role="status">
          {t('sources.tableCount', { shown: formatCount(shown.length), total: formatCount(data.tables.length) })}
        </span>
      </div>
      {data.more && <p className="ui-note">{t('sources.tablesMore', { count: formatCount(data.tables.length) })}</p>}
      <div className="ui-box source-tables">
        <ListTable
          label={t('sources.tables')}
          rows={shown}
          rowKey={keyOf}
          selected={selected}
          // somebody who walks down the list with the keys does not ask the server for every table on the way; after a click, what stands beside is of this table
          onSelect={(table, by) => choose(table, by === 'keys' ? LINGER_MS : 0)}
          onOpen={(table) => choose(table, 0)}
          empty={<EmptyFiltered filters={[search]} onClear={() => setSearch('')} />}
          columns={[
            {
              key: 'name',
              title: t('sources.tableName'),
              width: '1fr',
              sortBy: tableLabel,
              render: (table) => (
                <span title={[tableLabel(table), table.comment].filter(Boolean).join('\n')}>
                  {tableLabel(table)} {table.kind === 'view' && <Chip>{t('sources.view')}</Chip>}{' '}
                  {table.comment !== null && <span className="ui-muted">{table.comment}</span>}
                </span>
              ),
            },
            {
              key: 'rows',
              title: t('sources.tableRows'),
              width: 96,
              align: 'right',
              sortBy: (table) => table.rowsEstimate,
              render: (table) => (table.rowsEstimate === null ? <span className="ui-muted">—</span> : formatCount(table.rowsEstimate)),
            },
          ]}
        />
      </div>
    </>
  );
}

const keyOf = ({ schema, name }: Pick<SourceTable, 'schema' | 'name'>): string => JSON.stringify([schema, name]);

import { Button, Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { AuditRow } from '../../../contract/methods/audit.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useCommand, useQuery } from '../../app/engine.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Facts } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyFiltered, EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';

const pageRows = 200;

/** Who did what when; nobody can change or stop it from here. */
export function AuditPage() {
  const t = useT();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const [before, setBefore] = useState<readonly number[]>([]);
  const [open, setOpen] = useState<AuditRow | null>(null);
  const list = useQuery(
    'audit.list',
    { limit: pageRows, before: before.at(-1), search: wanted === '' ? undefined : wanted },
    { keep: true },
  );
  const verify = useCommand('audit.verify');
  const [result, setResult] = useState<Output<'audit.verify'> | null>(null);
  const run = async (): Promise<void> => setResult((await verify.run(undefined)) ?? null);
  useActions([
    { id: 'verify', title: t('audit.verify'), keys: 'V', run: () => void run() },
    { id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', run: list.reload },
  ]);
  return (
    <>
      <div className="toolbar">
        <Input
          allowClear
          className="toolbar-search"
          prefix={<Icon name="search" />}
          aria-label={t('audit.search')}
          placeholder={t('audit.search')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setBefore([]);
          }}
        />
        {list.data && <span className="ui-muted">{t('audit.total', { count: formatCount(list.data.total) })}</span>}
        <Button className="toolbar-end" loading={verify.busy} icon={<Icon name="audit" />} onClick={() => void run()}>
          {t('audit.verify')}
        </Button>
      </div>
      {verify.error && <ErrorPanel error={verify.error} onRetry={() => void run()} />}
      {result && <Verdict result={result} />}
      <Load of={list}>
        {(data) =>
          data.rows.length === 0 ? (
            wanted === '' ? (
              <EmptyState title={t('audit.empty')} />
            ) : (
              <EmptyFiltered filters={[wanted]} onClear={() => setSearch('')} />
            )
          ) : (
            <>
              <Rows rows={data.rows} onOpen={setOpen} />
              <div className="ui-actions audit-pages">
                {before.length > 0 && <Button onClick={() => setBefore(before.slice(0, -1))}>{t('ui.back')}</Button>}
                {data.rows.length === pageRows && (
                  <Button onClick={() => setBefore([...before, data.rows.at(-1)?.n ?? 0])}>{t('audit.more')}</Button>
                )}
              </div>
            </>
          )
        }
      </Load>
      {open && <Detail row={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Verdict({ result }: { readonly result: Output<'audit.verify'> }) {
  const t = useT();
  const good = result.firstBroken === null;
  return (
    <p role="status" className={good ? 'ui-note ui-note-good' : 'ui-note ui-note-bad'}>
      {good ? t('audit.verified', { count: formatCount(result.rows) }) : t('audit.broken', { row: result.firstBroken })}{' '}
      <span className="ui-mono ui-muted">{t('audit.head', { hash: result.head.slice(0, 16) })}</span>
    </p>
  );
}

/** The action in words; one without words is shown by its code. */
function useAction(): (action: string) => string {
  const dynamic = useTDynamic();
  return (action) => {
    const word = dynamic(`action.${action}`);
    return word === `action.${action}` ? action : word;
  };
}

const actorOf = (row: AuditRow, system: string): string => (row.actor === 'system' ? system : row.actor);

function Rows({ rows, onOpen }: { readonly rows: readonly AuditRow[]; readonly onOpen: (row: AuditRow) => void }) {
  const t = useT();
  const actionOf = useAction();
  const users = useQuery('users.list', undefined);
  const names = new Map(users.data?.map((user) => [user.id, user.name]));
  return (
    <div className="table-box">
      <table className="ui-table" aria-label={t('audit.label')}>
        <thead>
          <tr>
            <th className="num">{t('audit.number')}</th>
            <th>{t('audit.time')}</th>
            <th>{t('audit.actor')}</th>
            <th>{t('audit.action')}</th>
            <th>{t('audit.object')}</th>
            <th>{t('audit.details')}</th>
            <th>{t('audit.hash')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.n}
              tabIndex={0}
              className="row-link"
              onClick={() => onOpen(row)}
              onKeyDown={(event) => event.key === 'Enter' && onOpen(row)}
            >
              <td className="num ui-muted">{row.n}</td>
              <td>{formatTime(row.at, true)}</td>
              <td>{names.get(row.actor) ?? actorOf(row, t('audit.system'))}</td>
              <td title={row.action}>{actionOf(row.action)}</td>
              <td className="audit-object">{row.object}</td>
              <td className="audit-details">{Object.keys(row.details).length === 0 ? '' : JSON.stringify(row.details)}</td>
              <td className="ui-mono ui-muted">{row.hash.slice(0, 10)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Detail({ row, onClose }: { readonly row: AuditRow; readonly onClose: () => void }) {
  const t = useT();
  const actionOf = useAction();
  return (
    <SideDrawer open title={t('audit.detail', { n: row.n })} onClose={onClose}>
      <Facts
        rows={[
          [t('audit.time'), formatTime(row.at, true)],
          [t('audit.actor'), actorOf(row, t('audit.system'))],
          [t('audit.action'), `${actionOf(row.action)} · ${row.action}`],
          [t('audit.object'), row.object],
          ...Object.entries(row.details).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const),
          [
            t('audit.hash'),
            <span key="hash" className="ui-mono">
              {row.hash}
            </span>,
          ],
        ]}
      />
    </SideDrawer>
  );
}

import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { Source, SourceFrom } from '../../../contract/methods/sources.ts';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { CodeArea } from '../../ui/CodeArea.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Card, Chip, IconButton } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { EditDialog } from './EditDialog.tsx';
import { Pane } from './Pane.tsx';
import { Tables } from './Tables.tsx';
import './sources.css';

/** What there is in a database: its tables or a query on the left, first rows and import beside it. */
export function BrowsePage({ params }: ScreenProps) {
  const t = useT();
  const list = useQuery('sources.list', undefined);
  return (
    <Load of={list}>
      {(sources) => {
        const source = sources.find(({ id }) => id === params['source']);
        return source ? (
          <Browse key={source.id} source={source} />
        ) : (
          <EmptyState
            icon={<Icon name="database" size={40} />}
            title={t('sources.gone')}
            action={
              <Button type="primary" href={hrefOf('/sources')}>
                {t('sources.back')}
              </Button>
            }
          />
        );
      }}
    </Load>
  );
}

type Way = 'table' | 'query';

function Browse({ source }: { readonly source: Source }) {
  const t = useT();
  const [way, setWay] = useSticky<Way>(`sources.way.${source.id}`, 'table');
  const [from, setFrom] = useSticky<SourceFrom | null>(`sources.from.${source.id}`, null);
  const tables = useQuery('sources.tables', { source: source.id });
  const { running } = useJob('sources.import', source.id);
  const { can } = useSession();
  const [editing, setEditing] = useState(false);
  useActions([{ id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', disabled: running, run: tables.reload }]);
  return (
    <div className="source-browse">
      <aside className="source-side" aria-label={t('sources.what')} data-region="queue">
        <header className="source-head">
          <a href={hrefOf('/sources')}>
            <Icon name="left" size={12} /> {t('sources.back')}
          </a>
          <h2>{source.name}</h2>
          <Chip>{t(`sources.protocol.${source.protocol}`)}</Chip>
          {can('source.edit') && (
            <IconButton icon="settings" label={t('sources.editOf', { name: source.name })} onClick={() => setEditing(true)} />
          )}
        </header>
        <Segmented
          block
          aria-label={t('sources.what')}
          value={way}
          disabled={running}
          options={[
            { value: 'table', label: t('sources.tables') },
            { value: 'query', label: t('sources.query') },
          ]}
          onChange={setWay}
        />
        {way === 'table' ? (
          <Tables tables={tables} name={source.name} chosen={from} disabled={running} onChoose={setFrom} />
        ) : (
          <Query source={source.id} disabled={running} onLook={setFrom} />
        )}
      </aside>
      {from === null ? (
        <Card className="source-nothing">
          <EmptyState icon={<Icon name="table" size={36} />} title={t('sources.choose')} hint={t('sources.chooseHint')} />
        </Card>
      ) : (
        <Pane key={JSON.stringify(from)} source={source} from={from} tables={tables.data?.tables ?? []} onStop={() => setFrom(null)} />
      )}
      {editing && <EditDialog source={source} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />}
    </div>
  );
}

function Query({
  source,
  disabled,
  onLook,
}: {
  readonly source: string;
  readonly disabled: boolean;
  readonly onLook: (from: SourceFrom) => void;
}) {
  const t = useT();
  const [kept, keep] = useSticky<string>(`sources.sql.${source}`, '');
  const [sql, setSql] = useState(kept);
  const ready = sql.trim() !== '' && !disabled;
  const look = (): void => {
    if (ready) onLook({ kind: 'query', sql: sql.trim() });
  };
  useActions([{ id: 'sources.look', title: t('sources.look'), keys: 'Ctrl+Enter', disabled: !ready, run: look }]);
  return (
    <div className="source-query">
      <CodeArea
        label={t('sources.queryLabel')}
        value={sql}
        readOnly={disabled}
        onChange={(text) => {
          setSql(text);
          keep(text);
        }}
      />
      <p className="ui-muted">{t('sources.queryHint')}</p>
      <Button disabled={!ready} onClick={look} title="Ctrl+Enter" aria-keyshortcuts="Control+Enter">
        {t('sources.look')}
      </Button>
    </div>
  );
}

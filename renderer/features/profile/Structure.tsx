import type { ReactNode } from 'react';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { TableStructure } from '../../../contract/methods/profile.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Correlations } from './Correlations.tsx';
import { Missing } from './Missing.tsx';
import { Places } from './Places.tsx';

type Key = TableStructure['keys'][number];
type Dependency = TableStructure['dependencies'][number];
type Agreement = TableStructure['agreements'][number];

const listHeight = 420;

/** What columns have to do with each other: keys, dependencies, correlations. */
export function Structure({
  structure,
  onRows,
  children,
}: {
  readonly structure: TableStructure;
  readonly onRows: (filters: readonly Filter[]) => void;
  readonly children?: ReactNode;
}) {
  const t = useT();
  const { rows, rowsInAll } = structure;
  return (
    <div className="profile-structure">
      {rows < rowsInAll && (
        <p className="ui-note">{t('profile.structure.sampled', { rows: formatCount(rows), all: formatCount(rowsInAll) })}</p>
      )}
      <Keys keys={structure.keys} nearKeys={structure.nearKeys} />
      <Dependencies list={structure.dependencies} />
      {structure.agreements.length > 0 && <Agreements list={structure.agreements} />}
      {children}
      <Places addresses={structure.addresses} coordinates={structure.coordinates} />
      <Missing structure={structure} onRows={onRows} />
      <Correlations list={structure.correlations} />
    </div>
  );
}

function Keys({ keys, nearKeys }: { readonly keys: readonly Key[]; readonly nearKeys: readonly Key[] }) {
  const t = useT();
  const list = [...keys, ...nearKeys];
  const columns: readonly ListColumn<Key>[] = [
    { key: 'columns', title: t('profile.structure.columns'), width: '2fr', render: (one) => one.columns.join(' + ') },
    {
      key: 'verdict',
      title: t('profile.structure.verdict'),
      width: '1fr',
      sortBy: (one) => one.shared,
      render: (one) =>
        one.shared === 0 ? (
          <Chip tone="good" icon="key">
            {t('profile.structure.key')}
          </Chip>
        ) : (
          <Chip tone="warn">{t('profile.structure.nearKey', { rows: formatCount(one.shared), keys: formatCount(one.repeated) })}</Chip>
        ),
    },
  ];
  return (
    <Card title={t('profile.keys')} flush>
      <ListTable<Key>
        label={t('profile.keys')}
        rows={list}
        rowKey={(one) => one.columns.join('\u0000')}
        columns={columns}
        maxHeight={listHeight}
        empty={<EmptyState small title={t('profile.noKeys')} />}
      />
    </Card>
  );
}

function Dependencies({ list }: { readonly list: readonly Dependency[] }) {
  const t = useT();
  const columns: readonly ListColumn<Dependency>[] = [
    { key: 'from', title: t('profile.structure.from'), sortBy: (one) => one.from.join(), render: (one) => one.from.join(' + ') },
    { key: 'to', title: t('profile.structure.to'), sortBy: (one) => one.to, render: (one) => one.to },
    {
      key: 'strength',
      title: t('profile.structure.strength'),
      width: 90,
      align: 'right',
      sortBy: (one) => one.strength,
      render: (one) => formatShare(one.rows - one.violations, one.rows),
    },
    {
      key: 'violations',
      title: t('profile.structure.violations'),
      width: 90,
      align: 'right',
      sortBy: (one) => one.violations,
      render: (one) => formatCount(one.violations),
    },
  ];
  return (
    <Card
      title={t('profile.structure.dependencies')}
      extra={<span className="ui-muted">{t('profile.structure.dependenciesHint')}</span>}
      flush
    >
      <ListTable<Dependency>
        label={t('profile.structure.dependencies')}
        rows={list}
        rowKey={(one) => [...one.from, one.to].join('\u0000')}
        columns={columns}
        maxHeight={listHeight}
        empty={<EmptyState small title={t('profile.structure.noDependencies')} />}
      />
    </Card>
  );
}

/** Columns that say what the citizen number beside them says. */
function Agreements({ list }: { readonly list: readonly Agreement[] }) {
  const t = useT();
  return (
    <Card title={t('profile.structure.agreements')} flush>
      <ListTable<Agreement>
        label={t('profile.structure.agreements')}
        rows={list}
        rowKey={(one) => `${one.from}\u0000${one.column}`}
        columns={[
          { key: 'column', title: t('drift.column'), render: (one) => one.column },
          { key: 'what', title: t('profile.structure.says'), render: (one) => t(`derived.${one.what}`) },
          { key: 'from', title: t('profile.structure.readFrom'), render: (one) => one.from },
          {
            key: 'agree',
            title: t('profile.structure.agree'),
            width: 100,
            align: 'right',
            render: (one) => formatShare(one.rows - one.violations, one.rows),
          },
          {
            key: 'violations',
            title: t('profile.structure.violations'),
            width: 90,
            align: 'right',
            render: (one) => formatCount(one.violations),
          },
        ]}
      />
    </Card>
  );
}

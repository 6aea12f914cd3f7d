import type { TableStructure } from '../../../contract/methods/profile.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatNumber, formatShare } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';

type Key = TableStructure['keys'][number];
type Dependency = TableStructure['dependencies'][number];
type Correlation = TableStructure['correlations'][number];

const listHeight = 420;

/** What the columns of a batch have to do with each other: keys, dependencies, correlations. */
export function Structure({ structure }: { readonly structure: TableStructure }) {
  const t = useT();
  const { rows, rowsInAll } = structure;
  return (
    <div className="profile-structure">
      {rows < rowsInAll && (
        <p className="ui-note">{t('profile.structure.sampled', { rows: formatCount(rows), all: formatCount(rowsInAll) })}</p>
      )}
      <Keys keys={structure.keys} nearKeys={structure.nearKeys} />
      <Dependencies list={structure.dependencies} />
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

function Correlations({ list }: { readonly list: readonly Correlation[] }) {
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

import { Button, Select, Tabs } from 'antd';
import { Suspense, useMemo } from 'react';
import type { Dataset } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Load } from '../../ui/states.tsx';
import { useActions } from '../actions.ts';
import { DecisionChip, decisionState } from '../decision.tsx';
import { DatasetContext, type DatasetPlace, goToDataset } from '../dataset-place.tsx';
import { useQuery } from '../engine.ts';
import { hrefOf } from '../router.ts';
import { useSession } from '../session.tsx';
import type { Screen } from '../routes.tsx';
import { useVisibleScreens } from './Sidebar.tsx';

interface Props {
  readonly found: { readonly screen: Screen; readonly params: Readonly<Record<string, string>> };
  readonly query: Readonly<Record<string, string>>;
}

/** A dataset's name, batch and tabs; the tab itself is the screen. */
export function DatasetFrame({ found, query }: Props) {
  const id = found.params['dataset'] ?? '';
  const dataset = useQuery('datasets.get', { dataset: id });
  const batches = useQuery('batches.list', { dataset: id });
  const both = useMemo(
    () => ({
      data: dataset.data && batches.data ? { dataset: dataset.data, batches: batches.data } : undefined,
      error: dataset.error ?? batches.error,
      refreshing: false,
      reload: () => {
        dataset.reload();
        batches.reload();
      },
    }),
    [dataset, batches],
  );
  return (
    <Load of={both}>
      {(data) => {
        const shown = query['batch'] ?? (found.screen.waiting ? data.dataset.waiting.at(-1) : undefined);
        const batch = data.batches.find((one) => one.id === shown) ?? data.dataset.latest;
        return <Inside place={{ ...data, batch }} found={found} query={query} />;
      }}
    </Load>
  );
}

function Inside({ place, found, query }: Props & { readonly place: DatasetPlace }) {
  const t = useT();
  const tabs = useVisibleScreens().filter((screen) => screen.tab === true);
  const { dataset, batch, batches } = place;
  const { Page, path } = found.screen;
  const open = (tab: string): void => goToDataset(dataset.id, tab, { batch: query['batch'] });
  const keyOf = (screen: Screen): string => screen.path.split('/').at(-1) ?? '';
  const at = tabs.findIndex((screen) => screen.path === path);
  const step = (by: number): void => {
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next) open(keyOf(next));
  };
  useActions([
    { id: 'tab-next', title: t('datasets.tabNext'), keys: 'Ctrl+PageDown', run: () => step(1) },
    { id: 'tab-previous', title: t('datasets.tabPrevious'), keys: 'Ctrl+PageUp', run: () => step(-1) },
  ]);
  const context = useMemo(() => ({ dataset, batches, batch }), [dataset, batches, batch]);
  return (
    <DatasetContext.Provider value={context}>
      <nav className="crumbs" aria-label={t('frame.breadcrumb')}>
        <a href={hrefOf('/datasets')}>{t('screen.datasets')}</a>
        <h1>{dataset.name}</h1>
        <span className="ui-muted">{dataset.unit}</span>
        {batch && (
          <Select
            size="small"
            className="crumbs-batch"
            aria-label={t('datasets.batch')}
            value={batch.id}
            popupMatchSelectWidth={false}
            onChange={(id: string) => goToDataset(dataset.id, keyOf(found.screen), { batch: id })}
            options={batches
              .toSorted((a, b) => b.number - a.number)
              .map((one) => ({
                value: one.id,
                label: [
                  t('datasets.batchOption', { number: one.number, rows: formatCount(one.rows), time: formatTime(one.importedAt) }),
                  ...(one.derived === null ? [] : [t('repair.derivedOf', { number: one.derived.number })]),
                  ...(one.decision?.state === 'accepted' ? [] : [t(`decision.${decisionState(one)}`)]),
                ].join(' · '),
              }))}
          />
        )}
        {batch && batch.decision?.state !== 'accepted' && <DecisionChip batch={batch} />}
      </nav>
      {dataset.waiting.length > 0 && !found.screen.waiting && <Waiting dataset={dataset} />}
      {path !== '/datasets/:dataset/repair' && <Offer dataset={dataset} batches={batches} />}
      <div data-region="tabs" className="dataset-tabs">
        <Tabs
          size="small"
          activeKey={at < 0 ? undefined : keyOf(found.screen)}
          onChange={open}
          items={tabs.map((screen) => ({ key: keyOf(screen), label: t(screen.title) }))}
        />
      </div>
      <div className="content content-tab">
        <Suspense key={path} fallback={null}>
          <Page key={batch?.id} params={found.params} query={query} />
        </Suspense>
      </div>
    </DatasetContext.Provider>
  );
}

/** Says that the dataset's recipe was not used on its present batch, to those who could use it. */
function Offer({ dataset, batches }: Pick<DatasetPlace, 'dataset' | 'batches'>) {
  const t = useT();
  const { can } = useSession();
  const { data } = useQuery('repair.state', { dataset: dataset.id }, { skip: !can('data.import') });
  const offered = batches.find(({ id }) => id === data?.offered);
  if (!offered) return null;
  return (
    <p className="ui-note dataset-waiting" role="status">
      {t('repair.offer', { number: offered.number })}{' '}
      <Button size="small" onClick={() => goToDataset(dataset.id, 'repair', { batch: offered.id })}>
        {t('repair.offerOpen')}
      </Button>
    </p>
  );
}

/** Says that batches wait for a decision, and leads to what they change. */
function Waiting({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  return (
    <p className="ui-note ui-note-warn dataset-waiting" role="status">
      {t('decision.notice', { count: dataset.waiting.length, number: dataset.latest?.number })}{' '}
      <Button size="small" onClick={() => goToDataset(dataset.id, 'changes', { batch: dataset.waiting.at(-1) })}>
        {t('decision.look')}
      </Button>
    </p>
  );
}

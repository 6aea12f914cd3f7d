import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Resource } from '../../../contract/methods/catalog.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Ring } from '../../ui/Gauge.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog, Field } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { CountTabs, FilterSelect, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { Detail } from './Detail.tsx';
import { elements, isFilled, sharingTypes, states, stateTone } from './model.ts';
import './catalog.css';

const tabs = ['list', 'negative', 'completeness'] as const;
type Tab = (typeof tabs)[number];

/** S14: the catalogue as a list with the chosen resource beside it, the negative list, and what is missing where. */
export function CatalogPage({ params }: ScreenProps) {
  const t = useT();
  const { can } = useSession();
  const [tab, setTab] = useSticky<Tab>('catalog.tab', 'list');
  const [search, setSearch] = useSticky('catalog.search', '');
  const [state, setState] = useSticky<Resource['state'] | null>('catalog.state', null);
  const [sharing, setSharing] = useSticky<(typeof sharingTypes)[number] | null>('catalog.sharing', null);
  const [drafting, setDrafting] = useState(false);
  const [provider, setProvider] = useSticky<string | null>('catalog.provider', null);
  const units = useQuery('units.list', undefined);
  const list = useQuery(
    'catalog.list',
    { search, ...(provider === null ? {} : { provider }), ...(state === null ? {} : { state }), ...(sharing === null ? {} : { sharing }) },
    { keep: true },
  );
  const chosen = params['resource'] ?? null;
  const active = [provider, state && t(`catalog.state.${state}`), sharing && t(`sharing.${sharing}`), search].filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
  const clear = (): void => {
    setSearch('');
    setState(null);
    setSharing(null);
    setProvider(null);
  };
  return (
    <div className="ui-pane">
      <CountTabs
        label={t('screen.catalog')}
        value={tab}
        onChange={setTab}
        tabs={tabs.map((value) => ({ value, label: t(`catalog.tab.${value}`) }))}
      />
      <Toolbar
        actions={
          can('catalog.edit') && (
            <Button type="primary" onClick={() => setDrafting(true)}>
              {t('catalog.draft')}
            </Button>
          )
        }
      >
        <SearchBox label={t('catalog.search')} value={search} onChange={setSearch} width={260} />
        <FilterSelect
          label={t('catalog.state')}
          value={state}
          onChange={setState}
          options={states.map((value) => ({ value, label: t(`catalog.state.${value}`) }))}
        />
        <FilterSelect
          label={t('catalog.provider')}
          value={provider}
          onChange={setProvider}
          options={(units.data ?? []).map((unit) => ({ value: unit.name, label: unit.name }))}
          width={160}
        />
        <FilterSelect
          label={t('catalog.sharing')}
          value={sharing}
          onChange={setSharing}
          options={sharingTypes.map((value) => ({ value, label: t(`sharing.${value}`) }))}
        />
      </Toolbar>
      <Load of={list}>
        {(rows) => {
          if (tab === 'completeness') {
            return (
              <Completeness
                rows={rows}
                onOpen={(name) => {
                  setProvider(name);
                  setTab('list');
                }}
              />
            );
          }
          const shown = tab === 'negative' ? rows.filter((r) => r.fields.sharing.type === 'denied') : rows;
          if (rows.length === 0 && active.length === 0)
            return (
              <EmptyState
                icon={<Icon name="catalog" size={36} />}
                title={t('catalog.none')}
                hint={t('catalog.noneHint')}
                action={
                  can('catalog.edit') ? (
                    <Button type="primary" onClick={() => setDrafting(true)}>
                      {t('catalog.draft')}
                    </Button>
                  ) : undefined
                }
              />
            );
          return (
            <div className={chosen === null ? 'catalog-alone' : 'catalog-split'}>
              <Table
                rows={shown}
                chosen={chosen}
                negative={tab === 'negative'}
                empty={
                  active.length > 0 ? (
                    <EmptyFiltered filters={active} onClear={clear} />
                  ) : (
                    <EmptyState small title={t(tab === 'negative' ? 'catalog.negativeNone' : 'catalog.noneHere')} />
                  )
                }
              />
              {chosen !== null && <Detail key={chosen} id={chosen} />}
            </div>
          );
        }}
      </Load>
      {drafting && <DraftDialog onClose={() => setDrafting(false)} />}
    </div>
  );
}

const open = (resource: Resource): void => go(`/catalog/${encodeURIComponent(resource.id)}`);

function Table({
  rows,
  chosen,
  negative,
  empty,
}: {
  readonly rows: readonly Resource[];
  readonly chosen: string | null;
  readonly negative: boolean;
  readonly empty: React.ReactNode;
}) {
  const t = useT();
  return (
    <div className="ui-box">
      <ListTable<Resource>
        label={t('screen.catalog')}
        rows={rows}
        rowKey={(resource) => resource.id}
        selected={chosen}
        onSelect={open}
        onOpen={open}
        empty={empty}
        columns={[
          {
            key: 'name',
            title: t('catalog.name'),
            width: '2fr',
            sortBy: (r) => r.fields.name,
            render: (r) => (
              <a href={hrefOf(`/catalog/${encodeURIComponent(r.id)}`)} tabIndex={-1}>
                {r.fields.name}
              </a>
            ),
          },
          ...(chosen !== null ? [] : wideColumns(t, negative)),
          {
            key: 'filled',
            title: t('catalog.filled'),
            width: 92,
            align: 'right',
            sortBy: (r) => r.filled,
            render: (r) => (
              <>
                <Ring part={r.filled} of={elements.length} label={`${r.filled}/${elements.length}`} /> {`${r.filled}/${elements.length}`}
              </>
            ),
          },
          {
            key: 'state',
            title: t('catalog.state'),
            width: 84,
            sortBy: (r) => states.indexOf(r.state),
            render: (r) => <Chip tone={stateTone[r.state]}>{t(`catalog.state.${r.state}`)}</Chip>,
          },
        ]}
      />
    </div>
  );
}

/** The columns for which there is room only while no resource stands beside the list. */
function wideColumns(t: ReturnType<typeof useT>, negative: boolean): readonly ListColumn<Resource>[] {
  return [
    { key: 'code', title: t('catalog.code'), width: 110, sortBy: (r) => r.fields.code, render: (r) => r.fields.code || '—' },
    { key: 'provider', title: t('catalog.provider'), width: '1fr', sortBy: (r) => r.fields.provider, render: (r) => r.fields.provider },
    negative
      ? {
          key: 'basis',
          title: t('catalog.legalBasis'),
          width: '2fr',
          render: (r) => <span title={r.fields.sharing.legalBasis}>{r.fields.sharing.legalBasis || '—'}</span>,
        }
      : {
          key: 'sharing',
          title: t('catalog.sharing'),
          width: 108,
          sortBy: (r) => r.fields.sharing.type,
          render: (r) => t(`sharing.${r.fields.sharing.type}`),
        },
    {
      key: 'datasets',
      title: t('catalog.datasets'),
      width: '1fr',
      sortBy: (r) => r.datasets.length,
      render: (r) => <span title={r.datasets.map((d) => d.name).join('、')}>{r.datasets.map((d) => d.name).join('、') || '—'}</span>,
    },
    { key: 'updated', title: t('catalog.updated'), width: 138, sortBy: (r) => r.updatedAt, render: (r) => formatTime(r.updatedAt) },
  ];
}

const heatSteps = 4;

/** Missing elements, provider by element; the number is printed, colour is not needed to read it. A cell opens the provider's resources. */
function Completeness({ rows, onOpen }: { readonly rows: readonly Resource[]; readonly onOpen: (provider: string) => void }) {
  const t = useT();
  const providers = [...new Set(rows.map((r) => r.fields.provider))].sort((a, b) => a.localeCompare(b, 'zh-CN'));
  if (providers.length === 0) return <EmptyState small title={t('catalog.noneHere')} />;
  return (
    <div className="ui-box">
      <table className="catalog-heat">
        <thead>
          <tr>
            <th scope="col">{t('catalog.provider')}</th>
            {elements.map((element) => (
              <th key={element} scope="col">
                {t(`catalog.element.${element}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {providers.map((provider) => (
            <tr key={provider}>
              <th scope="row">{provider || '—'}</th>
              {elements.map((element) => {
                const mine = rows.filter((r) => r.fields.provider === provider);
                const missing = mine.filter((r) => !isFilled(r.fields, element)).length;
                const said = t('catalog.missingCount', { element: t(`catalog.element.${element}`), count: missing });
                const step = missing === 0 ? 0 : Math.max(1, Math.ceil((missing / mine.length) * heatSteps));
                return (
                  <td key={element} className={`catalog-heat-${step}`} title={said}>
                    {missing === 0 || provider === '' ? (
                      missing === 0 ? (
                        '✓'
                      ) : (
                        missing
                      )
                    ) : (
                      <button type="button" aria-label={`${provider} ${said}`} onClick={() => onOpen(provider)}>
                        {missing}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DraftDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const datasets = useQuery('datasets.list', undefined);
  const [dataset, setDataset] = useState<string | null>(null);
  const [name, setName] = useState('');
  const draft = useCommand('catalog.draft');
  const run = async (): Promise<void> => {
    const made = await draft.run({ dataset, ...(name.trim() === '' ? {} : { name: name.trim() }) });
    if (!made) return;
    onClose();
    open(made);
  };
  return (
    <ConfirmDialog
      open
      title={t('catalog.draft')}
      confirm={t('catalog.draft')}
      disabled={dataset === null && name.trim() === ''}
      busy={draft.busy}
      onConfirm={() => void run()}
      onCancel={onClose}
    >
      <Field label={t('catalog.chooseDataset')}>
        {(id) => (
          <Select
            id={id}
            style={{ width: '100%' }}
            allowClear
            placeholder={t('catalog.withoutDataset')}
            value={dataset}
            options={(datasets.data ?? []).map((d) => ({ value: d.id, label: d.name }))}
            onChange={(value: string | undefined) => setDataset(value ?? null)}
          />
        )}
      </Field>
      <Field label={t('catalog.newName')}>
        {(id) => <Input id={id} maxLength={50} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {draft.error && <ErrorPanel error={draft.error} />}
    </ConfirmDialog>
  );
}

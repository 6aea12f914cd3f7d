import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { RuleSet } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { useDatasetPlace } from '../../app/dataset-place.tsx';
import { type Output, useCommand, useJob, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { shell } from '../../app/shell.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog, IconButton } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { Editor } from './Editor.tsx';
import { ExportRules } from './ExportRules.tsx';
import { ImportRules } from './ImportRules.tsx';
import { NewFromPack } from './NewFromPack.tsx';
import { NewSet } from './NewSet.tsx';
import { parseDraft, routeOfSet } from './model.ts';
import { Suggestions } from './Suggestions.tsx';
import './rules.css';

/** S08: every rule set of the workspace. */
export function RulesPage() {
  const sets = useQuery('ruleSets.list', undefined);
  return <Load of={sets}>{(list) => <Sets list={list} />}</Load>;
}

function Sets({ list }: { readonly list: readonly RuleSet[] }) {
  const t = useT();
  const { can } = useSession();
  const datasets = useQuery('datasets.list', undefined, { skip: !can('data.read') });
  const nameOf = (id: string | null): string => (id === null ? '' : (datasets.data?.find((one) => one.id === id)?.name ?? ''));
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<RuleSet | null>(null);
  const remove = useCommand('ruleSets.remove');
  const importing = useJob('ruleSets.readFile');
  const [reading, setReading] = useState<{ readonly file: string; readonly read: Output<'ruleSets.readFile'> } | null>(null);
  const [packing, setPacking] = useState(false);
  const may = can('rule.edit');
  const importFile = async (): Promise<void> => {
    const [file] = await shell.openFiles({ kind: 'rules', multiple: false });
    if (!file) return;
    const read = await importing.run({ file: file.grant }, file.name);
    if (read) setReading({ file: file.grant, read });
  };
  useActions([
    { id: 'rules.newSet', title: t('rules.newSet'), keys: 'Alt+N', disabled: !may, run: () => setCreating(true) },
    { id: 'rules.pack', title: t('pack.new'), disabled: !may, run: () => setPacking(true) },
    { id: 'rules.import', title: t('rules.import'), disabled: !may, run: () => void importFile() },
  ]);
  const wanted = search.trim().toLowerCase();
  const shown = list.filter((set) => `${set.name} ${nameOf(set.dataset)}`.toLowerCase().includes(wanted));
  const buttons = may && (
    <>
      <Button icon={<Icon name="intake" />} onClick={() => void importFile()}>
        {t('rules.import')}
      </Button>
      <Button icon={<Icon name="rules" />} onClick={() => setPacking(true)}>
        {t('pack.new')}
      </Button>
      <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
        {t('rules.newSet')}
      </Button>
    </>
  );
  return (
    <div className="ui-pane">
      {list.length > 0 && (
        <Toolbar actions={buttons}>
          <SearchBox label={t('rules.searchSets')} value={search} onChange={setSearch} width={260} />
        </Toolbar>
      )}
      <RunningJob of={importing} />
      {remove.error && <ErrorPanel error={remove.error} onClose={remove.clear} />}
      <div className={list.length > 0 ? 'ui-box ui-pane-fill' : 'ui-pane-fill'}>
        <ListTable
          label={t('rules.sets')}
          rows={shown}
          rowKey={(set) => set.id}
          onOpen={(set) => go(routeOfSet(set))}
          empty={
            list.length === 0 ? (
              <EmptyState icon={<Icon name="rules" size={36} />} title={t('rules.noSets')} hint={t('rules.noSetsHint')} action={buttons} />
            ) : (
              <EmptyState small title={t('ui.noMatch', { search })} />
            )
          }
          columns={[
            {
              key: 'name',
              title: t('rules.setName'),
              width: '2fr',
              sortBy: (set) => set.name,
              render: (set) => <a href={hrefOf(routeOfSet(set))}>{set.name}</a>,
            },
            {
              key: 'dataset',
              title: t('rules.dataset'),
              width: '2fr',
              sortBy: (set) => nameOf(set.dataset),
              render: (set) => nameOf(set.dataset) || <span className="ui-muted">{t('rules.anyDataset')}</span>,
            },
            {
              key: 'version',
              title: t('rules.version'),
              width: 72,
              align: 'right',
              sortBy: (set) => set.version,
              render: (set) => `v${set.version}`,
            },
            {
              key: 'rules',
              title: t('rules.rules'),
              width: 72,
              align: 'right',
              sortBy: (set) => set.rules.length,
              render: (set) => formatCount(set.rules.length),
            },
            {
              key: 'problems',
              title: t('rules.state'),
              width: 130,
              render: (set) =>
                set.problems.length > 0 ? (
                  <Chip tone="bad">{t('rules.problems', { count: set.problems.length })}</Chip>
                ) : (
                  <Chip tone="good">{t('rules.sound')}</Chip>
                ),
            },
            {
              key: 'updated',
              title: t('rules.updated'),
              width: 190,
              sortBy: (set) => set.updatedAt,
              render: (set) => <span className="ui-muted">{`${formatTime(set.updatedAt)} ${set.updatedBy}`}</span>,
            },
            {
              key: 'act',
              title: '',
              width: 80,
              align: 'right',
              render: (set) => (
                <>
                  <ExportRules set={set} />
                  {may && <IconButton icon="trash" label={t('rules.removeSet')} onClick={() => setRemoving(set)} />}
                </>
              ),
            },
          ]}
        />
      </div>
      {reading && <ImportRules file={reading.file} first={reading.read} onClose={() => setReading(null)} />}
      {packing && <NewFromPack onClose={() => setPacking(false)} />}
      {creating && <NewSet sets={list} onClose={() => setCreating(false)} />}
      <ConfirmDialog
        open={removing !== null}
        danger
        busy={remove.busy}
        title={t('rules.removeSet')}
        confirm={t('rules.removeSet')}
        onCancel={() => setRemoving(null)}
        onConfirm={() => void (removing && remove.run({ ruleSet: removing.id }).then(() => setRemoving(null)))}
      >
        {t('rules.removeSetSure', { name: removing?.name ?? '', count: removing?.rules.length ?? 0 })}
      </ConfirmDialog>
    </div>
  );
}

/** S08: one rule set, tried on the newest batch of its dataset or of another that the person picks. */
export function RuleSetPage({ params }: ScreenProps) {
  const t = useT();
  const { can } = useSession();
  const set = useQuery('ruleSets.get', { ruleSet: params['ruleSet'] ?? '' });
  const kinds = useQuery('ruleKinds.list', undefined);
  const datasets = useQuery('datasets.list', undefined, { skip: !can('data.read') });
  const [other, setOther] = useState<string | null>(null);
  const both = { ...set, data: set.data && kinds.data ? { set: set.data, kinds: kinds.data } : undefined, error: set.error ?? kinds.error };
  return (
    <Load of={both}>
      {(data) => {
        const id = other ?? data.set.dataset;
        const dataset = datasets.data?.find((one) => one.id === id);
        return (
          <div className="ui-pane">
            <Toolbar
              actions={
                <label className="ui-row ui-muted">
                  {t('rules.tryOn')}
                  <Select
                    aria-label={t('rules.tryOn')}
                    style={{ width: 220 }}
                    showSearch={{ optionFilterProp: 'label' }}
                    value={id ?? undefined}
                    placeholder={t('rules.chooseDataset')}
                    options={(datasets.data ?? []).filter((one) => one.latest !== null).map((one) => ({ value: one.id, label: one.name }))}
                    onChange={(value: string) => setOther(value)}
                  />
                </label>
              }
            >
              <a href={hrefOf('/rules')}>{t('screen.rules')}</a>
              <span aria-hidden="true">/</span>
              <strong>{data.set.name}</strong>
            </Toolbar>
            <div className="ui-pane-fill">
              <Editor key={data.set.id} set={data.set} kinds={data.kinds} batch={dataset?.latest ?? null} />
            </div>
          </div>
        );
      }}
    </Load>
  );
}

/** The rules tab of a dataset. */
export function DatasetRulesPage({ query }: ScreenProps) {
  const t = useT();
  const draft = query['draft'];
  const start = useMemo(() => parseDraft(draft), [draft]);
  const { dataset, batch } = useDatasetPlace();
  const { can } = useSession();
  const kinds = useQuery('ruleKinds.list', undefined);
  const set = useQuery('ruleSets.get', { ruleSet: dataset.ruleSet ?? '' }, { skip: dataset.ruleSet === null });
  const create = useCommand('ruleSets.create');
  if (dataset.ruleSet === null) {
    const begin = can('rule.edit') && (
      <Button loading={create.busy} onClick={() => void create.run({ name: dataset.name, dataset: dataset.id })}>
        {t('rules.startEmpty')}
      </Button>
    );
    return (
      <div className="ui-pane">
        <div className="ui-note ui-row">
          {t(start ? 'rules.noSetForDraft' : 'rules.noSetYet')}
          {begin}
        </div>
        {create.error && <ErrorPanel error={create.error} />}
        <div className="ui-pane-fill">
          {batch === null ? (
            <EmptyState title={t('rules.noBatch')} />
          ) : (
            <Load of={kinds}>{(list) => <Suggestions batch={batch.id} kinds={list} />}</Load>
          )}
        </div>
      </div>
    );
  }
  const both = { ...set, data: set.data && kinds.data ? { set: set.data, kinds: kinds.data } : undefined, error: set.error ?? kinds.error };
  return (
    <Load of={both}>
      {(data) => <Editor key={`${data.set.id} ${draft ?? ''}`} set={data.set} kinds={data.kinds} batch={batch} start={start} />}
    </Load>
  );
}

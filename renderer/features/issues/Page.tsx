import { Button, Dropdown } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../app/engine.ts';
import { severities } from '../../app/marks.tsx';
import { go } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useExport } from '../../app/useExport.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs, FilterSelect, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { AssignMany } from './Bulk.tsx';
import { useIssueColumns } from './columns.tsx';
import { Detail } from './Detail.tsx';
import { isLate, mayAssign, states, subjectOf } from './model.ts';
import { IssueSettings } from './Settings.tsx';
import { useTakeBack } from './useTakeBack.tsx';
import './issues.css';

const tabs = ['active', ...states, 'waivers'] as const;
type Tab = (typeof tabs)[number];

/** S11: issues as a list with the chosen one beside it. */
export function IssuesPage({ params, query }: ScreenProps) {
  const t = useT();
  const issues = useQuery('issues.list', {});
  const [settings, setSettings] = useState(false);
  const { can } = useSession();
  const button = can('issue.edit') && <Button onClick={() => setSettings(true)}>{t('issues.settings')}</Button>;
  return (
    <>
      <Load of={issues}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState icon={<Icon name="issue" size={36} />} title={t('issues.none')} hint={t('issues.noneHint')} action={button} />
          ) : (
            <Issues list={list} chosen={params['issue'] ?? null} query={query} onSettings={() => setSettings(true)} />
          )
        }
      </Load>
      {settings && <IssueSettings onClose={() => setSettings(false)} />}
    </>
  );
}

const inTab = (issue: Issue, tab: Tab): boolean => {
  if (tab === 'waivers') return issue.waiver !== null;
  return tab === 'active' ? issue.state !== 'closed' : issue.state === tab;
};
/** An address that asks for a tab, or for what is late, shows just that, and is plain afterwards. */
function useAsked(
  query: ScreenProps['query'],
  setTab: (tab: Tab) => void,
  setLate: (late: 'late' | null) => void,
  clear: () => void,
): void {
  const asked = tabs.find((tab) => tab === query['tab']);
  const late = query['late'] === '1';
  useEffect(() => {
    if (asked === undefined && !late) return;
    clear();
    setTab(asked ?? 'active');
    if (late) setLate('late');
    go('/issues', {}, true);
  }, [asked, late, clear, setTab, setLate]);
}

const open = (issue: Issue, replace: boolean): void => go(`/issues/${encodeURIComponent(issue.id)}`, {}, replace);
const byName = (a: string, b: string): number => a.localeCompare(b, 'zh-CN');

/** What narrows the list down, remembered while the program runs. */
function useFilters(list: readonly Issue[], query: ScreenProps['query']) {
  const t = useT();
  const [tab, setTab] = useSticky<Tab>('issues.tab', 'active');
  const [unit, setUnit] = useSticky<string | null>('issues.unit', null);
  const [dataset, setDataset] = useSticky<string | null>('issues.dataset', null);
  const [severity, setSeverity] = useSticky<Issue['severity'] | null>('issues.severity', null);
  const [late, setLate] = useSticky<'late' | null>('issues.late', null);
  const [search, setSearch] = useSticky('issues.search', '');
  const units = useMemo(() => [...new Set(list.map((issue) => issue.unit))].sort(byName), [list]);
  const datasets = useMemo(() => new Map(list.map((issue) => [subjectOf(issue), issue.subject])), [list]);
  const wanted = search.trim().toLowerCase();
  const shown = list.filter(
    (issue) =>
      inTab(issue, tab) &&
      (unit === null || issue.unit === unit) &&
      (dataset === null || subjectOf(issue) === dataset) &&
      (severity === null || issue.severity === severity) &&
      (late === null || isLate(issue)) &&
      `${issue.number} ${issue.subject} ${issue.rule} ${issue.columns.join(' ')} ${issue.unit}`.toLowerCase().includes(wanted),
  );
  const named = [unit, dataset && (datasets.get(dataset) ?? ''), severity && t(`severity.${severity}`), late && t('issues.late'), search];
  const clear = (): void => {
    setUnit(null);
    setDataset(null);
    setSeverity(null);
    setLate(null);
    setSearch('');
  };
  useAsked(query, setTab, setLate, clear);
  const selects = (
    <>
      <FilterSelect
        label={t('issues.unit')}
        value={unit}
        onChange={setUnit}
        options={units.map((value) => ({ value, label: value }))}
        width={150}
      />
      <FilterSelect
        label={t('issues.subject')}
        value={dataset}
        onChange={setDataset}
        options={[...datasets].sort((a, b) => byName(a[1], b[1])).map(([value, label]) => ({ value, label }))}
        width={150}
      />
      <FilterSelect
        label={t('rules.severity')}
        value={severity}
        onChange={setSeverity}
        options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        width={112}
      />
      <FilterSelect
        label={t('issues.due')}
        value={late}
        onChange={setLate}
        options={[{ value: 'late', label: t('issues.late') }]}
        width={112}
      />
      <SearchBox label={t('issues.search')} value={search} onChange={setSearch} width={190} />
    </>
  );
  return { tab, setTab, shown, selects, clear, active: named.filter((one): one is string => typeof one === 'string' && one !== '') };
}

function Issues({
  list,
  chosen,
  query,
  onSettings,
}: {
  readonly list: readonly Issue[];
  readonly chosen: string | null;
  readonly query: ScreenProps['query'];
  readonly onSettings: () => void;
}) {
  const t = useT();
  const { can } = useSession();
  const { tab, setTab, shown, selects, clear, active } = useFilters(list, query);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [assigning, setAssigning] = useState(false);
  const exporting = useExport('issues.export');
  const back = useTakeBack();
  const current = list.find((issue) => issue.id === chosen);
  const columns = useIssueColumns(current !== undefined);
  const may = can('issue.edit');
  const marked = shown.filter((issue) => ticked.has(issue.id));
  const assignable = may && mayAssign(marked);
  const save = (format: 'csv' | 'xlsx'): void => {
    const issues = (marked.length > 0 ? marked : shown).map(({ id }) => id);
    if (issues.length > 0) void exporting.save({ kind: format, name: `${t('screen.issues')}.${format}` }, { issues, format });
  };
  useActions([
    { id: 'issues.assignMany', title: t('issues.assignTicked'), keys: 'A', disabled: !assignable, run: () => setAssigning(true) },
    { id: 'issues.back', title: t('rework.back'), keys: 'B', disabled: !may || back.running, run: back.choose },
    {
      id: 'issues.export',
      title: t('issues.export'),
      keys: 'Ctrl+Shift+E',
      menu: 'export',
      disabled: !can('data.export'),
      run: () => save('xlsx'),
    },
  ]);
  return (
    <div className="ui-pane">
      <CountTabs
        label={t('issues.states')}
        value={tab}
        onChange={setTab}
        tabs={tabs.map((value) => ({
          value,
          label: value === 'waivers' ? t('waivers.title') : t(`issues.state.${value}`),
          count: list.filter((issue) => inTab(issue, value)).length,
        }))}
      />
      <Toolbar
        actions={
          <>
            {may && (
              <Button disabled={!assignable} onClick={() => setAssigning(true)}>
                {marked.length > 0 ? t('issues.assignMany', { count: marked.length }) : t('issues.assignTicked')}
              </Button>
            )}
            {may && (
              <Button loading={back.running} onClick={back.choose}>
                {t('rework.back')}
              </Button>
            )}
            {can('data.export') && (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    { key: 'xlsx', label: 'XLSX' },
                    { key: 'csv', label: 'CSV' },
                  ],
                  onClick: ({ key }) => save(key === 'csv' ? 'csv' : 'xlsx'),
                }}
              >
                <Button disabled={shown.length === 0}>{t('issues.export')}</Button>
              </Dropdown>
            )}
            {may && <Button onClick={onSettings}>{t('issues.settings')}</Button>}
          </>
        }
      >
        {selects}
      </Toolbar>
      {back.view}
      <RunningJob of={exporting} />
      <div className={current ? 'ui-split issues-split' : 'issues-alone'}>
        <div className="ui-box">
          <ListTable
            label={t('screen.issues')}
            rows={shown}
            rowKey={(issue) => issue.id}
            selected={chosen}
            checked={ticked}
            onCheck={setTicked}
            onSelect={(issue) => open(issue, chosen !== null)}
            onOpen={(issue) => open(issue, chosen !== null)}
            empty={
              active.length > 0 ? <EmptyFiltered filters={active} onClear={clear} /> : <EmptyState small title={t('issues.noneHere')} />
            }
            columns={columns}
          />
        </div>
        {current && <Detail key={current.id} id={current.id} />}
      </div>
      {assigning && (
        <AssignMany
          issues={marked}
          onClose={(done) => {
            setAssigning(false);
            if (done) setTicked(new Set());
          }}
        />
      )}
    </div>
  );
}

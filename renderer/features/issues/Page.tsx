import { useMemo } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { wallMs } from '../../app/clock.ts';
import { useQuery } from '../../app/engine.ts';
import { severities, SeverityChip } from '../../app/marks.tsx';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs, FilterSelect, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { Detail } from './Detail.tsx';
import { DueChip } from './DueChip.tsx';
import { isLate } from './model.ts';
import './issues.css';

const tabs = ['active', 'open', 'assigned', 'fixed', 'closed'] as const;
type Tab = (typeof tabs)[number];

const stateTone = { open: 'warn', assigned: 'info', fixed: 'plain', closed: 'good' } as const;

/** S11: issues as a list with the chosen one beside it. */
export function IssuesPage({ params }: ScreenProps) {
  const t = useT();
  const issues = useQuery('issues.list', {});
  return (
    <Load of={issues}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState icon={<Icon name="issue" size={36} />} title={t('issues.none')} hint={t('issues.noneHint')} />
        ) : (
          <Issues list={list} chosen={params['issue'] ?? null} />
        )
      }
    </Load>
  );
}

const inTab = (issue: Issue, tab: Tab): boolean => (tab === 'active' ? issue.state !== 'closed' : issue.state === tab);
const open = (issue: Issue, replace: boolean): void => go(`/issues/${encodeURIComponent(issue.id)}`, {}, replace);

function Issues({ list, chosen }: { readonly list: readonly Issue[]; readonly chosen: string | null }) {
  const t = useT();
  const dynamic = useTDynamic();
  const [tab, setTab] = useSticky<Tab>('issues.tab', 'active');
  const [unit, setUnit] = useSticky<string | null>('issues.unit', null);
  const [late, setLate] = useSticky<'late' | null>('issues.late', null);
  const [search, setSearch] = useSticky('issues.search', '');
  const nowMs = wallMs();
  const units = useMemo(() => [...new Set(list.map((issue) => issue.unit))].sort((a, b) => a.localeCompare(b, 'zh-CN')), [list]);
  const wanted = search.trim().toLowerCase();
  const shown = list.filter(
    (issue) =>
      inTab(issue, tab) &&
      (unit === null || issue.unit === unit) &&
      (late === null || isLate(issue, nowMs)) &&
      `${issue.number} ${issue.datasetName} ${issue.rule} ${issue.columns.join(' ')} ${issue.unit}`.toLowerCase().includes(wanted),
  );
  const active = [unit, late && t('issues.late'), search].filter((one): one is string => typeof one === 'string' && one !== '');
  const clear = (): void => {
    setUnit(null);
    setLate(null);
    setSearch('');
  };
  const current = list.find((issue) => issue.id === chosen);
  return (
    <div className="ui-pane">
      <CountTabs
        label={t('issues.states')}
        value={tab}
        onChange={setTab}
        tabs={tabs.map((value) => ({
          value,
          label: t(`issues.state.${value}`),
          count: list.filter((issue) => inTab(issue, value)).length,
        }))}
      />
      <Toolbar>
        <FilterSelect
          label={t('issues.unit')}
          value={unit}
          onChange={setUnit}
          options={units.map((value) => ({ value, label: value }))}
          width={180}
        />
        <FilterSelect label={t('issues.due')} value={late} onChange={setLate} options={[{ value: 'late', label: t('issues.late') }]} />
        <SearchBox label={t('issues.search')} value={search} onChange={setSearch} width={240} />
      </Toolbar>
      <div className={current ? 'ui-split issues-split' : 'issues-alone'}>
        <div className="ui-box">
          <ListTable
            label={t('screen.issues')}
            rows={shown}
            rowKey={(issue) => issue.id}
            selected={chosen}
            onSelect={(issue) => open(issue, chosen !== null)}
            onOpen={(issue) => open(issue, chosen !== null)}
            empty={
              active.length > 0 ? <EmptyFiltered filters={active} onClear={clear} /> : <EmptyState small title={t('issues.noneHere')} />
            }
            columns={[
              {
                key: 'number',
                title: t('issues.number'),
                width: 116,
                sortBy: (issue) => issue.number,
                render: (issue) => (
                  <a href={hrefOf(`/issues/${encodeURIComponent(issue.id)}`)} tabIndex={-1}>
                    {issue.number}
                  </a>
                ),
              },
              {
                key: 'severity',
                title: t('rules.severity'),
                width: 64,
                sortBy: (issue) => severities.indexOf(issue.severity),
                render: (issue) => <SeverityChip severity={issue.severity} />,
              },
              {
                key: 'about',
                title: t('issues.about'),
                width: '2fr',
                sortBy: (issue) => `${issue.datasetName} ${issue.rule}`,
                render: (issue) => (
                  <span
                    title={`${issue.datasetName} · ${issue.rule}`}
                  >{`${issue.datasetName} · ${dynamic(`ruleKind.${issue.kind}`)} ${issue.columns.join('、')}`}</span>
                ),
              },
              {
                key: 'failed',
                title: t('issues.failed'),
                width: 72,
                align: 'right',
                sortBy: (issue) => issue.failed,
                render: (issue) => formatCount(issue.failed),
              },
              {
                key: 'unit',
                title: t('issues.unit'),
                width: '1fr',
                sortBy: (issue) => issue.unit,
                render: (issue) => <span title={issue.unit}>{issue.unit}</span>,
              },
              {
                key: 'due',
                title: t('issues.due'),
                width: 118,
                sortBy: (issue) => issue.dueAt,
                render: (issue) => <DueChip issue={issue} />,
              },
              ...(current
                ? []
                : [
                    {
                      key: 'occurrences',
                      title: t('issues.occurrences'),
                      width: 72,
                      align: 'right' as const,
                      sortBy: (issue: Issue) => issue.occurrences,
                      render: (issue: Issue) => t('issues.times', { count: issue.occurrences }),
                    },
                  ]),
              {
                key: 'state',
                title: t('issues.stateTitle'),
                width: 84,
                sortBy: (issue) => tabs.indexOf(issue.state),
                render: (issue) => <Chip tone={stateTone[issue.state]}>{t(`issues.state.${issue.state}`)}</Chip>,
              },
            ]}
          />
        </div>
        {current && <Detail key={current.id} id={current.id} />}
      </div>
    </div>
  );
}

import { Button, Input, type InputRef, Segmented, Select } from 'antd';
import { type ReactNode, type Ref, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hasSpellings } from '../../../contract/methods/clusters.ts';
import type { Dataset, Filter } from '../../../contract/methods/datasets.ts';
import type { TableProfile, TableStructure } from '../../../contract/methods/profile.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { useJob, useLiveJobs, useQuery } from '../../app/engine.ts';
import { type LiveJob, liveJobs } from '../../app/live-jobs.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { draftRule } from '../../app/rule-draft.ts';
import { importInto, SeeProfile } from '../../app/SeeProfile.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { batchSubject, type Subject, useStructure } from '../../app/structure.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { Alerts } from './Alerts.tsx';
import { Cards, type Looked } from './Cards.tsx';
import { Spellings } from './clusters/Spellings.tsx';
import { ColumnDetail } from './Detail.tsx';
import { Duplicates } from './Duplicates.tsx';
import { ExportReport } from './ExportReport.tsx';
import { GrowingProfile } from './Growing.tsx';
import { Inclusions } from './Inclusions.tsx';
import { usePinned } from './pinned.ts';
import { problemsOf, ruleFor, urgency } from './problems.ts';
import { Structure } from './Structure.tsx';
import { WholeRows } from './WholeRows.tsx';

type View = 'cards' | 'alerts' | 'structure' | 'duplicates';
type Scope = 'batch' | 'whole';
type Order = 'problems' | 'file' | 'name';
const orders: readonly Order[] = ['problems', 'file', 'name'];

/** What is in each column of a batch, and what looks wrong. */
export function ProfilePage({ query }: ScreenProps) {
  const t = useT();
  const { dataset, batch } = useDatasetPlace();
  const [scope, setScope] = useState<Scope>('batch');
  const several = dataset.content.length > 1;
  const isWhole = several && scope === 'whole';
  const profile = useQuery('profile.get', { batch: batch?.id ?? '' }, { skip: batch === null || isWhole });
  const whole = useWhole(dataset, !isWhole);
  const coming = importInto(useLiveJobs(), dataset.id);
  if (!batch) return <EmptyState title={t('rows.noBatch')} action={coming && <SeeProfile job={coming} />} />;
  const choice = several && (
    <Segmented<Scope>
      aria-label={t('profile.scope')}
      value={scope}
      onChange={setScope}
      options={[
        { value: 'batch', label: t('profile.scope.batch') },
        { value: 'whole', label: t('profile.scope.whole', { count: dataset.content.length }) },
      ]}
    />
  );
  if (isWhole)
    return whole.data ? (
      <Loaded key="whole" profile={whole.data} column={query['column']} scope={choice} batches={whole.data.batches.length} />
    ) : (
      <div className="profile">
        <div className="toolbar">{choice}</div>
        {whole.job.job?.growth && whole.job.running ? (
          <GrowingWhole job={whole.job.job} dataset={dataset.id} />
        ) : (
          <RunningJob of={whole.job} onRetry={whole.again} />
        )}
        {whole.error && <ErrorPanel error={whole.error} />}
        {whole.missing && (
          <EmptyState title={t('profile.scope.notMade')} action={<Button onClick={whole.again}>{t('profile.scope.make')}</Button>} />
        )}
      </div>
    );
  return (
    <>
      {coming?.growth && (
        <p className="ui-note growing-notice" role="status">
          {t('growing.notice', { name: coming.title })} <SeeProfile job={coming} />
        </p>
      )}
      <Load of={profile}>
        {(data) =>
          data.columns.length === 0 ? (
            <EmptyState title={t('profile.none')} />
          ) : (
            <Loaded key={data.batch} profile={data} column={query['column']} scope={choice} batches={null} />
          )
        }
      </Load>
    </>
  );
}

const wholePlace = (dataset: string): string => `whole ${dataset}`;

function GrowingWhole({ job, dataset }: { readonly job: LiveJob; readonly dataset: string }) {
  const [pinned, onPin] = usePinned(dataset);
  return <GrowingProfile job={job} onCancel={() => liveJobs.cancel(job.name)} pinned={pinned} onPin={onPin} place={wholePlace(dataset)} />;
}

/** The profile of a dataset of several batches; where it was not put together for those it has now, that is done now. */
function useWhole({ id, name, content }: Dataset, skip: boolean) {
  const stored = useQuery('profile.whole', { dataset: id }, { skip });
  const job = useJob('profile.makeWhole', [id, ...content].join());
  const { data } = stored;
  const { run, job: known } = job;
  const again = useCallback(() => void run({ dataset: id }, name), [run, id, name]);
  useEffect(() => {
    // one that failed or was cancelled is tried again only when a person asks
    if (!skip && data === null && known === undefined) again();
  }, [skip, data, known, again]);
  return { data: data ?? job.output, missing: data === null && !job.running, error: stored.error, job, again };
}

function useList(profile: TableProfile, order: Order, search: string, pinned: ReadonlySet<string>): readonly Looked[] {
  const sorted = useSorted(profile, order, search);
  const isPinned = ({ name }: Looked): number => (pinned.has(name) ? 0 : 1);
  return pinned.size === 0 ? sorted : sorted.toSorted((a, b) => isPinned(a) - isPinned(b));
}

function useSorted(profile: TableProfile, order: Order, search: string): readonly Looked[] {
  return useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const list = profile.columns
      .filter((column) => column.name.toLowerCase().includes(wanted))
      .map((column) => ({
        name: column.name,
        column,
        soFar: null,
        problems: problemsOf(profile, column.name),
        rule: ruleFor(profile, column.name),
      }));
    if (order === 'problems') return list.toSorted((a, b) => urgency(b.problems, profile.rows) - urgency(a.problems, profile.rows));
    return order === 'name' ? list.toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN')) : list;
  }, [profile, order, search]);
}

/** What relations and duplicates are looked for in: the batch that is shown, or all of the dataset as one table. */
function useSubject(isWhole: boolean): Subject | null {
  const { dataset, batch } = useDatasetPlace();
  if (isWhole) return { of: { dataset: dataset.id }, key: [dataset.id, ...dataset.content].join(), title: dataset.name };
  return batch && batchSubject(batch.id, `${dataset.name} #${batch.number}`);
}

interface LoadedProps {
  readonly profile: TableProfile;
  readonly column: string | undefined;
  /** Chooses between the batch and all of them. */
  readonly scope: ReactNode;
  /** How many batches it is about; null: the one that is shown. */
  readonly batches: number | null;
}

function Loaded({ profile, column, scope, batches }: LoadedProps) {
  const t = useT();
  const { dataset, batch } = useDatasetPlace();
  const { can } = useSession();
  const [order, setOrder] = useSticky<Order>('profile.order', 'problems');
  const [view, setView] = useSticky<View>('profile.view', 'cards');
  const isWhole = batches !== null;
  const subject = useSubject(isWhole);
  const structure = useStructure(subject);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<string | null>(column ?? null);
  // the way back from rows leads to the spellings that one came from
  const [spelled, setSpelled] = useSticky<string | null>(`clusters.open.${batch?.id ?? ''}`, null);
  const [named, setNamed] = useState(column);
  if (named !== column) {
    // the address names another column than before
    setNamed(column);
    setOpen(column ?? null);
  }
  const input = useRef<InputRef>(null);
  const [pinned, onPin] = usePinned(dataset.id);
  const list = useList(profile, order, search, pinned);
  const opened = profile.columns.find((one) => one.name === open);
  const goToRows = (filters: readonly Filter[]): void =>
    goToDataset(dataset.id, 'rows', { batch: batch?.id, filters: JSON.stringify(filters) });
  const [asked, setAsked] = useState<readonly Filter[] | null>(null);
  // rows are shown batch by batch
  const toRows = isWhole ? setAsked : goToRows;
  const toRule = can('rule.edit') ? (rule: Rule): void => draftRule(dataset.id, batch?.id, rule) : undefined;
  useActions([
    { id: 'find', title: t('profile.search'), keys: 'Ctrl+F', menu: 'find', run: () => input.current?.focus() },
    { id: 'find-slash', title: t('profile.search'), keys: '/', run: () => input.current?.focus() },
  ]);
  return (
    <div className="profile">
      <Summary profile={profile} structure={structure.data} batches={batches} />
      <Bar
        profile={profile}
        scope={scope}
        isWhole={isWhole}
        view={view}
        onView={setView}
        input={input}
        search={search}
        onSearch={setSearch}
        order={order}
        onOrder={setOrder}
      />
      {view === 'structure' ? (
        <>
          <RunningJob of={structure.job} onRetry={structure.again} />
          {structure.data && (
            <Structure structure={structure.data} onRows={toRows}>
              {subject && <Inclusions key={subject.key} subject={subject} onRule={toRule} />}
            </Structure>
          )}
        </>
      ) : view === 'duplicates' && subject ? (
        <Duplicates key={subject.key} subject={subject} columns={profile.columns.map(({ name }) => name)} onRows={toRows} onRule={toRule} />
      ) : view === 'alerts' ? (
        <Alerts alerts={profile.alerts} onOpen={setOpen} onRows={toRows} onRule={toRule} />
      ) : list.length === 0 ? (
        <EmptyFiltered filters={[search]} onClear={() => setSearch('')} />
      ) : (
        <Cards
          list={list}
          rows={profile.rows}
          onOpen={setOpen}
          onRows={toRows}
          onRule={toRule}
          pinned={pinned}
          onPin={onPin}
          place={isWhole ? wholePlace(dataset.id) : profile.batch}
        />
      )}
      {opened && (
        <ColumnDetail
          column={opened}
          problems={profile.alerts.filter((one) => one.column === opened.name)}
          rows={profile.rows}
          onRows={toRows}
          onSpellings={
            batch && !isWhole && hasSpellings(opened)
              ? () => {
                  setOpen(null);
                  setSpelled(opened.name);
                }
              : undefined
          }
          onClose={() => setOpen(null)}
        />
      )}
      {batch && !isWhole && spelled !== null && profile.columns.some(({ name }) => name === spelled) && (
        <Spellings
          key={spelled}
          dataset={dataset.id}
          batch={batch.id}
          column={spelled}
          onRows={goToRows}
          onRule={toRule}
          onClose={() => setSpelled(null)}
        />
      )}
      {asked && <WholeRows dataset={dataset.id} filters={asked} onClose={() => setAsked(null)} />}
    </div>
  );
}

interface BarProps {
  readonly profile: TableProfile;
  readonly scope: ReactNode;
  readonly isWhole: boolean;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly input: Ref<InputRef>;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Bar({ profile, scope, isWhole, view, onView, input, search, onSearch, order, onOrder }: BarProps) {
  const t = useT();
  const { can } = useSession();
  const { dataset, batch } = useDatasetPlace();
  return (
    <div className="toolbar">
      {scope}
      <Segmented<View>
        aria-label={t('profile.view')}
        value={view}
        onChange={onView}
        options={[
          { value: 'cards', label: t('profile.cards') },
          { value: 'alerts', label: t('profile.alertsCount', { count: profile.alerts.length }) },
          { value: 'structure', label: t('profile.structure') },
          { value: 'duplicates', label: t('profile.duplicates.title') },
        ]}
      />
      <Input
        ref={input}
        allowClear
        className="toolbar-search"
        prefix={<Icon name="search" />}
        aria-label={t('profile.search')}
        placeholder={t('profile.search')}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
      />
      <Select
        aria-label={t('profile.order')}
        value={order}
        onChange={onOrder}
        options={orders.map((value) => ({ value, label: t(`profile.order.${value}`) }))}
      />
      {batch && can('data.export') && (
        <ExportReport
          batch={batch}
          whole={isWhole}
          name={isWhole ? `${dataset.name} ${t('whole.open')}` : `${dataset.name} #${batch.number}`}
        />
      )}
    </div>
  );
}

interface SummaryProps {
  readonly profile: TableProfile;
  readonly structure: TableStructure | null | undefined;
  readonly batches: number | null;
}

function Summary({ profile, structure, batches }: SummaryProps) {
  const t = useT();
  const { language } = useAppearance();
  const { rows, columns, duplicateRows, seconds } = profile;
  // single columns are known at once, combinations only when the structure was looked at
  const keys = structure ? structure.keys.map((key) => key.columns) : profile.keys;
  const near = structure?.nearKeys ?? [];
  return (
    <div className="profile-summary">
      <b>{t('profile.overview', { rows: formatCount(rows), columns: columns.length })}</b>
      <Chip>{batches === null ? t('profile.full') : t('profile.scope.whole', { count: batches })}</Chip>
      {duplicateRows !== null && (
        <Chip tone={duplicateRows > 0 ? 'warn' : 'plain'}>{t('profile.duplicates', { count: formatCount(duplicateRows) })}</Chip>
      )}
      <span className="profile-keys">
        <span className="ui-muted">{t('profile.keys')}</span>
        {keys.length === 0 ? (
          <span className="ui-muted">{t(structure ? 'profile.noKeys' : 'ui.loading')}</span>
        ) : (
          keys.slice(0, 4).map((key) => (
            <Chip key={key.join()} tone="good" icon="key">
              {key.join(' + ')}
            </Chip>
          ))
        )}
        {keys.length === 0 &&
          near.slice(0, 2).map((key) => (
            <Chip key={key.columns.join()} tone="warn">
              {key.columns.join(' + ')} ·{' '}
              {t('profile.structure.nearKey', { rows: formatCount(key.shared), keys: formatCount(key.repeated) })}
            </Chip>
          ))}
      </span>
      <span className="ui-muted profile-took">
        {batches === null
          ? t('profile.took', { import: formatDuration(seconds.import, language), profile: formatDuration(seconds.profile, language) })
          : t('profile.scope.took', { seconds: formatDuration(seconds.profile, language) })}
      </span>
    </div>
  );
}

import { Button, Checkbox, Input } from 'antd';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import type { Dataset } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useQuery } from '../../app/engine.ts';
import { chooseIntakeFiles } from '../../app/intake-files.ts';
import { bestFirst, type Initials, loadInitials } from '../../app/frame/palette-search.ts';
import { go } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatScore, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip, LevelChip } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';

/** All datasets, found by name, unit or pinyin initials. */
export function DatasetsPage({ query }: ScreenProps) {
  const t = useT();
  const { can } = useSession();
  const datasets = useQuery('datasets.list', undefined);
  useActions([{ id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', run: datasets.reload }]);
  return (
    <Load of={datasets}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState
            icon={<Icon name="table" size={36} />}
            title={t('datasets.empty')}
            hint={t('datasets.emptyHint')}
            action={
              can('data.import') && (
                <Button type="primary" icon={<Icon name="intake" />} onClick={() => void chooseIntakeFiles()}>
                  {t('intake.choose')}
                </Button>
              )
            }
          />
        ) : (
          <List list={list} onlyWaiting={query['waiting'] === '1'} />
        )
      }
    </Load>
  );
}

function List({ list, onlyWaiting }: { readonly list: readonly Dataset[]; readonly onlyWaiting: boolean }) {
  const t = useT();
  const [search, setSearch] = useSticky('datasets.search', '');
  const [initials, setInitials] = useState<Initials | null>(null);
  useEffect(() => {
    void loadInitials().then((loaded) => setInitials(() => loaded));
  }, []);
  const items = useMemo(
    () =>
      list
        .filter((dataset) => !onlyWaiting || dataset.waiting.length > 0)
        .map((dataset) => ({ dataset, found: [dataset.name, dataset.unit] })),
    [list, onlyWaiting],
  );
  const setOnlyWaiting = (only: boolean): void => go('/datasets', { waiting: only ? '1' : undefined }, true);
  const clear = (): void => {
    setSearch('');
    setOnlyWaiting(false);
  };
  const shown = useMemo(() => bestFirst(items, search, initials), [items, search, initials]);
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, dataset: Dataset): void => {
    if (event.nativeEvent.isComposing) return;
    const { currentTarget: row } = event;
    if (event.key === 'Enter') goToDataset(dataset.id, event.shiftKey ? 'profile' : 'overview');
    else if (event.key === 'ArrowDown') (row.nextElementSibling as HTMLElement | null)?.focus();
    else if (event.key === 'ArrowUp') (row.previousElementSibling as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="toolbar">
        <Input
          allowClear
          className="toolbar-search"
          prefix={<Icon name="search" />}
          aria-label={t('datasets.search')}
          placeholder={t('datasets.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {(onlyWaiting || list.some(({ waiting }) => waiting.length > 0)) && (
          <Checkbox checked={onlyWaiting} onChange={(event) => setOnlyWaiting(event.target.checked)}>
            {t('decision.onlyWaiting')}
          </Checkbox>
        )}
        <span className="ui-muted">{t('datasets.count', { count: formatCount(shown.length) })}</span>
      </div>
      {shown.length === 0 ? (
        <EmptyFiltered
          filters={[...(search === '' ? [] : [search]), ...(onlyWaiting ? [t('decision.onlyWaiting')] : [])]}
          onClear={clear}
        />
      ) : (
        <div className="table-box">
          <table className="ui-table">
            <thead>
              <tr>
                <th>{t('datasets.name')}</th>
                <th>{t('datasets.unit')}</th>
                <th className="num">{t('datasets.batches')}</th>
                <th className="num">{t('datasets.rows')}</th>
                <th>{t('datasets.score')}</th>
                <th className="num">{t('datasets.issues')}</th>
                <th>{t('datasets.cycle')}</th>
                <th>{t('datasets.timeliness')}</th>
                <th>{t('datasets.updated')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ dataset }) => (
                <tr
                  key={dataset.id}
                  tabIndex={0}
                  className="row-link"
                  onKeyDown={(event) => onKeyDown(event, dataset)}
                  onClick={() => goToDataset(dataset.id)}
                >
                  <Cells dataset={dataset} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Cells({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  const { latest } = dataset;
  return (
    <>
      <td>
        <b>{dataset.name}</b>{' '}
        {dataset.waiting.length > 0 && <Chip tone="warn">{t('decision.waitingCount', { count: dataset.waiting.length })}</Chip>}
      </td>
      <td>{dataset.unit}</td>
      <td className="num">{formatCount(dataset.batches)}</td>
      <td className="num">{latest ? formatCount(latest.rows) : '—'}</td>
      <td>
        <Score dataset={dataset} />
      </td>
      <td className="num">{dataset.openIssues === 0 ? <span className="ui-muted">0</span> : formatCount(dataset.openIssues)}</td>
      <td>{t(`cycle.${dataset.updateCycle}`)}</td>
      <td>
        <Timeliness dataset={dataset} />
      </td>
      <td className="ui-muted">{latest ? formatTime(latest.importedAt) : '—'}</td>
    </>
  );
}

/** The newest batch's score: a number, not checked yet, or not evaluated. */
export function Score({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  const { latest } = dataset;
  if (!latest) return <span className="ui-muted">—</span>;
  if (!latest.lastRun) return <Chip tone="warn">{t('datasets.notChecked')}</Chip>;
  return latest.lastRun.total === null ? <LevelChip level="none" /> : <b>{formatScore(latest.lastRun.total)}</b>;
}

/** Lateness against the declared cycle. */
export function Timeliness({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  const { level, latePeriods } = dataset.timeliness;
  if (level === 'none') return <span className="ui-muted">—</span>;
  return (
    <LevelChip level={level}>
      {latePeriods > 0 ? t('datasets.late', { count: latePeriods }) : level === 'ok' ? t('datasets.onTime') : t(`ui.level.${level}`)}
    </LevelChip>
  );
}

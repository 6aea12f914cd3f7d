import { Button, Checkbox, type InputRef } from 'antd';
import { type Ref, useMemo, useState } from 'react';
import type { Cluster, Clusters } from '../../../../contract/methods/clusters.ts';
import { useActions } from '../../../app/actions.ts';
import { goToDataset } from '../../../app/dataset-place.tsx';
import { useCommand, useQuery } from '../../../app/engine.ts';
import { useSession } from '../../../app/session.tsx';
import { useSticky } from '../../../app/sticky.ts';
import { useT } from '../../../ui/appearance.tsx';
import { formatCount } from '../../../ui/format.ts';
import { type ListColumn, ListTable } from '../../../ui/ListTable.tsx';
import { Chip } from '../../../ui/parts.tsx';
import { EmptyFiltered, ErrorPanel } from '../../../ui/states.tsx';
import { SearchBox } from '../../../ui/Toolbar.tsx';
import { Group } from './Group.tsx';
import type { Place } from './place.ts';
import { type Choice, mapOf, noChoice, rowsOf, withMapping, writtenAs } from './taken.ts';

interface Props {
  readonly found: Clusters;
  readonly place: Place;
  readonly search: Ref<InputRef>;
}

const tones = { high: 'good', medium: 'info', low: 'plain' } as const;

/** Which groups were said to be different things: as found, and what was said since. */
function useRejections(place: Place) {
  const [said, setSaid] = useSticky<Readonly<Record<string, boolean>>>(`clusters.rejected.${place.batch}.${place.column}`, {});
  const decide = useCommand('clusters.decide');
  return {
    error: decide.error,
    clear: decide.clear,
    isRejected: ({ key, rejected }: Cluster): boolean => said[key] ?? rejected,
    reject: async ({ key }: Cluster, rejected: boolean): Promise<void> => {
      if (await decide.run({ batch: place.batch, column: place.column, keys: [key], rejected })) setSaid({ ...said, [key]: rejected });
    },
  };
}

/** The groups of a method, to tick; the chosen one beside them with its spellings. */
export function Groups({ found, place, search }: Props) {
  const t = useT();
  const { can } = useSession();
  const [choice, setChoice] = useSticky<Choice>(`clusters.choice.${place.batch}.${place.column}`, noChoice);
  const [wanted, setWanted] = useState('');
  const [withRejected, setWithRejected] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const { isRejected, reject, ...rejections } = useRejections(place);
  const editable = !found.masked && (can('data.import') || place.onRule !== undefined);
  const rejectable = can('rule.edit');
  const needle = wanted.trim().toLowerCase();
  const rejected = found.clusters.filter(isRejected).length;
  const list = found.clusters.filter(
    (one) => (withRejected || !isRejected(one)) && (needle === '' || one.values.some(({ value }) => value.toLowerCase().includes(needle))),
  );
  const open = list.find(({ key }) => key === shown) ?? list[0];
  // a tick of what is hidden now would act unseen
  const taken = found.clusters.filter((one) => choice.on.includes(one.key) && !isRejected(one));
  const columns = useColumns(choice);
  const onReject = (one: Cluster): void => void reject(one, !isRejected(one));
  const toRows = (one: Cluster): void =>
    place.onRows([{ op: 'sameAs', columns: [place.column], row: (one.values[1] ?? one.values[0])?.row ?? 1 }]);
  return (
    <>
      {rejections.error && <ErrorPanel error={rejections.error} onClose={rejections.clear} />}
      <div className="clusters-tools">
        <SearchBox value={wanted} onChange={setWanted} label={t('clusters.search')} inputRef={search} />
        {rejected > 0 && (
          <Checkbox checked={withRejected} onChange={(event) => setWithRejected(event.target.checked)}>
            {t('clusters.showRejected', { count: rejected })}
          </Checkbox>
        )}
        {editable && <Take column={place.column} clusters={taken} choice={choice} place={place} />}
      </div>
      {list.length === 0 ? (
        <EmptyFiltered filters={[wanted]} onClear={() => (setWanted(''), setWithRejected(true))} />
      ) : (
        <div className="clusters-body">
          <div className="ui-box">
            <ListTable<Cluster>
              label={t('clusters.title')}
              rows={list}
              columns={columns}
              rowKey={({ key }) => key}
              selected={open?.key ?? null}
              onSelect={({ key }) => setShown(key)}
              onOpen={toRows}
              keys={rejectable ? { D: onReject } : {}}
              {...(editable
                ? {
                    checked: new Set(choice.on),
                    onCheck: (on: ReadonlySet<string>) => setChoice({ ...choice, on: [...on] }),
                  }
                : {})}
            />
          </div>
          {open && (
            <Group
              key={open.key}
              cluster={open}
              place={place}
              choice={choice}
              onChoice={editable ? setChoice : undefined}
              rejected={isRejected(open)}
              onReject={rejectable ? () => onReject(open) : undefined}
            />
          )}
        </div>
      )}
    </>
  );
}

function useColumns(choice: Choice): readonly ListColumn<Cluster>[] {
  const t = useT();
  return useMemo(
    () => [
      {
        key: 'as',
        title: t('clusters.proposed'),
        width: '3fr',
        sortBy: (one) => writtenAs(one, choice),
        render: (one) => <span title={writtenAs(one, choice)}>{writtenAs(one, choice)}</span>,
      },
      {
        key: 'values',
        title: t('clusters.values'),
        width: 60,
        align: 'right',
        sortBy: ({ values, more }) => values.length + more,
        render: ({ values, more }) => formatCount(values.length + more),
      },
      {
        key: 'rows',
        title: t('repair.rows'),
        width: 68,
        align: 'right',
        sortBy: (one) => rowsOf(one, choice),
        render: (one) => formatCount(rowsOf(one, choice)),
      },
      {
        key: 'sure',
        title: t('clusters.sure'),
        width: 76,
        sortBy: ({ sure }) => ['high', 'medium', 'low'].indexOf(sure),
        render: ({ sure }) => <Chip tone={tones[sure]}>{t(`clusters.sure.${sure}`)}</Chip>,
      },
    ],
    [t, choice],
  );
}

interface TakeProps {
  readonly column: string;
  readonly clusters: readonly Cluster[];
  readonly choice: Choice;
  readonly place: Place;
}

/** What becomes of the groups taken: steps of the recipe, looked at on the repair page, or a rule. */
function Take({ column, clusters, choice, place }: TakeProps) {
  const t = useT();
  const { can } = useSession();
  const state = useQuery('repair.state', { dataset: place.dataset });
  const save = useCommand('repair.save');
  const map = mapOf(clusters, choice);
  const spellings = Object.keys(map);
  const ready = can('data.import') && spellings.length > 0 && state.data !== undefined && !save.busy;
  const add = async (): Promise<void> => {
    if (!ready || !state.data) return;
    const { recipe } = state.data;
    const saved = await save.run({
      dataset: place.dataset,
      steps: withMapping(recipe?.steps ?? [], column, map),
      basedOn: recipe?.version ?? 0,
    });
    if (saved) goToDataset(place.dataset, 'repair', { batch: place.batch, recipe: String(saved.version) });
  };
  useActions([{ id: 'clusters-repair', title: t('clusters.repair'), keys: 'Ctrl+Enter', disabled: !ready, run: () => void add() }]);
  return (
    <div className="clusters-take">
      <span className="ui-muted" role="status">
        {t('clusters.taken', {
          groups: formatCount(clusters.length),
          values: formatCount(spellings.length),
          rows: formatCount(clusters.reduce((sum, one) => sum + rowsOf(one, choice), 0)),
        })}
      </span>
      {place.onRule && (
        <Button
          title={t('clusters.ruleHint')}
          disabled={spellings.length === 0}
          onClick={() => place.onRule?.({ kind: 'value-not-in-set', column, values: spellings })}
        >
          {t('clusters.rule')}
        </Button>
      )}
      {can('data.import') && (
        <Button
          type="primary"
          title={t('clusters.repairHint')}
          disabled={!ready}
          loading={save.busy}
          aria-keyshortcuts="Control+Enter"
          onClick={() => void add()}
        >
          {t('clusters.repair')}
        </Button>
      )}
      {save.error && <ErrorPanel error={save.error} onClose={save.clear} />}
    </div>
  );
}

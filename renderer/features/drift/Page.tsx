import { Button, type RefSelectProps, Segmented, Select } from 'antd';
import { useRef, useState } from 'react';
import { type DriftLimits, type DriftVerdict, type Judged, judgeDrift } from '../../../contract/drift.ts';
import type { Batch } from '../../../contract/methods/datasets.ts';
import type { TableDrift } from '../../../contract/methods/profile.ts';
import { driftLimitsText, driftReasonText } from '../../../contract/text/drift-sentence.ts';
import { useActions } from '../../app/actions.ts';
import { useDatasetPlace } from '../../app/dataset-place.tsx';
import { useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatNumber, formatShare, formatTime } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Chip, Field, LevelChip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { ColumnChange, type ChangeProps } from './ColumnChange.tsx';
import { History } from './History.tsx';
import { type KeptLimits, LimitsEditor } from './Limits.tsx';
import './drift.css';

type View = 'compare' | 'history';
type Drift = Judged<TableDrift>;
type Column = Drift['columns'][number];
const levelOf = { same: 'ok', moved: 'yellow', shifted: 'orange', broken: 'red', added: 'blue', removed: 'red' } as const;
const order: readonly DriftVerdict[] = ['broken', 'removed', 'added', 'shifted', 'moved', 'same'];

/** How a batch differs from another one of the dataset, the worst first. */
export function DriftPage() {
  const t = useT();
  const { dataset, batch, batches } = useDatasetPlace();
  const [view, setView] = useSticky<View>('drift.view', 'compare');
  const others = batches.filter((one) => one.id !== batch?.id).toSorted((a, b) => b.number - a.number);
  const before = others.find((one) => batch !== null && one.number < batch.number) ?? others[0];
  if (!batch || !before) return <EmptyState title={t('drift.none')} hint={t('drift.noneHint')} />;
  return (
    <div className="ui-pane">
      <div className="toolbar">
        <Segmented<View>
          aria-label={t('drift.view')}
          value={view}
          onChange={setView}
          options={[
            { value: 'compare', label: t('drift.compare') },
            { value: 'history', label: t('drift.history') },
          ]}
        />
      </div>
      {view === 'compare' ? <Compared key={batch.id} batch={batch} others={others} before={before} /> : <History dataset={dataset.id} />}
    </div>
  );
}

function Compared({ batch, others, before }: { readonly batch: Batch; readonly others: readonly Batch[]; readonly before: Batch }) {
  const t = useT();
  const [base, setBase] = useState(before.id);
  const [choosing, setChoosing] = useState(false);
  const select = useRef<RefSelectProps>(null);
  const cameFrom = useRef<Element | null>(null);
  const onOpenChange = (open: boolean): void => {
    setChoosing(open);
    if (open || cameFrom.current === null) return;
    // opened by its key: the focus goes back, so that the keys of the screen count again
    select.current?.blur();
    if (cameFrom.current instanceof HTMLElement && cameFrom.current.isConnected) cameFrom.current.focus();
    cameFrom.current = null;
  };
  const drift = useQuery('profile.drift', { batch: batch.id, base });
  const limits = useQuery('profile.driftLimits', undefined);
  useActions([
    {
      id: 'drift.choose',
      title: t('drift.choose'),
      keys: 'B',
      run: () => {
        cameFrom.current = document.activeElement;
        select.current?.focus();
        setChoosing(true);
      },
    },
  ]);
  const numbers = { before: others.find(({ id }) => id === base)?.number ?? before.number, after: batch.number };
  return (
    <div className="ui-pane">
      <Field label={t('drift.base')}>
        {(id) => (
          <Select
            id={id}
            ref={select}
            value={base}
            open={choosing}
            onOpenChange={onOpenChange}
            popupMatchSelectWidth={false}
            className="drift-base"
            onChange={setBase}
            options={others.map((one) => ({
              value: one.id,
              label: t('datasets.batchOption', { number: one.number, rows: formatCount(one.rows), time: formatTime(one.importedAt) }),
            }))}
          />
        )}
      </Field>
      <Load of={limits}>
        {(kept) => <Load of={drift}>{(found) => <Found key={base} measured={found} kept={kept} numbers={numbers} />}</Load>}
      </Load>
    </div>
  );
}

interface FoundProps {
  readonly measured: TableDrift;
  readonly kept: KeptLimits;
  readonly numbers: ChangeProps['numbers'];
}

function Found({ measured, kept, numbers }: FoundProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const [draft, setDraft] = useState<DriftLimits | null>(null);
  const drift = judgeDrift(measured, draft ?? kept.limits);
  const [chosen, setChosen] = useState<string | null>(null);
  const changed = drift.columns.filter(({ verdict }) => verdict !== 'same').length;
  const { before, after } = drift.rows;
  const rows = drift.columns.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || (b.psi ?? 0) - (a.psi ?? 0));
  const changes = rows.filter(({ verdict }) => verdict !== 'same');
  const shown = rows.find(({ name }) => name === chosen) ?? rows[0];
  const step = (by: 1 | -1): void => {
    const at = changes.findIndex(({ name }) => name === shown?.name);
    // from a column without a change to the first or the last
    const next = at < 0 ? (by === 1 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length;
    setChosen(changes[next]?.name ?? null);
  };
  const disabled = changes.length === 0;
  useActions([
    { id: 'drift.previous', title: t('drift.previous'), keys: '[', disabled, run: () => step(-1) },
    { id: 'drift.next', title: t('drift.next'), keys: ']', disabled, run: () => step(1) },
  ]);
  return (
    <>
      <p role="status">
        <b>{changed === 0 ? t('drift.nothing') : t('drift.changed', { count: changed, all: drift.columns.length })}</b>{' '}
        <span className="ui-muted">{t('drift.rows', { before: formatCount(before), after: formatCount(after) })}</span>{' '}
        {drift.sampled && <Chip>{t('drift.sampled')}</Chip>}
      </p>
      <Limits kept={kept} limits={drift.limits} open={editing} onOpen={setEditing} onDraft={setDraft} />
      {/* while limits are changed the verdicts are what one looks at */}
      {shown && !editing && <ColumnChange column={shown} numbers={numbers} />}
      <div className="ui-box ui-pane-fill">
        <DriftList rows={rows} selected={shown?.name ?? null} onSelect={({ name }) => setChosen(name)} />
      </div>
    </>
  );
}

interface LimitsProps {
  readonly kept: KeptLimits;
  /** Those that count now. */
  readonly limits: DriftLimits;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onDraft: (limits: DriftLimits | null) => void;
}

/** The limits in one line, and their editor for who may change them. */
function Limits({ kept, limits, open, onOpen, onDraft }: LimitsProps) {
  const t = useT();
  const { language } = useAppearance();
  const { can } = useSession();
  const button = useRef<HTMLButtonElement>(null);
  const may = can('rule.edit');
  useActions(may ? [{ id: 'drift.limits', title: t('drift.limits.edit'), keys: 'L', disabled: open, run: () => onOpen(true) }] : []);
  const close = (): void => {
    onOpen(false);
    // the button is back with the next frame
    requestAnimationFrame(() => button.current?.focus());
  };
  if (open) return <LimitsEditor kept={kept} onDraft={onDraft} onClose={close} />;
  return (
    <p className="drift-limits-line">
      <span className="ui-muted">{driftLimitsText(language, limits)}</span>
      {may && (
        <Button ref={button} size="small" onClick={() => onOpen(true)}>
          {t('drift.limits.edit')}
        </Button>
      )}
    </p>
  );
}

interface ListProps {
  readonly rows: readonly Column[];
  readonly selected: string | null;
  readonly onSelect: (column: Column) => void;
}

function DriftList({ rows, selected, onSelect }: ListProps) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const share = (value: number | null): string => (value === null ? '—' : formatShare(value, 1));
  const count = (value: number | null): string => (value === null ? '—' : formatCount(value));
  const change = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
  const type = (value: string | null): string => (value === null ? '—' : dynamic(`type.${value}`));
  const values = (list: Column['appeared']): string => list.map((one) => `${one.value} (${formatCount(one.count)})`).join('、');
  const columns: readonly ListColumn<Column>[] = [
    {
      key: 'verdict',
      title: t('drift.verdict'),
      width: 110,
      sortBy: ({ verdict }) => order.indexOf(verdict),
      render: ({ verdict }) => <LevelChip level={levelOf[verdict]}>{t(`drift.${verdict}`)}</LevelChip>,
    },
    {
      key: 'reason',
      title: t('drift.reason'),
      width: 170,
      render: ({ reason }) => (reason ? driftReasonText(language, reason) : '—'),
    },
    { key: 'name', title: t('drift.column'), sortBy: ({ name }) => name, render: ({ name }) => <b>{name}</b> },
    { key: 'type', title: t('drift.type'), width: 110, render: (one) => change(type(one.type.before), type(one.type.after)) },
    {
      key: 'nulls',
      title: t('drift.nulls'),
      width: 130,
      align: 'right',
      sortBy: (one) => Math.abs((one.nulls.after ?? 0) - (one.nulls.before ?? 0)),
      render: (one) => change(share(one.nulls.before), share(one.nulls.after)),
    },
    {
      key: 'distinct',
      title: t('drift.distinct'),
      width: 130,
      align: 'right',
      render: (one) => change(count(one.distinct.before), count(one.distinct.after)),
    },
    {
      key: 'psi',
      title: 'PSI',
      width: 70,
      align: 'right',
      sortBy: ({ psi }) => psi,
      render: ({ psi }) => (psi === null ? '—' : formatNumber(psi, 3)),
    },
    {
      key: 'ks',
      title: 'KS',
      width: 70,
      align: 'right',
      sortBy: ({ ks }) => ks,
      render: ({ ks }) => (ks === null ? '—' : formatNumber(ks, 3)),
    },
    {
      key: 'appeared',
      title: t('drift.appeared'),
      sortBy: ({ appeared }) => appeared.length,
      render: ({ appeared }) => <span title={values(appeared)}>{values(appeared)}</span>,
    },
    {
      key: 'vanished',
      title: t('drift.vanished'),
      sortBy: ({ vanished }) => vanished.length,
      render: ({ vanished }) => <span title={values(vanished)}>{values(vanished)}</span>,
    },
  ];
  return (
    <ListTable<Column>
      label={t('screen.drift')}
      rows={rows}
      rowKey={({ name }) => name}
      columns={columns}
      selected={selected}
      onSelect={onSelect}
    />
  );
}

import type { KeyboardEvent, Ref } from 'react';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Alert, ColumnProfile } from '../../../contract/methods/profile.ts';
import type { ColumnSoFar } from '../../../contract/told.ts';
import { alertSentence } from '../../../contract/text/index.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Histogram, ValueBars } from '../../ui/bars.tsx';
import { formatCount, formatNumber, formatShare } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip } from '../../ui/parts.tsx';
import { binsFilter, drawsHistogram, isMasked } from './problems.ts';

/** What every card is told of its place among the others. */
export interface FrameProps {
  readonly active: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly pinned: boolean;
  readonly onPin: () => void;
}

export interface CardProps extends FrameProps {
  readonly column: ColumnProfile;
  readonly problems: readonly Alert[];
  readonly rows: number;
  readonly onOpen: () => void;
  /** Left out where the figures are not of the rows of one batch. */
  readonly onRows?: ((filters: readonly Filter[]) => void) | undefined;
  /** Left out where no rule is proposed. */
  readonly onAdopt: (() => void) | undefined;
  readonly ref?: Ref<HTMLElement> | undefined;
}

/** What is in one column, on a card of fixed size. */
export function ColumnCard({ ref, ...props }: CardProps) {
  const { column, problems, rows, onOpen, onRows } = props;
  const t = useT();
  const dynamic = useTDynamic();
  const type = t(`type.${column.type}`);
  return (
    <article
      ref={ref}
      className={problems.length > 0 ? 'pcard pcard-problem' : 'pcard'}
      tabIndex={props.active ? 0 : -1}
      aria-label={t('profile.card', { name: column.name, type, problems: problems.length })}
      onKeyDown={props.onKeyDown}
      onFocus={props.onFocus}
      onDoubleClick={onOpen}
    >
      <header>
        <Name name={column.name} pinned={props.pinned} />
        <Chip>{type}</Chip>
        <Meaning column={column} rows={rows} />
        {problems.length > 0 && (
          <Chip tone="warn" icon="alert" title={t('profile.problems', { count: problems.length })}>
            {problems.length}
          </Chip>
        )}
      </header>
      <Numbers column={column} rows={rows} />
      <div className="pcard-draw">
        <Draw column={column} rows={rows} onRows={onRows} limit={5} height={92} />
      </div>
      <footer>
        {problems.slice(0, 1).map((problem) => (
          <span key={problem.code} className="pcard-says" title={alertSentence(dynamic, problem)}>
            {alertSentence(dynamic, problem)}
          </span>
        ))}
        {props.onAdopt && (
          <button type="button" tabIndex={-1} className="link" title={t('profile.adoptHint')} onClick={props.onAdopt}>
            {t('profile.adopt')}
          </button>
        )}
        <Pin pinned={props.pinned} onPin={props.onPin} />
        <button type="button" tabIndex={-1} className="link" onClick={onOpen}>
          {t('profile.detail')}
        </button>
        {onRows && (
          <button type="button" tabIndex={-1} className="link" onClick={() => onRows(problems[0]?.filter ? [problems[0].filter] : [])}>
            {t('profile.seeRows')}
          </button>
        )}
      </footer>
    </article>
  );
}

/** The name of a column at the head of its card. */
export function Name({ name, pinned }: { readonly name: string; readonly pinned: boolean }) {
  return (
    <>
      {pinned && <Icon name="pin" size={12} />}
      <h2 title={name}>{name}</h2>
    </>
  );
}

/** Keeps a card first, or no longer. */
export function Pin({ pinned, onPin }: Pick<FrameProps, 'pinned' | 'onPin'>) {
  const t = useT();
  return (
    <button type="button" tabIndex={-1} className="link" aria-pressed={pinned} title={t('profile.pinHint')} onClick={onPin}>
      {t(pinned ? 'profile.unpin' : 'profile.pin')}
    </button>
  );
}

/** The recognised meaning with the share of values that fit it. */
export function Meaning({ column, rows }: { readonly column: ColumnProfile; readonly rows: number }) {
  const t = useT();
  const dynamic = useTDynamic();
  if (column.semantic === null) return null;
  const filled = rows - column.nulls - column.blanks - column.placeholders;
  return (
    <Chip tone="info" icon={isMasked(column) ? 'lock' : undefined} title={column.sensitivity === null ? undefined : t('profile.sensitive')}>
      {t('profile.validShare', {
        semantic: dynamic(`semantic.${column.semantic}`),
        share: formatShare(Math.max(0, filled - column.invalid.semantic), filled),
      })}
    </Chip>
  );
}

type Numbered = Omit<ColumnSoFar, 'name' | 'type'> & { readonly unique?: boolean };

/** The figures of a column; those of one that is still computed are of the rows so far, and there are at least as many different values. */
export function Numbers({ column, rows, soFar = false }: { readonly column: Numbered; readonly rows: number; readonly soFar?: boolean }) {
  const t = useT();
  const gaps = [
    [t('profile.nulls'), column.nulls],
    [t('profile.blanks'), column.blanks],
    [t('profile.placeholders'), column.placeholders],
  ] as const;
  const number = formatCount(column.distinct.count);
  return (
    <dl className="pcard-numbers">
      {gaps
        .filter(([, count], i) => i === 0 || count > 0)
        .map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={count > 0 ? undefined : 'ui-muted'}>{formatShare(count, rows)}</dd>
          </div>
        ))}
      <div>
        <dt>{t('profile.distinct')}</dt>
        <dd>
          {column.distinct.exact ? number : t(soFar ? 'growing.atLeast' : 'profile.approx', { count: number })}
          {column.unique && (
            <span className="pcard-key" title={t('profile.unique')}>
              <Icon name="key" size={12} />
            </span>
          )}
        </dd>
      </div>
      {column.min !== null && column.max !== null ? (
        <div className="pcard-range">
          <dt>{t('profile.range')}</dt>
          <dd title={`${column.min} … ${column.max}`}>
            {edge(column.min)} … {edge(column.max)}
          </dd>
        </div>
      ) : (
        <div>
          <dt>{t('profile.lengths')}</dt>
          <dd>{column.length.min === column.length.max ? column.length.min : `${column.length.min} – ${column.length.max}`}</dd>
        </div>
      )}
    </dl>
  );
}

/** Ends of a range and of bins as people read them. */
export const edge = (value: string | number): string => (typeof value === 'number' ? formatNumber(value) : value);

interface DrawProps {
  readonly column: ColumnProfile;
  readonly rows: number;
  readonly onRows?: ((filters: readonly Filter[]) => void) | undefined;
  readonly limit: number;
  readonly height: number;
  /** Whether Tab reaches the bars of a histogram. */
  readonly reachable?: boolean;
}

/** Histogram or most frequent values; a bar opens its rows, a stroke over several bars theirs. */
export function Draw({ column, rows, onRows, limit, height, reachable = false }: DrawProps) {
  const t = useT();
  const sensitive = isMasked(column);
  if (drawsHistogram(column)) {
    const [first, last] = [column.histogram[0], column.histogram.at(-1)];
    return (
      <div>
        <Histogram
          bins={column.histogram}
          height={height}
          label={t('profile.histogramLabel', { name: column.name, from: edge(first?.from ?? ''), to: edge(last?.to ?? '') })}
          reachable={reachable}
          onOpen={sensitive || !onRows ? undefined : (from, to) => onRows(binsFilter(column, from, to))}
        />
        <div className="pcard-axis">
          <span>{edge(first?.from ?? '')}</span>
          <span>{edge(last?.to ?? '')}</span>
        </div>
      </div>
    );
  }
  const top = column.top.filter((one) => one.value !== null).slice(0, limit);
  const rest = rows - column.nulls - top.reduce((sum, one) => sum + one.count, 0);
  const bars = top.map((one) => ({
    label: one.value === '' ? '""' : String(one.value),
    count: one.count,
    onOpen:
      sensitive || one.value === null || !onRows
        ? undefined
        : () => onRows([{ column: column.name, op: 'equals', value: one.value ?? '' }]),
  }));
  // patterns tell more than single values where every value is different
  if (column.patterns.length > 0 && (column.top[0]?.count ?? 0) <= 1 + rows / 1000 && column.distinct.count > 50) {
    return <ValueBars of={rows} bars={column.patterns.slice(0, limit).map((one) => ({ label: one.pattern, count: one.count }))} />;
  }
  return (
    <ValueBars
      of={rows}
      bars={rest > 0 && top.length > 0 ? [...bars, { label: t('profile.other'), count: rest, muted: true }] : bars}
      max={Math.max(1, ...top.map((one) => one.count))}
    />
  );
}

/**
 * A list of things that fits in memory (issues, rules, packages): sortable, one row chosen at a time, keyboard all the way
 * (arrows or J/K, Home/End, Enter opens, Space ticks). Only the rows in view are drawn, so thousands stay smooth.
 */
import { Checkbox } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useAppearance, useT } from './appearance.tsx';
import './list-table.css';

export interface ListColumn<R> {
  readonly key: string;
  readonly title: string;
  /** Pixels, or a share such as `2fr`; left out `1fr`. */
  readonly width?: number | `${number}fr`;
  readonly align?: 'left' | 'right';
  /** What the column sorts by; left out it does not sort. Nulls come last. */
  readonly sortBy?: (row: R) => string | number | null;
  readonly render: (row: R) => ReactNode;
}

export interface ListTableProps<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly ListColumn<R>[];
  readonly rowKey: (row: R) => string;
  /** The row shown as chosen, e.g. because its detail stands beside the list. */
  readonly selected?: string | null;
  /** `by` tells a row that was meant from one that the keys pass on the way. */
  readonly onSelect?: (row: R, by: 'mouse' | 'keys') => void;
  /** Enter, or a double click. */
  readonly onOpen?: (row: R) => void;
  /** Ticked rows; both together bring a column of boxes. */
  readonly checked?: ReadonlySet<string>;
  readonly onCheck?: (checked: ReadonlySet<string>) => void;
  /** Single letters (upper case) that act on the row with the focus. */
  readonly keys?: Readonly<Record<string, (row: R) => void>>;
  readonly empty?: ReactNode;
  /** Takes this many pixels at most and scrolls inside; left out it fills its box. */
  readonly maxHeight?: number;
}

interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

const windowedFrom = 80;
const overscan = 12;

const before = (a: string | number | null, b: string | number | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh-CN', { numeric: true });
};

function sorted<R>(rows: readonly R[], columns: readonly ListColumn<R>[], sorting: Sorting | null): readonly R[] {
  const by = sorting && columns.find((column) => column.key === sorting.key)?.sortBy;
  if (!by) return rows;
  return [...rows].sort((x, y) => {
    const [a, b] = [by(x), by(y)];
    // nothing known stays below in both directions
    return a === null || b === null ? before(a, b) : sorting.descending ? before(b, a) : before(a, b);
  });
}

/** Which rows are in view, from the scroll position. */
function useWindow(count: number, rowHeight: number) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = box.current;
    if (!element || count < windowedFrom) return undefined;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [count]);
  if (count < windowedFrom) return { box, from: 0, to: count };
  const from = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  return { box, from, to: Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + overscan) };
}

const stepOf = (key: string, page: number, count: number): number | null => {
  if (key === 'ArrowDown' || key === 'j' || key === 'J') return 1;
  if (key === 'ArrowUp' || key === 'k' || key === 'K') return -1;
  if (key === 'PageDown') return page;
  if (key === 'PageUp') return -page;
  if (key === 'Home') return -count;
  return key === 'End' ? count : null;
};

/** Scrolls as far as needed to draw a row; below it there must be room for the header that covers the first one. */
function showRow(element: HTMLElement, top: number, rowHeight: number): void {
  if (top < element.scrollTop) element.scrollTo({ top });
  else if (top + rowHeight * 2 > element.scrollTop + element.clientHeight)
    element.scrollTo({ top: top + rowHeight * 2 - element.clientHeight });
}

/** See the note at the top of the file. */
export function ListTable<R>(props: ListTableProps<R>) {
  const { rows, columns, rowKey, label, onSelect, onOpen, checked, onCheck } = props;
  const t = useT();
  const { fontSize, dense } = useAppearance();
  const rowHeight = fontSize + (dense ? 12 : 18);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const list = useMemo(() => sorted(rows, columns, sorting), [rows, columns, sorting]);
  const [active, setActive] = useState<string | null>(null);
  const [seen, setSeen] = useState(props.selected);
  if (seen !== props.selected) {
    // chosen from elsewhere: the keys go on from there
    setSeen(props.selected);
    setActive(props.selected ?? null);
  }
  const wantsFocus = useRef(false);
  const { box, from, to } = useWindow(list.length, rowHeight);
  const current = Math.max(
    0,
    list.findIndex((row) => rowKey(row) === (active ?? props.selected)),
  );

  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-index="${current}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus();
  });

  const chosenAt = props.selected === undefined ? -1 : list.findIndex((row) => rowKey(row) === props.selected);
  useEffect(() => {
    if (chosenAt >= 0 && box.current) showRow(box.current, chosenAt * rowHeight, rowHeight);
  }, [box, chosenAt, rowHeight]);

  // a row that was acted on and went away hands the focus to the one that takes its place
  const focused = useRef<{ readonly key: string; readonly index: number } | null>(null);
  useEffect(() => {
    const last = focused.current;
    if (!last || list.some((row) => rowKey(row) === last.key)) return;
    focused.current = null;
    const next = list[Math.min(last.index, list.length - 1)];
    if (!next || document.activeElement !== document.body) return;
    setActive(rowKey(next));
    wantsFocus.current = true;
  }, [list, rowKey]);

  const moveTo = (index: number): void => {
    const next = Math.min(list.length - 1, Math.max(0, index));
    const row = list[next];
    if (!row) return;
    setActive(rowKey(row));
    wantsFocus.current = true;
    if (box.current && list.length >= windowedFrom) showRow(box.current, next * rowHeight, rowHeight);
    onSelect?.(row, 'keys');
  };
  const toggle = (row: R): void => {
    if (!checked || !onCheck) return;
    const next = new Set(checked);
    if (!next.delete(rowKey(row))) next.add(rowKey(row));
    onCheck(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = list[current];
    if (!row || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target instanceof HTMLElement) || event.target.dataset['index'] === undefined) return;
    const step = stepOf(event.key, Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / rowHeight) - 2), list.length);
    const act = event.key.length === 1 ? props.keys?.[event.key.toUpperCase()] : undefined;
    if (act) act(row);
    else if (step !== null) moveTo(current + step);
    else if (event.key === 'Enter') (onOpen ?? onSelect)?.(row, 'keys');
    else if (event.key === ' ' && checked) toggle(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (rows.length === 0) return <>{props.empty ?? null}</>;
  const grid = [
    ...(checked ? ['36px'] : []),
    ...columns.map(({ width }) => (typeof width === 'number' ? `${width}px` : `minmax(72px, ${width ?? '1fr'})`)),
  ].join(' ');
  const allTicked = checked !== undefined && list.length > 0 && list.every((row) => checked.has(rowKey(row)));
  return (
    <div ref={box} className="ui-list" role="group" aria-label={label} tabIndex={-1} style={{ maxHeight: props.maxHeight }}>
      <div role="grid" aria-label={label} aria-rowcount={list.length + 1} className="ui-list-grid">
        <div role="row" aria-rowindex={1} className="ui-list-head" style={{ gridTemplateColumns: grid, minHeight: rowHeight }}>
          {checked && (
            <div role="columnheader" className="ui-list-cell">
              <Checkbox
                aria-label={t('list.tickAll')}
                checked={allTicked}
                indeterminate={!allTicked && checked.size > 0}
                onChange={() => onCheck?.(allTicked ? new Set() : new Set(list.map(rowKey)))}
              />
            </div>
          )}
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sorting={sorting} onSort={setSorting} />
          ))}
        </div>
        <div role="presentation" style={{ height: from * rowHeight }} />
        {list.slice(from, to).map((row, i) => {
          const key = rowKey(row);
          const index = from + i;
          const chosen = key === props.selected;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={chosen}
              data-index={index}
              tabIndex={index === current ? 0 : -1}
              className={chosen ? 'ui-list-row ui-list-chosen' : 'ui-list-row'}
              style={{ gridTemplateColumns: grid, height: rowHeight }}
              onClick={(event) => {
                if (event.target instanceof HTMLElement && event.target.closest('button, a, label, input')) return;
                setActive(key);
                onSelect?.(row, 'mouse');
              }}
              onDoubleClick={() => onOpen?.(row)}
              onFocus={() => {
                focused.current = { key, index };
              }}
              onKeyDown={onKeyDown}
            >
              {checked && (
                <div role="gridcell" className="ui-list-cell">
                  <Checkbox aria-label={t('list.tick')} tabIndex={-1} checked={checked.has(key)} onChange={() => toggle(row)} />
                </div>
              )}
              {columns.map((column) => (
                <div key={column.key} role="gridcell" className={column.align === 'right' ? 'ui-list-cell ui-list-right' : 'ui-list-cell'}>
                  {column.render(row)}
                </div>
              ))}
            </div>
          );
        })}
        <div role="presentation" style={{ height: (list.length - to) * rowHeight }} />
      </div>
    </div>
  );
}

function HeadCell<R>({
  column,
  sorting,
  onSort,
}: {
  readonly column: ListColumn<R>;
  readonly sorting: Sorting | null;
  readonly onSort: (sorting: Sorting | null) => void;
}) {
  const t = useT();
  const mine = sorting?.key === column.key ? sorting : null;
  const next = mine === null ? { key: column.key, descending: false } : mine.descending ? null : { key: column.key, descending: true };
  return (
    <div
      role="columnheader"
      aria-sort={mine ? (mine.descending ? 'descending' : 'ascending') : undefined}
      className={column.align === 'right' ? 'ui-list-cell ui-list-right' : 'ui-list-cell'}
    >
      {column.sortBy ? (
        <button type="button" className="ui-list-sort" onClick={() => onSort(next)}>
          {column.title}
          <span aria-hidden="true">{mine ? (mine.descending ? ' ▾' : ' ▴') : ''}</span>
        </button>
      ) : column.title === '' ? (
        <span className="ui-hidden">{t('list.actions')}</span>
      ) : (
        column.title
      )}
    </div>
  );
}

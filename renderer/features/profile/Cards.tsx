import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Alert, ColumnProfile } from '../../../contract/methods/profile.ts';
import type { ColumnSoFar } from '../../../contract/told.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { ColumnCard, type FrameProps } from './Card.tsx';
import { GrowingCard } from './GrowingCard.tsx';
import { keptPlace, usePlaceKept } from './place.ts';

export interface Looked {
  readonly name: string;
  /** Null while it is computed. */
  readonly column: ColumnProfile | null;
  /** What is known until then. */
  readonly soFar: ColumnSoFar | null;
  readonly problems: readonly Alert[];
  /** The rule that is proposed for the column. */
  readonly rule: Rule | undefined;
}

interface Props {
  readonly list: readonly Looked[];
  readonly rows: number;
  readonly onOpen: (name: string) => void;
  /** Left out where the figures are not of the rows of one batch. */
  readonly onRows?: ((filters: readonly Filter[]) => void) | undefined;
  /** Left out for those who may not make rules. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
  readonly pinned: ReadonlySet<string>;
  readonly onPin: (column: string) => void;
  /** Names the list: where a person was in it is found again by it, also in one that takes its place. */
  readonly place: string;
}

const cardWidthMin = 340;
const gap = 12;

/** How many cards stand beside each other, and which rows of cards are in view. */
function useView(count: number, rowHeight: number) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 1000, height: 700, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight, top: element.scrollTop });
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      watch.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const across = Math.max(1, Math.floor((size.width + gap) / (cardWidthMin + gap)));
  const rows = Math.ceil(count / across);
  const first = Math.max(0, Math.floor(size.top / rowHeight) - 1);
  const last = Math.min(rows - 1, Math.ceil((size.top + size.height) / rowHeight) + 1);
  return { box, across, rows, first, last };
}

/** Column cards; only those near the view exist, so two hundred columns cost as much as twenty. Arrows walk, Enter opens, R shows rows, A adopts, P pins. */
export function Cards({ list, rows, onOpen, onRows, onRule, pinned, onPin, place }: Props) {
  const t = useT();
  const toast = useToast();
  const { fontSize } = useAppearance();
  const height = 236 + (fontSize - 14) * 12;
  const rowHeight = height + gap;
  const { box, across, rows: cardRows, first, last } = useView(list.length, rowHeight);
  const [kept] = useState(() => keptPlace(place));
  const [at, setAt] = useState<string | null>(kept?.at ?? null);
  const current = Math.max(
    0,
    list.findIndex(({ name }) => name === at),
  );
  const wantsFocus = useRef(kept?.hasFocus ?? false);
  const active = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!wantsFocus.current) return;
    // a card that went out of view by being pinned exists only when it is near it again
    if (!active.current) return box.current?.scrollTo({ top: Math.floor(current / across) * rowHeight });
    wantsFocus.current = false;
    active.current.focus();
  });
  usePlaceKept(place, { box, list, at, across, rowHeight, kept });
  const move = (to: number): void => {
    if (to < 0 || to >= list.length) return;
    const top = Math.floor(to / across) * rowHeight;
    const element = box.current;
    if (element && (top < element.scrollTop || top + rowHeight > element.scrollTop + element.clientHeight))
      element.scrollTo({ top: top - rowHeight / 2 });
    wantsFocus.current = true;
    setAt(list[to]?.name ?? null);
  };
  const pin = ({ name }: Looked): void => {
    wantsFocus.current = true;
    setAt(name);
    onPin(name);
  };
  const adopt = ({ name, rule }: Looked): void => {
    if (rule) onRule?.(rule);
    else toast({ text: t('profile.noSuggestion', { name }) });
  };
  const onKeyDown = (event: KeyboardEvent, i: number): void => {
    if (event.nativeEvent.isComposing || event.target !== event.currentTarget) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
    const item = list[i];
    if (step !== undefined) move(i + step);
    else if (event.key === 'Enter' && item?.column) onOpen(item.name);
    else if (event.ctrlKey || event.altKey || event.metaKey || !item) return;
    else if (event.key.toLowerCase() === 'r' && onRows) onRows([]);
    else if (event.key.toLowerCase() === 'a' && onRule) adopt(item);
    else if (event.key.toLowerCase() === 'p') pin(item);
    else return;
    event.preventDefault();
  };
  const shown = list.slice(first * across, (last + 1) * across);
  return (
    <div ref={box} className="pcards" role="region" aria-label={t('profile.cards')}>
      <div className="pcards-all" style={{ height: cardRows * rowHeight }}>
        <div
          className="pcards-view"
          style={{ top: first * rowHeight, gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`, gridAutoRows: height, gap }}
        >
          {shown.map((item, n) => {
            const { name, column, soFar, problems, rule } = item;
            const i = first * across + n;
            const frame: FrameProps = {
              active: i === current,
              onKeyDown: (event) => onKeyDown(event, i),
              onFocus: () => setAt(name),
              pinned: pinned.has(name),
              onPin: () => pin(item),
            };
            const ref = i === current ? active : undefined;
            return column ? (
              <ColumnCard
                key={name}
                ref={ref}
                {...frame}
                column={column}
                problems={problems}
                rows={rows}
                onOpen={() => onOpen(name)}
                onRows={onRows}
                onAdopt={rule && onRule ? () => adopt(item) : undefined}
              />
            ) : (
              soFar && <GrowingCard key={name} ref={ref} {...frame} column={soFar} rows={rows} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

import { type KeyboardEvent, useState } from 'react';
import { BarsDrawing } from './chart/Drawing.tsx';
import { formatCount, formatShare } from './format.ts';

export interface ValueBar {
  readonly label: string;
  readonly count: number;
  readonly muted?: boolean;
  readonly onOpen?: (() => void) | undefined;
}

/** Values with their counts as horizontal bars; a click opens the rows behind one. */
export function ValueBars({ bars, of, max }: { readonly bars: readonly ValueBar[]; readonly of: number; readonly max?: number }) {
  const longest = max ?? Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <div className="ui-values">
      <BarsDrawing way="right" values={bars.map((bar) => Math.min(bar.count, longest))} most={longest} />
      <ul>
        {bars.map((bar) => {
          const body = (
            <>
              <span className={bar.muted ? 'ui-values-label ui-muted' : 'ui-values-label'}>{bar.label}</span>
              <span className="ui-values-count">{formatCount(bar.count)}</span>
              <span className="ui-values-share">{formatShare(bar.count, of)}</span>
            </>
          );
          return (
            <li key={bar.label}>
              {bar.onOpen ? (
                <button type="button" tabIndex={-1} onClick={bar.onOpen} title={bar.label}>
                  {body}
                </button>
              ) : (
                <div title={bar.label}>{body}</div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export interface HistogramBin {
  readonly from: number | string;
  readonly to: number | string;
  readonly count: number;
}

interface HistogramProps {
  readonly bins: readonly HistogramBin[];
  readonly height: number;
  readonly label: string;
  /** Takes the bins that were chosen, all of them from the first to the last: one by a click or Enter, several by a stroke over them or Shift and the arrows. */
  readonly onOpen?: ((first: number, last: number) => void) | undefined;
  /** Whether Tab reaches the bars; false where something around them takes the focus. */
  readonly reachable?: boolean;
}

/** Counts over ranges as upright bars from zero. */
export function Histogram({ bins, height, label, onOpen, reachable = false }: HistogramProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const { chosen, at, ...handlers } = useStroke(bins.length, onOpen);
  const bars = bins.map((bin, i) => {
    const title = `${bin.from} … ${bin.to}: ${formatCount(bin.count)}`;
    return onOpen ? (
      <button
        key={String(bin.from)}
        type="button"
        tabIndex={reachable && i === at ? 0 : -1}
        title={title}
        aria-label={title}
        aria-pressed={chosen !== null && i >= chosen.first && i <= chosen.last}
        onPointerDown={(event) => event.button === 0 && handlers.begin(i)}
        onPointerEnter={() => handlers.extend(i)}
        onPointerUp={handlers.end}
        // of the mouse the pointer has told already; this is Enter, and what reads the screen aloud
        onClick={(event) => event.detail === 0 && handlers.open(i)}
        onKeyDown={(event) => handlers.key(event, i)}
      />
    ) : (
      <div key={String(bin.from)} title={title} />
    );
  });
  const drawing = <BarsDrawing way="up" values={bins.map(({ count }) => count)} most={most} />;
  if (!onOpen)
    return (
      <div className="ui-histogram" role="img" aria-label={label} style={{ height }}>
        {drawing}
        {bars}
      </div>
    );
  return (
    <div className="ui-histogram" role="group" aria-label={label} style={{ height }} onPointerLeave={handlers.giveUp}>
      {drawing}
      {bars}
    </div>
  );
}

/** A stretch of bars that is being chosen: by a stroke of the pointer, or by Shift and the arrows. */
function useStroke(count: number, onOpen: HistogramProps['onOpen']) {
  const [stroke, setStroke] = useState<{ readonly from: number; readonly to: number; readonly drawn: boolean } | null>(null);
  const at = Math.min(stroke?.to ?? 0, count - 1);
  const chosen = stroke && { first: Math.min(stroke.from, stroke.to), last: Math.max(stroke.from, stroke.to) };
  const openChosen = (): void => {
    if (chosen) onOpen?.(chosen.first, chosen.last);
  };
  return {
    chosen,
    at,
    begin: (i: number) => setStroke({ from: i, to: i, drawn: true }),
    extend: (i: number) => setStroke((now) => (now?.drawn ? { ...now, to: i } : now)),
    end: () => {
      if (!stroke?.drawn) return;
      setStroke(null);
      openChosen();
    },
    giveUp: () => setStroke((now) => (now?.drawn ? null : now)),
    open: (i: number) => {
      if (chosen && i >= chosen.first && i <= chosen.last) openChosen();
      else onOpen?.(i, i);
    },
    key: (event: KeyboardEvent<HTMLButtonElement>, here: number) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || event.nativeEvent.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      const to = Math.min(count - 1, Math.max(0, here + step));
      setStroke((now) => ({ from: event.shiftKey ? (now?.from ?? here) : to, to, drawn: false }));
      event.currentTarget.parentElement?.querySelectorAll('button')[to]?.focus();
    },
  };
}

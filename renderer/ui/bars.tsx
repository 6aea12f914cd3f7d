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
    <ul className="ui-values">
      {bars.map((bar) => {
        const body = (
          <>
            <span className="ui-values-fill" style={{ width: `${Math.max(0.5, (bar.count / longest) * 100)}%` }} />
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
  );
}

export interface HistogramBin {
  readonly from: number | string;
  readonly to: number | string;
  readonly count: number;
}

/** Counts over ranges as upright bars from zero. */
export function Histogram({
  bins,
  height,
  label,
  onOpen,
}: {
  readonly bins: readonly HistogramBin[];
  readonly height: number;
  readonly label: string;
  readonly onOpen?: (bin: HistogramBin) => void;
}) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <div className="ui-histogram" role={onOpen ? 'group' : 'img'} aria-label={label} style={{ height }}>
      {bins.map((bin) => {
        const title = `${bin.from} … ${bin.to}: ${formatCount(bin.count)}`;
        const fill = <span style={{ height: bin.count === 0 ? 0 : `max(2px, ${(bin.count / most) * 100}%)` }} />;
        return onOpen ? (
          <button key={String(bin.from)} type="button" tabIndex={-1} title={title} aria-label={title} onClick={() => onOpen(bin)}>
            {fill}
          </button>
        ) : (
          <div key={String(bin.from)} title={title}>
            {fill}
          </div>
        );
      })}
    </div>
  );
}

import './score.css';

/** A small line of values, oldest first; gaps stay gaps, the newest value carries a dot. It says nothing by itself: put the number beside it. */
export function Sparkline({
  values,
  width = 96,
  height = 24,
  zero = false,
}: {
  readonly values: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
  readonly zero?: boolean;
}) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return <span className="ui-spark-none" style={{ width, height }} aria-hidden="true" />;
  const low = zero ? Math.min(0, ...known) : Math.min(...known);
  const high = Math.max(...known);
  const x = (i: number): number => 2 + (i / Math.max(1, values.length - 1)) * (width - 6);
  const y = (value: number): number => (high === low ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6));
  let path = '';
  let pen = false;
  for (const [i, value] of values.entries()) {
    if (value === null) pen = false;
    else {
      path += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
    }
  }
  const last = values.findLastIndex((value) => value !== null);
  const end = values[last];
  return (
    <svg className="ui-spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <path d={path} />
      {end !== null && end !== undefined && <circle cx={x(last)} cy={y(end)} r={2} />}
    </svg>
  );
}

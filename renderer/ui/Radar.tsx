import { useId } from 'react';
import './score.css';

export interface RadarAxis {
  readonly key: string;
  readonly name: string;
  /** 0..100; null: nothing was evaluated, the axis is dashed and the shape does not touch it. */
  readonly value: number | null;
  readonly shown: string;
}

const point = (index: number, count: number, radius: number): readonly [number, number] => {
  const a = (index / count) * 2 * Math.PI - Math.PI / 2;
  return [radius * Math.cos(a), radius * Math.sin(a)];
};

const text = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');

/** About how wide a name is in the drawing's units: a Chinese character 12, a Latin letter 6.5. */
const widthOf = (name: string): number => [...name].reduce((sum, char) => sum + (char > '\u2E7F' ? 12 : 6.5), 0);

const radius = 70;
const rings = [0.25, 0.5, 0.75, 1] as const;

/** Scores along several axes as a shape; the numbers themselves belong beside it as text. */
export function Radar({
  axes,
  before,
  label,
  size = 236,
}: {
  readonly axes: readonly RadarAxis[];
  readonly before?: readonly (number | null)[];
  readonly label: string;
  readonly size?: number;
}) {
  const id = useId();
  const count = axes.length;
  // room for the longest name or value left and right of the shape
  const half = Math.max(118, 76 + Math.max(...axes.map((axis) => Math.max(widthOf(axis.name), widthOf(axis.shown)))));
  const shape = axes.flatMap(({ value }, i) => (value === null ? [] : [point(i, count, (radius * value) / 100)]));
  const old = (before ?? []).flatMap((value, i) => (value === null ? [] : [point(i, count, (radius * value) / 100)]));
  return (
    <svg className="ui-radar" viewBox={`${-half} -106 ${half * 2} 218`} width={size} role="img" aria-labelledby={id}>
      <title id={id}>{label}</title>
      {rings.map((ring) => (
        <polygon key={ring} className="ui-radar-ring" points={text(axes.map((_, i) => point(i, count, radius * ring)))} />
      ))}
      {axes.map((axis, i) => {
        const [x, y] = point(i, count, radius);
        return <line key={axis.key} x2={x} y2={y} className={axis.value === null ? 'ui-radar-axis ui-radar-open' : 'ui-radar-axis'} />;
      })}
      {old.length > 2 && <polygon className="ui-radar-before" points={text(old)} />}
      {shape.length > 2 ? (
        <polygon className="ui-radar-shape" points={text(shape)} />
      ) : (
        shape.length === 2 && <polyline className="ui-radar-shape" points={text(shape)} />
      )}
      {shape.map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={2.6} className="ui-radar-dot" />
      ))}
      {axes.map((axis, i) => {
        const [x, y] = point(i, count, radius + 12);
        const anchor = Math.abs(x) < 8 ? 'middle' : x > 0 ? 'start' : 'end';
        const down = Math.abs(x) < 8 ? (y < 0 ? -6 : 8) : 0;
        return (
          <text
            key={axis.key}
            x={x}
            y={y + down}
            textAnchor={anchor}
            className={axis.value === null ? 'ui-radar-name ui-radar-none' : 'ui-radar-name'}
          >
            <tspan>{axis.name}</tspan>
            <tspan x={x} dy={13} className="ui-radar-value">
              {axis.shown}
            </tspan>
          </text>
        );
      })}
    </svg>
  );
}

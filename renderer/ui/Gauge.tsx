import { type ReactNode, useId } from 'react';
import './score.css';

/** A point on a circle; 0° is at the top, clockwise. */
const at = (radius: number, degrees: number): string => {
  const a = ((degrees - 90) * Math.PI) / 180;
  return `${(radius * Math.cos(a)).toFixed(2)} ${(radius * Math.sin(a)).toFixed(2)}`;
};

const arc = (radius: number, from: number, to: number): string =>
  `M ${at(radius, from)} A ${radius} ${radius} 0 ${to - from > 180 ? 1 : 0} 1 ${at(radius, to)}`;

const start = -120;
const sweep = 240;

export type ScoreTone = 'good' | 'fair' | 'poor' | 'none';

/** A score 0..100 as a dial with its target as a mark; the number itself stands in the middle. Null shows an empty, dashed dial. */
export function ScoreGauge(props: {
  readonly score: number | null;
  readonly target?: number;
  readonly tone: ScoreTone;
  readonly label: string;
  readonly children: ReactNode;
  readonly size?: number;
}) {
  const { score, target, size = 168 } = props;
  const id = useId();
  return (
    <div className={`ui-gauge ui-gauge-${props.tone}`} style={{ width: size }}>
      <svg viewBox="-60 -60 120 96" role="img" aria-labelledby={id} width={size}>
        <title id={id}>{props.label}</title>
        <path d={arc(50, start, start + sweep)} className={score === null ? 'ui-gauge-track ui-gauge-open' : 'ui-gauge-track'} />
        {score !== null && score > 0 && <path d={arc(50, start, start + (sweep * Math.min(100, score)) / 100)} className="ui-gauge-fill" />}
        {target !== undefined && (
          <path d={`M ${at(43, start + (sweep * target) / 100)} L ${at(57, start + (sweep * target) / 100)}`} className="ui-gauge-target" />
        )}
      </svg>
      <div className="ui-gauge-body">{props.children}</div>
    </div>
  );
}

/** How much of a whole is filled, as a small ring: 11 of 13. */
export function Ring({
  part,
  of,
  size = 20,
  label,
}: {
  readonly part: number;
  readonly of: number;
  readonly size?: number;
  readonly label: string;
}) {
  const share = of === 0 ? 0 : Math.min(1, part / of);
  return (
    <svg
      className={share === 1 ? 'ui-ring ui-ring-full' : 'ui-ring'}
      viewBox="-10 -10 20 20"
      width={size}
      height={size}
      role="img"
      aria-label={label}
    >
      <circle r={7.5} className="ui-ring-track" />
      {share === 1 ? (
        <circle r={7.5} className="ui-ring-fill" />
      ) : (
        share > 0 && <path d={arc(7.5, 0, share * 360)} className="ui-ring-fill" />
      )}
    </svg>
  );
}

import { useT } from '../../ui/appearance.tsx';
import { formatShare } from '../../ui/format.ts';
import type { TrendPoint } from '../../../contract/methods/score.ts';

const height = 18;
const step = 7;

/** A rule's last results, one bar a batch: the taller, the more passed; a gap where it was not evaluated, a short cross where it could not run. */
export function Bars({ rule, points }: { readonly rule: string; readonly points: readonly TrendPoint[] }) {
  const t = useT();
  const words = points.map(({ batchNumber, rules }) => {
    const one = rules[rule];
    const said = one === undefined || one.ratio === null ? t('score.notEvaluated') : one.ratio === 1 ? '100%' : formatShare(one.ratio, 1);
    return `#${batchNumber} ${said}`;
  });
  // the lowest share decides the scale: a fall from 99 to 97 % must be seen
  const known = points.flatMap(({ rules }) => rules[rule]?.ratio ?? []);
  const low = Math.min(0.98, ...known);
  return (
    <svg width={points.length * step} height={height} role="img" aria-label={words.join(', ')} className="quality-bars">
      <title>{words.join('\n')}</title>
      {points.map(({ run, rules }, i) => {
        const one = rules[rule];
        if (one?.status === 'error') return <path key={run} d={`M${i * step} ${height - 5}l4 4m0 -4l-4 4`} />;
        if (!one || one.ratio === null)
          return <rect key={run} x={i * step} y={height - 1} width={5} height={1} className="quality-bars-none" />;
        const tall = Math.max(2, ((one.ratio - low) / (1 - low)) * (height - 4) + 2);
        return (
          <rect
            key={run}
            x={i * step}
            y={height - tall}
            width={5}
            height={tall}
            className={one.status === 'fail' ? 'quality-bars-fail' : undefined}
          />
        );
      })}
    </svg>
  );
}

import { scoreText } from './document.ts';
import { html, type Html } from './html.ts';

/** Drawings for paper: black, one blue and dashes, so that they can be told apart in a copy too. Sizes are those of the drawing, in points. */
const ink = '#1f1f1f';
const blue = '#0b57b0';
const grey = '#8a8f98';

const n = (value: number): string => value.toFixed(1);
/** A point on a circle; 0 is at the top, clockwise, 1 all the way round. */
const at = (radius: number, turn: number): readonly [number, number] => [
  radius * Math.sin(turn * 2 * Math.PI),
  -radius * Math.cos(turn * 2 * Math.PI),
];

function arc(radius: number, from: number, to: number): string {
  const [[x1, y1], [x2, y2]] = [at(radius, from), at(radius, to)];
  return `M${n(x1)} ${n(y1)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${n(x2)} ${n(y2)}`;
}

/** A score 0..100 as a dial; null: an empty, dashed one. */
export function gauge(score: number | null, words: { readonly value: string; readonly below: string; readonly label: string }): Html {
  const [start, sweep] = [-1 / 3, 2 / 3];
  const filled = score === null ? 0 : Math.max(0, Math.min(100, score)) / 100;
  return html`<svg viewBox="-70 -66 140 112" width="190" role="img" aria-label="${words.label}">
    <path
      d="${arc(54, start, start + sweep)}"
      fill="none"
      stroke="#dfe3e8"
      stroke-width="11"
      stroke-dasharray="${score === null ? '3 3' : 'none'}"
    />
    ${filled > 0 && html`<path d="${arc(54, start, start + sweep * filled)}" fill="none" stroke="${blue}" stroke-width="11" />`}
    <text x="0" y="4" text-anchor="middle" font-size="24" font-weight="600" fill="${ink}">${words.value}</text>
    <text x="0" y="24" text-anchor="middle" font-size="13" fill="${ink}">${words.below}</text>
  </svg>`;
}

export interface RadarAxis {
  readonly name: string;
  /** 0..100; null: not evaluated. */
  readonly value: number | null;
  readonly shown: string;
}

const points = (list: readonly (readonly [number, number])[]): string => list.map(([x, y]) => `${n(x)},${n(y)}`).join(' ');

/** Scores along axes as a shape; an axis that was not evaluated is dashed and the shape does not touch it. */
export function radar(axes: readonly RadarAxis[], label: string): Html {
  const radius = 68;
  const turn = (i: number): number => i / axes.length;
  const shape = axes.flatMap(({ value }, i) => (value === null ? [] : [at((radius * value) / 100, turn(i))]));
  return html`<svg viewBox="-165 -100 330 208" width="360" role="img" aria-label="${label}">
    ${[0.25, 0.5, 0.75, 1].map(
      (ring) =>
        html`<polygon points="${points(axes.map((_, i) => at(radius * ring, turn(i))))}" fill="none" stroke="#c5c9d0" stroke-width=".7" />`,
    )}
    ${axes.map(({ value }, i) => {
      const [x, y] = at(radius, turn(i));
      return html`<line
        x2="${n(x)}"
        y2="${n(y)}"
        stroke="${grey}"
        stroke-width=".9"
        stroke-dasharray="${value === null ? '3 3' : 'none'}"
      />`;
    })}
    ${shape.length > 2 && html`<polygon points="${points(shape)}" fill="${blue}" fill-opacity=".14" stroke="${blue}" stroke-width="1.6" />`}
    ${shape.length === 2 && html`<polyline points="${points(shape)}" fill="none" stroke="${blue}" stroke-width="1.6" />`}
    ${shape.map(([x, y]) => html`<circle cx="${n(x)}" cy="${n(y)}" r="2.6" fill="${blue}" />`)}
    ${axes.map(({ name, shown }, i) => {
      const [x, y] = at(radius + 12, turn(i));
      const anchor = Math.abs(x) < 8 ? 'middle' : x > 0 ? 'start' : 'end';
      const top = Math.abs(x) < 8 ? (y < 0 ? y - 8 : y + 8) : y;
      return html`<text x="${n(x)}" y="${n(top)}" text-anchor="${anchor}" font-size="12" fill="${ink}">
        <tspan x="${n(x)}">${name}</tspan><tspan x="${n(x)}" dy="13">${shown}</tspan>
      </text>`;
    })}
  </svg>`;
}

export interface TrendPoint {
  readonly label: string;
  /** Null: not evaluated, the line is broken there. */
  readonly value: number | null;
  /** The rules changed before this point: a dashed mark stands before it, and the line that leads to it is dashed. */
  readonly changed?: boolean;
}

/** Scores over batches or months as a line from `low` to 100; `low` is below the lowest of them. */
export function trendLine(list: readonly TrendPoint[], label: string): Html {
  const [width, height, left, top] = [560, 150, 34, 14];
  const known = list.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.max(0, Math.floor((Math.min(100, ...known) - 2) / 10) * 10);
  const x = (i: number): number => left + (list.length === 1 ? (width - left) / 2 : (i * (width - left - 24)) / (list.length - 1) + 8);
  const y = (value: number): number => top + ((100 - value) / (100 - low)) * (height - top - 26);
  const lines = list.flatMap((point, i) => {
    const before = list[i - 1];
    if (i === 0 || point.value === null || !before || before.value === null) return [];
    return [
      html`<line
        x1="${n(x(i - 1))}"
        y1="${n(y(before.value))}"
        x2="${n(x(i))}"
        y2="${n(y(point.value))}"
        stroke="${blue}"
        stroke-width="1.6"
        stroke-dasharray="${point.changed ? '4 3' : 'none'}"
      />`,
    ];
  });
  // a long word under the last point would leave the drawing
  const sticksOut = (i: number): boolean => i > 0 && i === list.length - 1 && (list[i]?.label.length ?? 0) > 8;
  // at most so many words fit under the line
  const step = Math.ceil(list.length / 8);
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${label}">
    ${[low, (low + 100) / 2, 100].map(
      (value) =>
        html`<line x1="${left}" y1="${n(y(value))}" x2="${width}" y2="${n(y(value))}" stroke="#dfe3e8" stroke-width=".8" />
          <text x="${left - 5}" y="${n(y(value) + 4)}" text-anchor="end" font-size="10" fill="${grey}">${String(value)}</text>`,
    )}
    ${list.map(
      ({ changed }, i) =>
        changed &&
        i > 0 &&
        html`<line
          x1="${n((x(i) + x(i - 1)) / 2)}"
          y1="${top - 6}"
          x2="${n((x(i) + x(i - 1)) / 2)}"
          y2="${height - 26}"
          stroke="${grey}"
          stroke-width=".9"
          stroke-dasharray="2 3"
        />`,
    )}
    ${lines}
    ${list.map(({ value }, i) => {
      if (value === null) return null;
      return html`<circle cx="${n(x(i))}" cy="${n(y(value))}" r="3" fill="${blue}" />
        <text x="${n(x(i))}" y="${n(y(value) - 6)}" text-anchor="middle" font-size="10" fill="${ink}">${scoreText(value)}</text>`;
    })}
    ${list.map(
      ({ label: word }, i) =>
        (i % step === 0 || i === list.length - 1) &&
        html`<text
          x="${n(sticksOut(i) ? width : x(i))}"
          y="${height - 8}"
          text-anchor="${sticksOut(i) ? 'end' : 'middle'}"
          font-size="10"
          fill="${ink}"
          >${word}</text
        >`,
    )}
  </svg>`;
}

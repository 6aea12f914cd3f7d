import type { FixedLayout, FixedUnit } from '../../reader.ts';
import { type Measure, measureOf } from './measure.ts';

/** The columns that the lines of a sample show, and how sure that is, 0..1. */
export interface FoundLayout extends FixedLayout {
  readonly confidence: number;
}

const LINES_MAX = 2000;
const WIDTH_MAX = 20_000;
/** From this many lines on, one in a hundred may be malformed without hiding a column. */
const TOLERANT_FROM = 100;
const SURE_LINES = 4;
const blankOrWide = /^[ \u3000\u00a0]$/;

/** A rule under a header or round a table: dashes or equals signs, in runs. */
export function isRuler(line: string): boolean {
  return /^[\s|+]*(?:[-=─━═—]{2,}[\s|+]*)+$/.test(line);
}

/** Finds the columns of fixed-width lines from the places that are blank in all of them, by characters, by width and by bytes. */
export function findLayout(lines: readonly string[], encoding: string, wanted: Partial<FixedLayout> = {}): FoundLayout | null {
  const filled = lines.filter((line) => line.trim() !== '').slice(0, LINES_MAX);
  const ruler = filled.slice(0, 10).find((line) => isRuler(line) && /\S\s+\S/.test(line));
  // Positions that a person set need no columns of blanks.
  const table = wanted.starts ? filled.filter((line) => !isRuler(line)) : tableLines(filled);
  if (table.length === 0) return null;
  const sample = table.map((line) => line.slice(0, WIDTH_MAX));
  let best: (FoundLayout & { readonly fit: number }) | null = null;
  for (const unit of wanted.unit ? [wanted.unit] : unitsFor(sample, encoding)) {
    const grid = new BlankGrid(sample, measureOf(unit, encoding));
    const starts = wanted.starts ?? (ruler ? rulerStarts(ruler) : grid.starts());
    const spaced = starts.map((start, index) => index > 0 && grid.isSpaced(start));
    const shares = grid.aligned(starts);
    // squared, so that one place for all lines is worth more than two for some each
    const fit = shares.reduce((sum, share, index) => sum + (index === 0 || spaced[index] ? share ** 2 : 0), 0);
    if (best && fit <= best.fit + 0.001) continue;
    best = { unit, starts, spaced, confidence: grid.confidence(shares, spaced, ruler !== undefined), fit };
  }
  if (!best) return null;
  const { fit: _fit, ...found } = best;
  return found;
}

/** Units that can differ for these lines, the likeliest first. */
function unitsFor(lines: readonly string[], encoding: string): readonly FixedUnit[] {
  // eslint-disable-next-line no-control-regex -- the range of ASCII is what is meant
  if (lines.every((line) => /^[\u0000-\u007f]*$/.test(line))) return ['chars'];
  return encoding.startsWith('utf-') ? ['width', 'chars', 'bytes'] : ['bytes', 'width', 'chars'];
}

/** Lines with about as many words as most: titles and remarks reach over the columns and would hide them. */
function tableLines(lines: readonly string[]): string[] {
  const words = (line: string) => line.trim().split(/[ \u3000]+/).length;
  const counts = lines.filter((line) => !isRuler(line)).map(words);
  const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
  if (usual < 2) return [];
  return lines.filter((line) => !isRuler(line) && words(line) >= Math.max(2, usual * 0.6));
}

function rulerStarts(ruler: string): number[] {
  const starts = [...ruler.matchAll(/[-=─━═—]+/g)].map(({ index }) => index);
  return [0, ...starts.slice(1)];
}

/** Which units of the lines are blank, and where words begin and end. */
class BlankGrid {
  readonly #lines: number;
  readonly #occupied: Uint32Array;
  readonly #begins: Uint32Array;
  readonly #ends: Uint32Array;
  /** Lines on which a unit and the one before it both hold text. */
  readonly #joined: Uint32Array;
  #width = 0;
  #doubled = 0;

  constructor(lines: readonly string[], measure: Measure) {
    const size = WIDTH_MAX * 4 + 8;
    this.#lines = lines.length;
    this.#occupied = new Uint32Array(size);
    this.#begins = new Uint32Array(size);
    this.#ends = new Uint32Array(size);
    this.#joined = new Uint32Array(size);
    for (const line of lines) {
      this.#add(line, measure);
      if (/\S[ \u3000]{2,}\S/.test(line)) this.#doubled++;
    }
  }

  #add(line: string, measure: Measure): void {
    let at = 0;
    let inText = false;
    for (const character of line) {
      const units = measure(character.codePointAt(0) ?? 0);
      if (blankOrWide.test(character)) {
        if (inText) bump(this.#ends, at);
        inText = false;
      } else {
        if (inText) bump(this.#joined, at);
        else bump(this.#begins, at);
        for (let unit = 0; unit < units; unit++) {
          bump(this.#occupied, at + unit);
          if (unit > 0) bump(this.#joined, at + unit);
        }
        inText = true;
      }
      at += units;
    }
    if (inText) bump(this.#ends, at);
    this.#width = Math.max(this.#width, at);
  }

  get #tolerated(): number {
    return this.#lines >= TOLERANT_FROM ? Math.floor(this.#lines / 100) : 0;
  }

  isSpaced(start: number): boolean {
    return (this.#joined[start] ?? 0) <= this.#tolerated;
  }

  /** A column begins after each stretch of units that is blank in all lines; where words end at one place, it begins before the blanks they may need. */
  starts(): number[] {
    const starts = [0];
    let at = 0;
    while (at < this.#width && (this.#occupied[at] ?? 0) <= this.#tolerated) at++;
    while (at < this.#width) {
      while (at < this.#width && (this.#occupied[at] ?? 0) > this.#tolerated) at++;
      const gap = at;
      while (at < this.#width && (this.#occupied[at] ?? 0) <= this.#tolerated) at++;
      if (at >= this.#width) break;
      let end = at;
      while (end < this.#width && (this.#occupied[end] ?? 0) > this.#tolerated) end++;
      const left = (this.#begins[at] ?? 0) / this.#lines;
      const right = (this.#ends[end] ?? 0) / this.#lines;
      starts.push(left < 0.8 && right > left && at - gap > 1 ? gap + 1 : at);
    }
    return starts;
  }

  /** For each column the share of lines on which a word begins, or ends, at the place where most do. */
  aligned(starts: readonly number[]): number[] {
    return starts.map((start, index) => {
      const next = starts[index + 1] ?? this.#width + 1;
      let most = 0;
      for (let at = start; at < next; at++) most = Math.max(most, this.#begins[at] ?? 0, this.#ends[at + 1] ?? 0);
      return Math.min(1, most / this.#lines);
    });
  }

  /** How well words keep to the columns, over the share of lines that show blanks in a row: single blanks between words line up by chance. */
  confidence(shares: readonly number[], spaced: readonly boolean[], ruled: boolean): number {
    if (!spaced.includes(true)) return 0;
    if (ruled) return 0.97;
    if (this.#lines < SURE_LINES) return 0.3;
    const doubled = this.#doubled / this.#lines;
    return Math.min(1, doubled / 0.5) * (shares.reduce((sum, share) => sum + share, 0) / shares.length);
  }
}

function bump(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

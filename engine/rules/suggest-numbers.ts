import type { ColumnProfile, TableStructure } from '../profile/index.ts';
import { dateOf } from './dates.ts';
import { madeSuggestion, type RuleSuggestion } from './suggestion.ts';

/** Up to this share of values outside of the fences they are exceptions; more of them are the shape of the distribution. */
const OUTSIDE_MAX = 0.01;
/** Fewest values from which quartiles, a mean and a spread are concluded. */
const VALUES_MIN = 100;
/** Fewer different values are codes or grades: their mean says nothing. */
const MEASURE_DISTINCT = 20;
/** How far a mean may move, in standard deviations: what statisticians call a small effect. */
const MEAN_MOVES = 0.25;
const SPREAD_MOVES = 0.25;
/** Standard errors that chance alone hardly makes. */
const ERRORS = 4;

const isNumber = ({ type }: ColumnProfile): boolean => type === 'integer' || type === 'decimal';
const wrongIn = (c: ColumnProfile): number => c.invalid.type + c.placeholders + c.blanks;

type DateReach = TableStructure['dates']['reaches'][number];

/**
 * Limits of numbers and dates: Tukey's fences where few values lie outside of them, else the smallest and the largest value. Dates begin with the
 * first one since 1900 and end `today`, the reference date of a check, unless later ones are there. `reach`: of a column of dates, where it was counted.
 */
export function range(c: ColumnProfile, filled: number, todaySeconds: number, reach: DateReach | null = null): RuleSuggestion | null {
  if (c.min === null || c.max === null || (c.semantic !== null && c.semantic !== 'date')) return null;
  const wrong = wrongIn(c);
  if (isNumber(c)) {
    if (typeof c.min !== 'number' || typeof c.max !== 'number' || c.unique) return null;
    return fences(c, filled, c.min, c.max) ?? made(c, filled, wrong, c.min, c.max);
  }
  if (c.type !== 'date' && c.type !== 'datetime') return null;
  const ancient = String(c.min) < '1900';
  // dates of long ago are exceptions if they are few, and how many there are must be known
  if (ancient && (!reach || reach.least === null || reach.ancient / filled > OUTSIDE_MAX)) return null;
  const min = ancient ? (reach?.least ?? '') : String(c.min).slice(0, 10);
  const last = dateOf(c.max);
  // how many are later no profile counts: the limit would break without anybody having been told how often
  const max = last !== null && last <= todaySeconds ? { max: 'today' } : {};
  return madeSuggestion('value-between', [c.name], { min, ...max }, 'range', filled, wrong + (ancient ? (reach?.ancient ?? 0) : 0), {
    min,
    max: String(c.max),
  });
}

function made(c: ColumnProfile, filled: number, wrong: number, min: number, max: number): RuleSuggestion {
  return madeSuggestion('value-between', [c.name], { min, max }, 'range', filled, wrong, { min, max });
}

function fences(c: ColumnProfile, filled: number, least: number, most: number): RuleSuggestion | null {
  const { shape } = c;
  if (!shape || filled < VALUES_MIN || c.distinct.count <= MEASURE_DISTINCT) return null;
  const outside = shape.below + shape.above;
  if (outside === 0 || outside / filled > OUTSIDE_MAX) return null;
  // a side on which nothing lies outside keeps what was seen
  const low = shape.below > 0 ? shape.fences.low : least;
  const high = shape.above > 0 ? shape.fences.high : most;
  return madeSuggestion('value-between', [c.name], { min: low, max: high }, 'fences', filled, wrongIn(c) + outside, {
    min: low,
    max: high,
    outside,
  });
}

/** What the numbers of a measure speak for besides their range: a sign, a mean and a spread like these. */
export function fromNumbers(c: ColumnProfile, filled: number): readonly RuleSuggestion[] {
  if (!isNumber(c) || c.semantic !== null || typeof c.min !== 'number') return [];
  const wrong = wrongIn(c);
  // numbers that tell rows apart have no range, but a sign
  if (c.unique)
    return c.min < 0
      ? []
      : [madeSuggestion('value-compare', [c.name], { op: '>=', value: 0 }, 'not-negative', filled, wrong, { min: c.min })];
  const { mean, stddev } = c;
  const numbers = filled - wrong;
  if (mean === null || stddev === null || !(stddev > 0) || numbers < VALUES_MIN || c.distinct.count <= MEASURE_DISTINCT) return [];
  const reach = stddev * Math.max(MEAN_MOVES, ERRORS / Math.sqrt(numbers));
  const ratio = 1 + Math.max(SPREAD_MOVES, ERRORS / Math.sqrt(2 * numbers));
  return [stat(c, 'mean', mean, mean - reach, mean + reach, numbers), stat(c, 'stdev', stddev, stddev / ratio, stddev * ratio, numbers)];
}

function stat(c: ColumnProfile, name: 'mean' | 'stdev', value: number, low: number, high: number, numbers: number): RuleSuggestion {
  const [min, max] = [rounded(low, high - low, Math.floor), rounded(high, high - low, Math.ceil)];
  const code = name === 'mean' ? 'mean-like' : 'spread-like';
  const one = madeSuggestion('column-stat', [c.name], { stat: name, min, max }, code, numbers, 0, {
    value: Number(value.toPrecision(6)),
    min,
    max,
  });
  return { ...one, key: `column-stat:${c.name}:${name}`, rule: { ...one.rule, id: `column-stat-${name}-${c.name}` } };
}

/** A limit with as many places as its range of values needs, rounded outwards. */
function rounded(limit: number, breadth: number, outwards: (x: number) => number): number {
  const places = Math.max(-300, Math.min(300, Math.floor(Math.log10(breadth)) - 2));
  const unit = 10 ** -places;
  const value = outwards(limit * unit) / unit;
  return Number.isFinite(value) ? value : limit;
}

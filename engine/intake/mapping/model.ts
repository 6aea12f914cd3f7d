/** Which column of a new file is which of a dataset. Pure: names, meanings and sampled values in, proposals out. */
import type { MatchedBy } from '../../../contract/methods/mapping.ts';
import { type ColumnType, patternOf } from '../../table/index.ts';

/** A column with a sample of its values as text. */
export interface SampledColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic: string | null;
  readonly values: ReadonlySet<string>;
}

/** A file's column and what it is taken for. */
export interface ColumnMatch {
  readonly from: string;
  readonly to: string | null;
  readonly by: MatchedBy | null;
  readonly confidence: number;
}

/** Below it nothing is proposed. */
const CONFIDENCE_MIN = 0.5;
const SAME_BUT_SPELLING = 0.95;
/** Another candidate as near as this makes a match by content doubtful. */
const NEAR = 0.05;
const DOUBTFUL = 0.6;

const weights = { semantic: 0.6, values: 0.8, name: 0.4, pattern: 0.3 } as const;

/**
 * Pairs the columns of a file with those of a dataset, each at most once: equal names first, then remembered aliases (file name to dataset name), names
 * that differ in spelling only, and at last by meaning, values, ways of writing and likeness of the names. The order of the columns has no influence.
 */
export function matchColumns(
  file: readonly SampledColumn[],
  known: readonly SampledColumn[],
  aliases: Readonly<Record<string, string>>,
): readonly ColumnMatch[] {
  const found = new Map<string, ColumnMatch>();
  const taken = new Set<string>();
  const pair = (from: string, to: string, by: MatchedBy, confidence: number): void => {
    if (found.has(from) || taken.has(to)) return;
    found.set(from, { from, to, by, confidence });
    taken.add(to);
  };
  const names = new Set(known.map(({ name }) => name));
  for (const { name } of file) if (names.has(name)) pair(name, name, 'name', 1);
  const byAlias = file.filter(({ name }) => Object.hasOwn(aliases, name) && names.has(aliases[name] ?? ''));
  for (const { name } of inOrder(byAlias)) pair(name, aliases[name] ?? '', 'alias', 1);
  const left = () => ({ file: file.filter(({ name }) => !found.has(name)), known: known.filter(({ name }) => !taken.has(name)) });
  for (const [from, to] of sameSpelling(left())) pair(from, to, 'name', SAME_BUT_SPELLING);
  for (const { from, to, confidence } of byContent(left())) pair(from, to, 'content', confidence);
  return file.map(({ name }) => found.get(name) ?? { from: name, to: null, by: null, confidence: 0 });
}

interface Left {
  readonly file: readonly SampledColumn[];
  readonly known: readonly SampledColumn[];
}

const inOrder = <C extends { readonly name: string }>(columns: readonly C[]): readonly C[] =>
  columns.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** A name without what spelling adds: width of characters, case, blanks, marks, a unit or remark in brackets at its end. */
export const plainName = (name: string): string => {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-*:.·、"']/gu, '');
  return plain.replace(/(?:\([^()]*\)|\[[^[\]]*\]|【[^【】]*】)$/u, '') || plain;
};

/** Pairs whose names are the same but for spelling, where only one column of each side has that name. */
function sameSpelling({ file, known }: Left): readonly (readonly [string, string])[] {
  const group = (columns: readonly SampledColumn[]) => Map.groupBy(columns, ({ name }) => plainName(name));
  const there = group(known);
  return [...group(file)].flatMap(([plain, mine]) => {
    const theirs = there.get(plain) ?? [];
    const [one, other] = [mine[0], theirs[0]];
    return one && other && mine.length === 1 && theirs.length === 1 ? [[one.name, other.name] as const] : [];
  });
}

interface Candidate {
  readonly from: string;
  readonly to: string;
  readonly confidence: number;
}

/** Pairs by content, the surest first; a pair that another one of its file column comes near to counts less. */
function byContent({ file, known }: Left): readonly Candidate[] {
  const patterns = new Map([...file, ...known].map((column) => [column, patternsOf(column)]));
  const all = inOrder(file).flatMap((mine) => {
    const scored = inOrder(known)
      .map((theirs) => ({ from: mine.name, to: theirs.name, confidence: likeness(mine, theirs, patterns) }))
      .filter(({ confidence }) => confidence > 0)
      .toSorted((a, b) => b.confidence - a.confidence);
    const top = scored[0]?.confidence ?? 0;
    const doubtful = top - (scored[1]?.confidence ?? 0) < NEAR;
    return scored.map((one): Candidate => ({
      ...one,
      confidence: doubtful && top - one.confidence < NEAR ? one.confidence * DOUBTFUL : one.confidence,
    }));
  });
  return all.filter(({ confidence }) => confidence >= CONFIDENCE_MIN).toSorted((a, b) => b.confidence - a.confidence);
}

type Patterns = ReadonlyMap<SampledColumn, ReadonlySet<string>>;

/** How much speaks for two columns being the same, 0..1. */
function likeness(mine: SampledColumn, theirs: SampledColumn, patterns: Patterns): number {
  const meanings = mine.semantic !== null && theirs.semantic !== null;
  const values = sharedValues(mine.values, theirs.values);
  // what means something else is something else, unless it holds the very same values
  if (meanings && mine.semantic !== theirs.semantic && values < 0.5) return 0;
  const against =
    (1 - weights.semantic * (meanings && mine.semantic === theirs.semantic ? 1 : 0)) *
    (1 - weights.values * values) *
    (1 - weights.name * nameLikeness(mine.name, theirs.name)) *
    (1 - weights.pattern * shareOf(patterns.get(mine), patterns.get(theirs)));
  return (1 - against) * (typesFit(mine.type, theirs.type) ? 1 : 0.6);
}

const families: Readonly<Record<ColumnType, string | null>> = {
  integer: 'number',
  decimal: 'number',
  boolean: 'text',
  date: 'time',
  datetime: 'time',
  time: 'time',
  text: 'text',
  empty: null,
};

const typesFit = (a: ColumnType, b: ColumnType): boolean => families[a] === null || families[b] === null || families[a] === families[b];

/** How much of a kind of value a match says: short numbers and single letters are everywhere. */
const weightOf = (value: string): number => Math.min(1, [...value].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0) / 6);

/** Share of the values of one column that stand in the other, by what they say. */
function sharedValues(mine: ReadonlySet<string>, theirs: ReadonlySet<string>): number {
  if (mine.size === 0 || theirs.size === 0) return 0;
  let shared = 0;
  for (const value of mine) if (theirs.has(value)) shared += weightOf(value);
  return shared / mine.size;
}

/** Ways of writing that say something: those of at least four signs that are not all letters or all Chinese. */
const patternsOf = ({ values }: SampledColumn): ReadonlySet<string> =>
  new Set([...values].map(patternOf).filter((pattern) => pattern.length >= 4 && /[^汉a]/u.test(pattern)));

function shareOf(mine: ReadonlySet<string> | undefined, theirs: ReadonlySet<string> | undefined): number {
  if (!mine || !theirs || mine.size === 0) return 0;
  let shared = 0;
  for (const one of mine) if (theirs.has(one)) shared++;
  return shared / mine.size;
}

/** Likeness of two names by the pairs of signs that they share (Dice), 0..1. */
export function nameLikeness(a: string, b: string): number {
  const pairs = (name: string): readonly string[] => {
    const signs = [...` ${plainName(name)} `];
    return signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
  };
  const [mine, theirs] = [pairs(a), pairs(b)];
  const rest = [...theirs];
  let shared = 0;
  for (const one of mine) {
    const at = rest.indexOf(one);
    if (at < 0) continue;
    shared++;
    rest.splice(at, 1);
  }
  return (2 * shared) / (mine.length + theirs.length);
}

/** True where the columns that both sides have do not come in the order of the dataset. */
export function isReordered(matches: readonly ColumnMatch[], known: readonly string[]): boolean {
  const places = matches.flatMap(({ to }) => (to === null ? [] : [known.indexOf(to)]));
  return places.some((place, i) => i > 0 && place < (places[i - 1] ?? 0));
}

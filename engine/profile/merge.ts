/** Puts the counts of the parts of a batch together. */
import type { ColumnType } from '../table/batch-file.ts';
import { isoOf, valueClass as V } from '../table/typed.ts';
import { conforming, typeOf } from './column-type.ts';
import type { PartColumn } from './column-counter.ts';
import type { PartCounts } from './counters.ts';
import { characterKinds } from '../table/characters.ts';
import { hanBlocks } from '../table/han.ts';
import { datesIn } from './dates.ts';
import { type FoundValue, gatherColumn } from './gather.ts';
import { type ColumnProfile, HISTOGRAM_BINS, type PatternCount, TOP_PATTERNS } from './model.ts';
import { noNumbers, rounded, statisticsOf } from './numbers.ts';
import { orderOf } from './order.ts';
import type { ByteLengths } from './sizes.ts';
import { partitionOf, SpillReader } from '../../base/spill.ts';
import { eachRowHash, hasRowHash, RowHashSet } from './value-table.ts';

/** A column's profile whose top values are still to be fetched from the data file. */
export type MergedColumn = Omit<ColumnProfile, 'top'> & { readonly top: readonly FoundValue[] };

/** What the source says of a column, and the semantic kind whose check was counted. */
export interface ColumnFacts {
  readonly name: string;
  readonly declared: ColumnType;
  readonly candidate: string | null;
  /** Share of valid values from which the candidate is believed. */
  readonly candidateShare: number;
}

/** Merges one column over all parts, in the order of the parts. */
export function mergeColumn(parts: readonly PartColumn[], rowsBefore: readonly number[], facts: ColumnFacts): MergedColumn {
  const values = sum(parts, (p) => p.values);
  const nulls = sum(parts, (p) => p.nulls);
  const classes = Array.from(parts[0]?.classes ?? [], (_, kind) => sum(parts, (p) => p.classes[kind] ?? 0));
  const blanks = classes[V.blank] ?? 0;
  const placeholders = sum(parts, (p) => p.placeholders);
  const judged = values - blanks - placeholders;
  const type = typeOf(classes, judged, facts.declared);
  const invalidSemantic = sum(parts, (p) => p.semanticInvalid);
  const semantic =
    facts.candidate !== null && judged > 0 && (judged - invalidSemantic) / judged >= facts.candidateShare ? facts.candidate : null;
  const isNumber = type === 'integer' || type === 'decimal';
  const isDate = type === 'date' || type === 'datetime';
  const found = gatherColumn(parts, rowsBefore, isNumber || isDate);
  const numeric = isNumber ? statisticsOf(found.numbers, HISTOGRAM_BINS) : noNumbers;
  const times = isDate ? timesOf(parts, type) : { min: numeric.min, max: numeric.max };
  const dated = isDate ? datesIn(found.moments, HISTOGRAM_BINS, type === 'datetime') : null;
  const used = parts.filter((p) => p.values > 0);
  return {
    name: facts.name,
    type,
    semantic,
    nulls,
    blanks,
    placeholders,
    distinct: { count: found.distinct, exact: true },
    once: found.once,
    unique: values > 0 && found.distinct === values,
    min: times.min,
    max: times.max,
    mean: numeric.mean,
    stddev: numeric.stddev,
    quantiles: numeric.quantiles,
    length: {
      min: used.length === 0 ? 0 : Math.min(...used.map((p) => p.lengthMin)),
      max: used.length === 0 ? 0 : Math.max(...used.map((p) => p.lengthMax)),
      mean: values === 0 ? 0 : rounded(sum(parts, (p) => p.lengthSum) / values),
    },
    bytes: { utf8: bytesOf(used, 'utf8'), gb18030: bytesOf(used, 'gb18030') },
    characters: characterKinds
      .map((kind, i) => ({ kind, count: sum(parts, (p) => p.characters[i] ?? 0) }))
      .filter(({ count }) => count > 0),
    rareHan: rareHanOf(used),
    order: orderOf(parts.map((p) => p.order)),
    top: found.top,
    topExact: true,
    ...patternsOf(parts),
    histogram: dated?.histogram ?? numeric.histogram,
    shape: numeric.shape,
    dates: dated?.dates ?? null,
    entropy: found.entropy,
    invalid: { type: judged - conforming(classes, type), semantic: semantic === null ? 0 : invalidSemantic },
    counterExamples: semantic === null ? [] : someOf(parts.map((p) => p.invalidExamples)),
    minority: minorityOf(parts, classes),
    kinds: {
      text: classes[V.text] ?? 0,
      integer: classes[V.integer] ?? 0,
      decimal: classes[V.decimal] ?? 0,
      boolean: classes[V.boolean] ?? 0,
      date: classes[V.date] ?? 0,
      datetime: classes[V.datetime] ?? 0,
      time: classes[V.time] ?? 0,
      code: classes[V.code] ?? 0,
      integerDate: classes[V.integerDate] ?? 0,
    },
  };
}

function bytesOf(used: readonly PartColumn[], encoding: keyof ByteLengths): { readonly min: number; readonly max: number } {
  if (used.length === 0) return { min: 0, max: 0 };
  return { min: Math.min(...used.map((p) => p.bytes[encoding].min)), max: Math.max(...used.map((p) => p.bytes[encoding].max)) };
}

/** Rare characters by block; nothing where a part did not count them. */
function rareHanOf(used: readonly PartColumn[]): ColumnProfile['rareHan'] {
  if (used.some((p) => p.rareHan === undefined)) return [];
  return hanBlocks
    .map((block, i) => ({
      block,
      count: sum(used, (p) => p.rareHan?.[i]?.values ?? 0),
      examples: someOf(used.map((p) => p.rareHan?.[i]?.examples ?? [])),
    }))
    .filter(({ count }) => count > 0);
}

const EXAMPLES = 3;

/** The first different examples over all parts. */
function someOf(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].slice(0, EXAMPLES);
}

function minorityOf(parts: readonly PartColumn[], classes: readonly number[]): ColumnProfile['minority'] {
  const named = Object.entries(V).filter(([name]) => name !== 'blank') as [keyof ColumnProfile['kinds'], number][];
  const found = named.map(([kind, of]) => ({ kind, of, count: classes[of] ?? 0 })).toSorted((a, b) => b.count - a.count);
  return found
    .slice(1)
    .filter(({ count }) => count > 0)
    .map(({ kind, of, count }) => ({ kind, count, examples: someOf(parts.map((p) => p.examples[of] ?? [])) }));
}

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  let total = 0;
  for (const part of parts) total += of(part);
  return total;
}

function timesOf(parts: readonly PartColumn[], type: ColumnType): { min: string | null; max: string | null } {
  const mins = parts.flatMap((p) => (p.timeMin === null ? [] : [p.timeMin]));
  const maxs = parts.flatMap((p) => (p.timeMax === null ? [] : [p.timeMax]));
  if (mins.length === 0) return { min: null, max: null };
  return { min: isoOf(Math.min(...mins), type === 'datetime'), max: isoOf(Math.max(...maxs), type === 'datetime') };
}

function patternsOf(parts: readonly PartColumn[]): { patterns: PatternCount[]; patternsOther: number } {
  const counts = new Map<string, number>();
  for (const part of parts) for (const [pattern, count] of part.patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + count);
  const all = [...counts].map(([pattern, count]) => ({ pattern, count }));
  all.sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
  const patterns = all.slice(0, TOP_PATTERNS);
  return { patterns, patternsOther: sum(parts, (p) => p.patternsOther) + sum(all.slice(TOP_PATTERNS), (p) => p.count) };
}

/** Rows that repeat an earlier row, over all parts. */
export function duplicateRowsOf(parts: readonly PartCounts[]): number {
  const rows = sum(parts, (p) => p.rowCount);
  const distinct = parts.every(({ rowHashes }) => rowHashes.spilled === null) ? rowsInMemory(parts) : rowsOnDisk(parts);
  return rows - distinct;
}

function rowsInMemory(parts: readonly PartCounts[]): number {
  let distinct = 0;
  parts.forEach((part, p) => {
    const earlier = parts.slice(0, p).map((each) => each.rowHashes);
    const { words, zeroSeen } = part.rowHashes;
    if (zeroSeen && !earlier.some((each) => each.zeroSeen)) distinct++;
    eachRowHash(words, (a, b) => {
      if (!earlier.some((each) => hasRowHash(each.words, a, b))) distinct++;
    });
  });
  return distinct;
}

function rowsOnDisk(parts: readonly PartCounts[]): number {
  const partitions = parts.find(({ rowHashes }) => rowHashes.spilled !== null)?.rowHashes.spilled?.partitions ?? 1;
  const reader = new SpillReader();
  let distinct = 0;
  try {
    for (let partition = 0; partition < partitions; partition++) distinct += rowsOfPartition(parts, partition, partitions, reader).size;
  } finally {
    reader.close();
  }
  return distinct;
}

function rowsOfPartition(parts: readonly PartCounts[], partition: number, partitions: number, reader: SpillReader): RowHashSet {
  const set = new RowHashSet();
  const add = (a: number, b: number): void => {
    set.reserve(1);
    set.add(a, b);
  };
  for (const { words, zeroSeen, spilled } of parts.map((part) => part.rowHashes)) {
    if (zeroSeen && partition === 0) add(0, 0);
    eachRowHash(words, (a, b) => {
      if (partitionOf(a, partitions) === partition) add(a, b);
    });
    if (spilled) reader.each(spilled.file, spilled.stream, partition, (block, at) => add(block[at] as number, block[at + 1] as number));
  }
  return set;
}

/** Gives every different hash of the rows of one part, wherever it stands. */
export function eachHashOf(part: PartCounts, visit: (a: number, b: number) => void): void {
  const partitions = part.rowHashes.spilled?.partitions ?? 1;
  const reader = new SpillReader();
  try {
    for (let partition = 0; partition < partitions; partition++) rowsOfPartition([part], partition, partitions, reader).each(visit);
  } finally {
    reader.close();
  }
}

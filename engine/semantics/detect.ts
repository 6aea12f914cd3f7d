/**
 * Which meaning does a column have? First the different values seen so far are tried on every kind (a sample, a few milliseconds a column), then
 * the few kinds that remain count every value exactly. Values alone are believed only where a kind is unmistakable; short codes need the column's name too.
 */
import { columnWords, nameSays } from './column-name.ts';
import { passes, passesAt, semanticLevels } from './kind.ts';
import type { SemanticKind, SemanticLevel, Verdict } from './kind.ts';
import type { Semantics } from './semantics.ts';

/** Exact counts of one kind over the values of a column; blanks are left out. */
export interface SemanticTally {
  readonly semantic: string;
  /** Values judged, repetitions included. */
  readonly values: number;
  /** How many pass at each level; a level the kind has not repeats the one before. */
  readonly matching: Readonly<Record<SemanticLevel, number>>;
  /** Values that are right but for their form (verdict `form`); not among `matching`. */
  readonly repairable: number;
  /** How often each verdict was given. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The first different values that fail, in the order seen. */
  readonly counterExamples: readonly { readonly value: string; readonly verdict: Verdict }[];
}

/** Counts one kind's verdicts, value by value or by value with its frequency. */
export interface SemanticCounter {
  add(value: string | null, times?: number): void;
  result(): SemanticTally;
}

const COUNTER_EXAMPLES = 10;

function isBlank(value: string): boolean {
  return value.length === 0 || (value.length < 16 && value.trim().length === 0);
}

/** A counter for one kind, judging at `level` (default: the kind's deepest). Throws `unknown-kind`. */
export function createSemanticCounter(semantics: Semantics, kindId: string, level?: SemanticLevel): SemanticCounter {
  const kind = semantics.get(kindId);
  const depth = level ?? deepestOf(kind);
  const { env } = semantics;
  const counts = new Map<Verdict, number>();
  const failing = new Map<string, Verdict>();
  return {
    add: (value, times = 1) => {
      if (value === null || isBlank(value)) return;
      const verdict = kind.check(value, depth, env);
      counts.set(verdict, (counts.get(verdict) ?? 0) + times);
      if (failing.size < COUNTER_EXAMPLES && !passes(verdict)) failing.set(value, verdict);
    },
    result: () => {
      let values = 0;
      const matching = { shape: 0, checksum: 0, reference: 0 };
      for (const [verdict, times] of counts) {
        values += times;
        for (const l of semanticLevels) if (passesAt(verdict, l)) matching[l] += times;
      }
      return {
        semantic: kind.id,
        values,
        matching,
        repairable: counts.get('form') ?? 0,
        verdicts: Object.fromEntries(counts),
        counterExamples: [...failing].map(([value, verdict]) => ({ value, verdict })),
      };
    },
  };
}

function deepestOf(kind: SemanticKind): SemanticLevel {
  return kind.levels.at(-1) ?? 'shape';
}

/** What a column was found to be. */
export interface Detection {
  /** The kind's id, or `null` when nothing is believable. */
  readonly semantic: string | null;
  /** 0..1: share of matching values, weighed by how much they prove, raised when the column's name agrees. 0 without a kind. */
  readonly confidence: number;
  /** The deepest level at which at least nine values in ten pass, or the kind's own; a good level for a rule. */
  readonly level: SemanticLevel | null;
  /** True when the column's name points to the kind too. */
  readonly named: boolean;
  /** Exact counts for the kind found. */
  readonly tally: SemanticTally | null;
  /** All kinds that were believable, best first. */
  readonly candidates: readonly { readonly semantic: string; readonly confidence: number; readonly named: boolean }[];
}

/** Takes a column's values and says what they are. */
export interface SemanticDetector {
  /** One value with its frequency; nulls and blanks are ignored. */
  add(value: string | null, times?: number): void;
  result(): Detection;
}

export interface DetectorOptions {
  /** How many different values are tried on every kind (default 400). */
  readonly sampleDistinct?: number;
  /** How many kinds count every value (default 4). */
  readonly candidatesMax?: number;
}

/** Share of a sample that must match for a kind to stay in the race, without and with the column's name. */
const TRIAL_SHARE = 0.6;
const TRIAL_SHARE_NAMED = 0.25;
/** Shares of all values from which a kind is believed. */
const SHARE = 0.8;
const SHARE_BY_REFERENCE = 0.9;
const SHARE_NAMED = 0.5;
const RULE_LEVEL_SHARE = 0.9;
/** A dirty column named after its content: most values have the form although few pass the check. */
const DIRTY_SHAPE_SHARE = 0.7;
const DIRTY_SHARE = 0.25;
/** After this many different values a kind that matched next to none of them is given up. */
const EARLY_STOP = 60;

interface Candidate {
  readonly kind: SemanticKind;
  readonly named: boolean;
  readonly trialShare: number;
  readonly distinct: number;
  readonly counter: SemanticCounter;
}

/** A detector for one column. Memory: the sample, then only counts. */
export function createSemanticDetector(semantics: Semantics, columnName: string, options: DetectorOptions = {}): SemanticDetector {
  const sampleDistinct = options.sampleDistinct ?? 400;
  const candidatesMax = options.candidatesMax ?? 4;
  const words = columnWords(columnName);
  let sample: Map<string, number> | null = new Map();
  let candidates: readonly Candidate[] = [];

  const endSample = (): void => {
    if (sample === null) return;
    const values = [...sample.keys()];
    candidates = semantics.kinds
      .map((kind) => tryKind(semantics, kind, nameSays(kind, words), values))
      .filter((c) => c !== null)
      .sort((a, b) => worth(b) - worth(a))
      .slice(0, candidatesMax);
    for (const [value, times] of sample) for (const c of candidates) c.counter.add(value, times);
    sample = null;
  };

  return {
    add: (value, times = 1) => {
      if (value === null || isBlank(value)) return;
      if (sample === null) {
        for (const c of candidates) c.counter.add(value, times);
        return;
      }
      sample.set(value, (sample.get(value) ?? 0) + times);
      if (sample.size >= sampleDistinct) endSample();
    },
    result: () => {
      endSample();
      return decide(candidates);
    },
  };
}

function worth(c: Candidate): number {
  return c.named ? 0.5 + 0.5 * c.trialShare : c.kind.detect.weight * c.trialShare;
}

/** Tries a kind on the sample; `null` when it is out of the race. Without the name, a kind's stricter `looksLike` decides. */
function tryKind(semantics: Semantics, kind: SemanticKind, named: boolean, values: readonly string[]): Candidate | null {
  if ((kind.detect.evidence === 'name' && !named) || values.length === 0) return null;
  const { env } = semantics;
  const looksLike = named ? undefined : kind.detect.looksLike;
  let matching = 0;
  for (let i = 0; i < values.length; i++) {
    if (i === EARLY_STOP && matching * 10 < i) return null;
    const value = values[i] ?? '';
    if (
      looksLike !== undefined
        ? looksLike(value, env)
        : named
          ? hasShape(kind.check(value, 'shape', env))
          : hasShape(kind.check(value, kind.defaultLevel, env))
    )
      matching++;
  }
  const trialShare = matching / values.length;
  if (trialShare < (named ? TRIAL_SHARE_NAMED : TRIAL_SHARE)) return null;
  return { kind, named, trialShare, distinct: values.length, counter: createSemanticCounter(semantics, kind.id) };
}

/** Passes, or would but for its form. */
function hasShape(verdict: Verdict): boolean {
  return verdict === 'form' || passes(verdict);
}

function decide(candidates: readonly Candidate[]): Detection {
  const believed = candidates
    .map((c) => ({ ...c, tally: c.counter.result() }))
    .map((c) => ({ ...c, confidence: confidenceOf(c.kind, c.named, c.trialShare, c.distinct, c.tally) }))
    .filter((c) => c.confidence > 0)
    .sort((a, b) => b.confidence - a.confidence || Number(b.named) - Number(a.named) || b.kind.detect.weight - a.kind.detect.weight);
  const best = believed[0];
  return {
    semantic: best?.kind.id ?? null,
    confidence: best?.confidence ?? 0,
    level: best === undefined ? null : levelFor(best.kind, best.tally),
    named: best?.named ?? false,
    tally: best?.tally ?? null,
    candidates: believed.map((c) => ({ semantic: c.kind.id, confidence: c.confidence, named: c.named })),
  };
}

function confidenceOf(kind: SemanticKind, named: boolean, trialShare: number, distinct: number, tally: SemanticTally): number {
  if (tally.values === 0) return 0;
  const share = (tally.matching[kind.defaultLevel] + tally.repairable) / tally.values;
  const shapeShare = (tally.matching.shape + tally.repairable) / tally.values;
  if (named) {
    const isBelieved = share >= SHARE_NAMED || (shapeShare >= DIRTY_SHAPE_SHARE && share >= DIRTY_SHARE);
    return isBelieved ? 0.5 + 0.5 * share : 0;
  }
  if (distinct < (kind.detect.distinctMin ?? 3) || trialShare < SHARE) return 0;
  const shareMin = kind.detect.evidence === 'reference' ? SHARE_BY_REFERENCE : SHARE;
  const proof = kind.detect.evidence === 'reference' ? tally.matching.reference / tally.values : share;
  return proof >= shareMin ? kind.detect.weight * proof : 0;
}

function levelFor(kind: SemanticKind, tally: SemanticTally): SemanticLevel {
  const good = kind.levels.filter((level) => tally.matching[level] >= RULE_LEVEL_SHARE * tally.values);
  return good.at(-1) ?? kind.defaultLevel;
}

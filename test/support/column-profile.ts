import type { ColumnProfile } from '../../engine/profile/index.ts';

/** The profile of a text column with nothing to say about it, but for what a test gives. */
export function columnProfile(over: Partial<ColumnProfile> = {}): ColumnProfile {
  return {
    name: 'c',
    type: 'text',
    semantic: null,
    nulls: 0,
    blanks: 0,
    placeholders: 0,
    distinct: { count: 500, exact: true },
    once: 0,
    unique: false,
    min: null,
    max: null,
    mean: null,
    stddev: null,
    quantiles: { p5: null, p25: null, p50: null, p75: null, p95: null },
    length: { min: 1, max: 2, mean: 1 },
    bytes: { utf8: { min: 1, max: 6 }, gb18030: { min: 1, max: 4 } },
    characters: [],
    rareHan: [],
    order: null,
    top: [],
    topExact: true,
    patterns: [],
    patternsOther: 0,
    histogram: [],
    shape: null,
    dates: null,
    entropy: null,
    invalid: { type: 0, semantic: 0 },
    counterExamples: [],
    minority: [],
    kinds: { text: 1000, integer: 0, decimal: 0, boolean: 0, date: 0, datetime: 0, time: 0, code: 0, integerDate: 0 },
    ...over,
  };
}

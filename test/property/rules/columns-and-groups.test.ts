import { test } from 'node:test';
import type { TestCell } from '../../support/check.ts';
import { agrees, bad, dateOf, isNumber, text } from '../../support/rule-rows.ts';

type Rows = readonly (readonly TestCell[])[];
const none = (v: TestCell | undefined): v is null | undefined => v === null || v === undefined;
const numbersOf = (rows: Rows, of = 0): number[] => rows.flatMap((r) => (none(r[of]) || !isNumber(r[of]) ? [] : [Number(r[of])]));
const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);
const at = (list: readonly number[], q: number): number => {
  const place = q * (list.length - 1);
  const [a = 0, b = 0] = [list[Math.floor(place)], list[Math.ceil(place)]];
  return a + (b - a) * (place - Math.floor(place));
};
const seconds = (v: TestCell): number | null => (dateOf(v) === null ? null : (dateOf(v) ?? 0) / 1000);

test('value-within-fences agrees with plain arrays', () =>
  agrees({ kind: 'value-within-fences', column: 'v', k: 0.5 }, ([v], rows) => {
    if (none(v)) return 'skip';
    const all = sorted(numbersOf(rows));
    const [low, high] = [at(all, 0.25), at(all, 0.75)];
    return bad(!isNumber(v) || Number(v) < low - 0.5 * (high - low) || Number(v) > high + 0.5 * (high - low));
  }));
test('value-within-fences by median agrees with plain arrays, group by group', () =>
  agrees({ kind: 'value-within-fences', column: 'v', method: 'mad', k: 1, groupBy: 'w' }, ([v, w], rows) => {
    if (none(v)) return 'skip';
    const all = sorted(numbersOf(rows.filter((r) => r[1] === w || (none(r[1]) && none(w)))));
    const middle = at(all, 0.5);
    const spread = 1.4826 * at(sorted(all.map((x) => Math.abs(x - middle))), 0.5);
    return bad(!isNumber(v) || Number(v) < middle - spread || Number(v) > middle + spread);
  }));
test('value-zscore-below agrees with plain arrays, group by group', () =>
  agrees({ kind: 'value-zscore-below', column: 'v', limit: 1, groupBy: 'w' }, ([v, w], rows) => {
    if (none(v)) return 'skip';
    const all = numbersOf(rows.filter((r) => r[1] === w || (none(r[1]) && none(w))));
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    const stdev = all.length < 2 ? 0 : Math.sqrt(all.reduce((a, b) => a + (b - mean) ** 2, 0) / (all.length - 1));
    if (stdev < 1e-9) return bad(false);
    const z = Math.abs((Number(v) - mean) / stdev);
    // where rounding decides, the rule may too
    return bad(!isNumber(v) || z >= 1);
  }));
test('value-charset agrees with a loop over the characters', () =>
  agrees({ kind: 'value-charset', column: 'v', allow: ['han', 'digit', 'a-b'] }, ([v]) =>
    none(v)
      ? 'skip'
      : bad(
          Array.from(text(v)).some((c) => {
            const p = c.codePointAt(0) ?? 0;
            return !((p >= 0x4e00 && p <= 0x9fff) || (p >= 0x20000 && p <= 0x2fa1f) || (c >= '0' && c <= '9') || c === 'a' || c === 'b');
          }),
        ),
  ));
test('value-consistent-case agrees with plain arrays', () =>
  agrees({ kind: 'value-consistent-case', column: 'v' }, ([v], rows) => {
    if (none(v)) return 'skip';
    const same = rows.flatMap((r) => (none(r[0]) || text(r[0]).toLowerCase() !== text(v).toLowerCase() ? [] : [text(r[0])]));
    const count = (one: string): number => same.filter((s) => s === one).length;
    const most = Math.max(...same.map(count));
    const best = new Set(same.filter((s) => count(s) === most));
    return bad(best.size > 1 || !best.has(text(v)));
  }));
test('value-no-excel-damage agrees for what needs no context', () =>
  agrees({ kind: 'value-no-excel-damage', column: 'v', checks: ['scientific', 'error-value', 'apostrophe'] }, ([v]) =>
    none(v) ? 'skip' : bad(/^\d(\.\d+)?[eE]\+\d\d$/.test(text(v)) || text(v).startsWith("'") || text(v).startsWith('#')),
  ));
test('value-not-truncated agrees with plain arrays', () =>
  agrees({ kind: 'value-not-truncated', column: 'v', lengths: [8, 10, 18], minShare: 0.1, numericLimits: false }, ([v], rows) => {
    if (none(v)) return 'skip';
    const size = (x: TestCell): number => Array.from(text(x)).length;
    const all = rows.flatMap((r) => (none(r[0]) ? [] : [size(r[0])]));
    const longest = Math.max(...all);
    const share = all.filter((n) => n === longest).length / all.length;
    return bad([8, 10, 18].includes(longest) && share >= 0.1 && share < 0.9 && size(v) === longest);
  }));
test('pair-difference agrees with plain arrays', () =>
  agrees({ kind: 'pair-difference', a: 'v', b: 'w', min: -3, max: 3 }, ([v, w]) =>
    none(v) || none(w) ? 'skip' : bad(!isNumber(v) || !isNumber(w) || Math.abs(Number(v) - Number(w)) > 3),
  ));
test('pair-difference in days agrees with plain arrays', () =>
  agrees({ kind: 'pair-difference', a: 'v', b: 'w', min: 0, max: 400, unit: 'days' }, ([v, w]) => {
    if (none(v) || none(w)) return 'skip';
    const [a, b] = [seconds(v), seconds(w)];
    return bad(a === null || b === null || a < b || a - b > 400 * 86_400);
  }));
test('event-lag agrees with plain arrays', () =>
  agrees({ kind: 'event-lag', event: 'v', received: 'w', max: '300d' }, ([v, w]) => {
    if (none(v) || none(w)) return 'skip';
    const [a, b] = [seconds(v), seconds(w)];
    return bad(a === null || b === null || b - a > 300 * 86_400);
  }));
test('stale-records agrees with plain arrays', () =>
  agrees({ kind: 'stale-records', column: 'v', maxAge: '1y', asOf: '2020-12-31' }, ([v]) =>
    bad(none(v) || dateOf(v) === null || (dateOf(v) ?? 0) < Date.UTC(2019, 11, 31)),
  ));
test('value-in-code-list agrees with a list written out', () =>
  agrees({ kind: 'value-in-code-list', column: 'v', codeList: 'gender' }, ([v]) =>
    none(v) ? 'skip' : bad(!['0', '1', '2', '9'].includes(text(v))),
  ));
test('code-name-agrees agrees with a list written out', () =>
  agrees({ kind: 'code-name-agrees', codeColumn: 'v', nameColumn: 'w', codeList: 'gender' }, ([v, w]) =>
    none(v) || none(w) ? 'skip' : bad(!(text(v) === '1' && w === '男') && !(text(v) === '2' && w === '女')),
  ));
test('value-derived-agrees agrees with digits cut out by hand', () =>
  agrees({ kind: 'value-derived-agrees', from: 'v', to: 'w', fact: 'birth-date' }, ([v, w]) =>
    v !== '440524188001010014' || none(w) ? 'skip' : bad(dateOf(w) !== Date.UTC(1880, 0, 1)),
  ));
test('key-sequence agrees with plain arrays', () =>
  agrees({ kind: 'key-sequence', column: 'v' }, ([v], rows) => {
    const read = (x: TestCell | undefined): readonly [string, bigint] | null => {
      if (none(x)) return null;
      const whole = text(x).trim();
      if (/^-?\d+$/.test(whole) && whole.length <= 15) return ['', BigInt(whole)];
      // of longer numbers the last 15 digits count, and the others are what they share
      const m = /^([^]*?)(\d{1,15})$/.exec(whole);
      return m ? [m[1] ?? '', BigInt(m[2] ?? 0)] : null;
    };
    if (none(v)) return 'skip';
    const own = read(v);
    if (!own) return bad(true);
    const others = rows.flatMap((r) => {
      const one = read(r[0]);
      return one && one[0] === own[0] ? [one[1]] : [];
    });
    const least = others.reduce((a, b) => (b < a ? b : a));
    return bad(others.filter((n) => n === own[1]).length > 1 || (own[1] !== least && !others.includes(own[1] - 1n)));
  }));
test('interval-no-overlap agrees with all pairs compared', () =>
  agrees({ kind: 'interval-no-overlap', start: 'v', end: 'w', unit: 'number' }, ([v, w], rows, i) => {
    const read = (r: readonly TestCell[]): readonly [number, number] | null => {
      const [a, b] = [r[0] ?? null, r[1] ?? null];
      if (a === null || !isNumber(a) || (b !== null && !isNumber(b))) return null;
      const end = b === null ? Number.POSITIVE_INFINITY : Number(b);
      return Number(a) <= end ? [Number(a), end] : null;
    };
    if (none(v)) return 'skip';
    const own = read([v, w ?? null]);
    if (!own) return bad(true);
    const overlap = rows.some((r, j) => {
      const other = read(r);
      if (!other || i === j) return false;
      // a point inside an interval overlaps it; at its ends it does not
      return own[0] < other[1] && other[0] < own[1];
    });
    return bad(overlap);
  }));
test('value-monotonic by another column agrees with a sort', () =>
  agrees({ kind: 'value-monotonic', column: 'v', orderBy: 'w' }, ([v, w], rows, i) => {
    const key = (x: TestCell | undefined): number | null => (none(x) ? null : isNumber(x) ? Number(x) : seconds(x));
    if (none(v)) return 'skip';
    const [value, order] = [key(v), key(w)];
    if (value === null || order === null) return bad(true);
    const before = rows
      .map((r, j) => ({ value: key(r[0]), order: key(r[1]), j }))
      .filter((r) => r.value !== null && r.order !== null && ((r.order ?? 0) < order || (r.order === order && r.j < i)))
      .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0) || a.j - b.j)
      .at(-1);
    return bad(before !== undefined && (before.value ?? 0) > value);
  }));
test('near-duplicates by changes of characters agrees with all pairs compared', () => {
  const distance = (a: readonly string[], b: readonly string[]): number =>
    a.length === 0 || b.length === 0
      ? a.length + b.length
      : a[0] === b[0]
        ? distance(a.slice(1), b.slice(1))
        : 1 + Math.min(distance(a.slice(1), b), distance(a, b.slice(1)), distance(a.slice(1), b.slice(1)));
  const like = (a: string, b: string): number => {
    if (a.length > 6 || b.length > 6) return a.slice(0, -1) === b.slice(0, -1) && a.length === b.length ? 1 - 1 / a.length : 0;
    const [x, y] = [Array.from(a), Array.from(b)];
    return x.length + y.length === 0 ? 1 : 1 - distance(x, y) / Math.max(x.length, y.length);
  };
  return agrees({ kind: 'near-duplicates', columns: ['v'], method: 'edit-distance', similarity: 0.6 }, ([v], rows) => {
    if (none(v)) return 'skip';
    const own = text(v).trim();
    return bad(rows.some((r) => !none(r[0]) && text(r[0]).trim() !== own && like(own, text(r[0]).trim()) >= 0.6));
  });
});
test('masked-as-declared agrees for names', () =>
  agrees({ kind: 'masked-as-declared', column: 'v', mask: 'mobile', minMasked: 1 }, ([v]) =>
    none(v) ? 'skip' : bad(text(v).trim() !== '' && !text(v).includes('*')),
  ));

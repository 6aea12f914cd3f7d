import { isDeepStrictEqual } from 'node:util';
import type { RuleObject } from './rule.ts';

/** What became of the rules between two versions. */
export interface RulesDiff {
  readonly added: readonly RuleObject[];
  readonly removed: readonly RuleObject[];
  readonly changed: readonly { readonly rule: string; readonly kind: string; readonly keys: readonly KeyChange[] }[];
}
/** A key of a rule; undefined where the rule did not have it. */
export interface KeyChange {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

const idOf = (rule: RuleObject): string => String(rule['id']);

/** Compares two lists of rules by their ids. */
export function diffRules(from: readonly RuleObject[], to: readonly RuleObject[]): RulesDiff {
  const before = new Map(from.map((rule) => [idOf(rule), rule]));
  const after = new Map(to.map((rule) => [idOf(rule), rule]));
  return {
    added: to.filter((rule) => !before.has(idOf(rule))),
    removed: from.filter((rule) => !after.has(idOf(rule))),
    changed: to.flatMap((rule) => {
      const old = before.get(idOf(rule));
      const keys = old ? diffKeys(old, rule) : [];
      return keys.length === 0 ? [] : [{ rule: idOf(rule), kind: String(rule['kind']), keys }];
    }),
  };
}

/** The keys in which two objects differ. */
export function diffKeys(from: RuleObject, to: RuleObject): readonly KeyChange[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((key) => !isDeepStrictEqual(from[key], to[key]))
    .map((key) => ({ key, from: from[key], to: to[key] }));
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Most edits that are looked for; texts that differ more are shown as replaced. */
const EDITS_MAX = 500;

/** Compares two texts line by line: a shortest way from one to the other (Myers, O(ND)). */
export function diffLines(from: string, to: string): readonly DiffLine[] {
  const [a, b] = [linesOf(from), linesOf(to)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [
    ...same(a.slice(0, head)),
    ...shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

function shortest(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const trace = edits(a, b);
  if (!trace) return [...a.map((text): DiffLine => ({ kind: 'removed', text })), ...b.map((text): DiffLine => ({ kind: 'added', text }))];
  const out: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (v.get(fromK) ?? 0);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      out.push({ kind: 'same', text: a[--x] ?? '' });
      y--;
    }
    if (d === 0) break;
    if (down) out.push({ kind: 'added', text: b[--y] ?? '' });
    else out.push({ kind: 'removed', text: a[--x] ?? '' });
  }
  return out.reverse();
}

/** For each number of edits, how far every diagonal had come before it; null when there are too many. */
function edits(a: readonly string[], b: readonly string[]): readonly ReadonlyMap<number, number>[] | null {
  const trace: Map<number, number>[] = [];
  const far = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, EDITS_MAX); d++) {
    trace.push(new Map(far));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (far.get(k - 1) ?? -1) < (far.get(k + 1) ?? -1));
      let x = down ? (far.get(k + 1) ?? 0) : (far.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      far.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

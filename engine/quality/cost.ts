import type { CheckCosts, RuleCost } from '../../contract/methods/quality.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import type { RuleScan } from './scan.ts';

/** What a task gave, and how long it computed (not how long it waited). */
export interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

/** A task that tells how long it took. */
export function timed<I, T>(task: (input: I, context: TaskContext) => T): (input: I, context: TaskContext) => Timed<T> {
  return (input, context) => {
    const fromMs = context.nowMs();
    const value = task(input, context);
    return { value, ms: context.nowMs() - fromMs };
  };
}

interface Spent {
  sampledMs: number;
  aloneMs: number | null;
  learnMs: number;
  endMs: number;
}

/** Gathers what a run spends on each of its rules. */
export class CostBook {
  readonly #rules = new Map<string, Spent>();
  readonly #shared = new Map<
    string,
    { readonly part: 'learnMs' | 'referenceMs' | 'endMs'; readonly ms: number; readonly rules: Set<string> }
  >();
  #scanMs = 0;
  #learnMs = 0;

  /** A scan of rows for these rules; `ms` is the time of its statements. */
  scanned(
    part: 'scan' | 'learn',
    rules: readonly string[],
    scans: readonly Pick<RuleScan, 'sampledMs' | 'aloneRowMs'>[],
    rows: number,
    ms: number,
  ): void {
    if (part === 'scan') this.#scanMs += ms;
    else this.#learnMs += ms;
    rules.forEach((rule, i) => {
      const [spent, scan] = [this.#of(rule), scans[i]];
      if (!scan) return;
      const aloneMs = scan.aloneRowMs === null ? null : scan.aloneRowMs * rows;
      if (part === 'learn') spent.learnMs += scan.sampledMs + (aloneMs ?? 0);
      else {
        spent.sampledMs += scan.sampledMs;
        if (aloneMs !== null) spent.aloneMs = (spent.aloneMs ?? 0) + aloneMs;
      }
    });
  }

  /** Work of its own for a rule. */
  worked(part: 'learnMs' | 'endMs', rule: string, ms: number): void {
    this.#of(rule)[part] += ms;
  }

  /** Work that several rules ask for and that is done once; each of them notes it by the same name. */
  shared(part: 'referenceMs' | 'endMs', name: string, ms: number, rule: string): void {
    const key = `${part} ${name}`;
    const known = this.#shared.get(key) ?? { part, ms, rules: new Set<string>() };
    known.rules.add(rule);
    this.#shared.set(key, known);
  }

  /** The costs of all rules, in whole microseconds at most. */
  finish(): CheckCosts {
    const rules: Record<string, RuleCost> = {};
    for (const name of new Set([...this.#rules.keys(), ...[...this.#shared.values()].flatMap((s) => [...s.rules])])) {
      const own = this.#of(name);
      const parts = [...this.#shared.values()].filter((s) => s.rules.has(name));
      const of = (part: string): number => parts.filter((s) => s.part === part).reduce((sum, s) => sum + s.ms / s.rules.size, 0);
      rules[name] = {
        sampledMs: round(own.sampledMs),
        aloneMs: own.aloneMs === null ? null : round(own.aloneMs),
        learnMs: round(own.learnMs),
        referenceMs: round(of('referenceMs')),
        endMs: round(own.endMs + of('endMs')),
      };
    }
    return { scanMs: round(this.#scanMs), learnMs: round(this.#learnMs), rules };
  }

  #of(rule: string): Spent {
    const known = this.#rules.get(rule) ?? { sampledMs: 0, aloneMs: null, learnMs: 0, endMs: 0 };
    this.#rules.set(rule, known);
    return known;
  }
}

/**
 * What a check of several batches would cost, from what a check of some rows did: rules that are carried over read the rows of batches that are not kept, the
 * others all rows, and what is worked out after the scan is about all rows. Reading rows for each of the two is shared by its rules.
 */
export function expectedCosts(
  { scanMs, rules }: CheckCosts,
  rows: number,
  of: { readonly carried: readonly string[]; readonly others: readonly string[]; readonly fresh: number; readonly all: number },
): CheckCosts {
  const scanOf = ({ sampledMs, aloneMs }: RuleCost): number => sampledMs + (aloneMs ?? 0);
  const readingMs = Math.max(0, scanMs - Object.values(rules).reduce((sum, cost) => sum + scanOf(cost), 0));
  const times = (read: number): number => (rows === 0 ? 0 : read / rows);
  const whole = times(of.all);
  const grown = (names: readonly string[], read: number): (readonly [string, RuleCost])[] =>
    names.flatMap((name) => {
      const cost = rules[name];
      if (!cost) return [];
      const { sampledMs, aloneMs, learnMs, referenceMs, endMs } = cost;
      const own = { sampledMs: round(sampledMs * times(read)), aloneMs: aloneMs === null ? null : round(aloneMs * times(read)) };
      return [[name, { ...own, learnMs: round(learnMs * whole), referenceMs, endMs: round(endMs * whole) }] as const];
    });
  const costs = [...grown(of.carried, of.fresh), ...grown(of.others, of.all)];
  const scans = (of.carried.length > 0 ? times(of.fresh) : 0) + (of.others.length > 0 ? whole : 0);
  return {
    scanMs: round(readingMs * scans + costs.reduce((sum, [, cost]) => sum + scanOf(cost), 0)),
    learnMs: round(costs.reduce((sum, [, cost]) => sum + cost.learnMs, 0)),
    rules: Object.fromEntries(costs),
  };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

import { passes } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { Repair, RepairEnv } from './kind.ts';
import { repairOf } from './kind.ts';
import { type UsableStep, valueKey } from './recipe.ts';

/** What one step did to a value. */
export interface StepChange {
  /** Position in the recipe. */
  readonly step: number;
  readonly before: string;
  readonly after: string;
}

/** What became of a value: at least one change, the last one's `after` is the value now. */
export interface Repaired {
  readonly changes: readonly StepChange[];
  readonly after: string;
  /** Whether its meaning's check failed before and passes now, the other way round, or neither. */
  readonly effect: 'mended' | 'broken' | 'same';
}

export type Cell = string | number | bigint | null | Uint8Array;

interface Link {
  readonly step: number;
  readonly repair: Repair;
  readonly except: ReadonlySet<string>;
}

/** Values a column remembers what became of: words repeat, identifiers do not. */
const REMEMBERED = 4_000;
const REMEMBERED_CHARS = 64;

/** The steps of one column, one after the other. */
export class ColumnChain {
  readonly column: number;
  readonly #name: string;
  readonly #links: readonly Link[];
  readonly #passes: ((value: string) => boolean) | null;
  readonly #known = new Map<string, Repaired | null>();

  constructor(column: BatchColumn, steps: readonly UsableStep[], env: RepairEnv) {
    this.column = column.index;
    this.#name = column.name;
    this.#links = steps.map(({ step, kind, params, except }) => ({ step, repair: repairOf(kind, params, env), except }));
    const { semantic } = column;
    const check = semantic !== null && env.semantics.find(semantic) ? env.semantics.checker(semantic) : null;
    this.#passes = check && ((value) => passes(check(value)));
  }

  /** What becomes of a cell; null when nothing does. Whole numbers count as their digits. */
  run(cell: Cell): Repaired | null {
    const value = textOf(cell);
    if (value === null) return null;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const found = this.#repaired(value);
    if (this.#known.size < REMEMBERED && value.length <= REMEMBERED_CHARS) this.#known.set(value, found);
    return found;
  }

  #repaired(value: string): Repaired | null {
    let changes: StepChange[] | null = null;
    let now = value;
    for (const { step, repair, except } of this.#links) {
      const after = repair(now);
      if (after === null || (except.size > 0 && (except.has(now) || except.has(valueKey(this.#name, now))))) continue;
      (changes ??= []).push({ step, before: now, after });
      now = after;
    }
    // a later step may have undone what an earlier one did
    if (changes === null || now === value) return null;
    return { changes, after: now, effect: this.#effect(value, now) };
  }

  #effect(before: string, after: string): Repaired['effect'] {
    if (this.#passes === null) return 'same';
    const [was, is] = [this.#passes(before), this.#passes(after)];
    return was === is ? 'same' : is ? 'mended' : 'broken';
  }
}

function textOf(cell: Cell): string | null {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell))) return String(cell);
  return null;
}

/** A chain for every column that has steps. */
export function chainsOf(columns: readonly BatchColumn[], steps: readonly UsableStep[], env: RepairEnv): readonly ColumnChain[] {
  return columns.flatMap((column) => {
    const own = steps.filter((step) => step.column === column.index);
    return own.length === 0 ? [] : [new ColumnChain(column, own, env)];
  });
}

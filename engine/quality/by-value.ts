import { type Database, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { type FusedStep, fusedStep } from './fused.ts';
import type { RunWriter } from './runs.ts';
import type { Place } from './steps.ts';

/**
 * Rules over one cell of a column, answered once for each different value instead of once a row. Registers hold few different values in many columns: to
 * look a text up costs about as much as the cheapest check, whatever the number of rules. Which columns are so is looked at in a sample, and again after
 * each window of rows; a column with too many new values goes back to being asked row by row.
 */
export interface ValueRule {
  readonly skips: Sql | null;
  readonly fails: Sql;
  readonly hits: RunWriter;
}

/** Rows that tell whether a column has few different values. */
const SAMPLE_ROWS = 4_000;
/** Share of new values up to which remembering pays. */
const NEW_MAX = 0.1;
const REMEMBERED_MAX = 20_000;

/** The rules of one column. */
export class ValueGroup {
  readonly cell: Sql;
  readonly rules: ValueRule[] = [];
  /** True while its rules are answered by value. */
  active = false;
  /** Its step of the fused call, once it is made. */
  made: FusedStep | null = null;
  readonly #place: Place;
  readonly #known = new Map<SqlValue, readonly RunWriter[]>();
  #ask: ((rowid: number) => readonly SqlValue[]) | null = null;
  #asked = 0;

  constructor(cell: Sql, place: Place) {
    this.cell = cell;
    this.#place = place;
  }

  /** The step of the fused call; the value stands at this position of its arguments. */
  step(at: number): FusedStep {
    this.made = fusedStep((row, values) => {
      const value = values[at] ?? null;
      const hits = this.#known.get(value) ?? this.#judge(row, value);
      for (let i = 0; i < hits.length; i++) (hits[i] as RunWriter).push(row);
    });
    return this.made;
  }

  /** Chooses how its rules are answered for the rows to come. `lookup` is a second connection to the same rows: the first is busy with the scan. */
  begin(lookup: Database, derived: readonly Sql[], rule: { readonly from: number; readonly rulesMin: number }): void {
    this.active = false;
    if (this.rules.length < rule.rulesMin) return;
    const to = rule.from + SAMPLE_ROWS - 1;
    const [sample = 0, different = 0] = lookup.arrays(
      sql`SELECT count(*), count(DISTINCT ${this.cell}) FROM (SELECT ${join(derived, ', ')} FROM rows WHERE rowid BETWEEN ${rule.from} AND ${to})`,
    )[0] as readonly number[];
    this.active = different <= sample * NEW_MAX;
    if (!this.active) return;
    const answers = this.rules.map(({ skips, fails }) =>
      skips === null ? sql`(${fails}) IS TRUE` : sql`(NOT ${skips} AND ${fails}) IS TRUE`,
    );
    const inner = sql`SELECT ${join(derived, ', ')} FROM rows WHERE rowid = `;
    const asked = sql`SELECT ${join(answers, ', ')} FROM (${inner}`;
    const statement = lookup.statement(`${asked.text}?)`).raw(true);
    this.#ask = (rowid) => statement.get(...asked.values, BigInt(rowid)) as readonly SqlValue[];
  }

  /** After a window of rows: true when too many values were new, and the rules are asked row by row from now on. */
  turned(rows: number): boolean {
    const tooMany = this.active && (this.#asked > rows * NEW_MAX || this.#known.size >= REMEMBERED_MAX);
    this.#asked = 0;
    if (!tooMany) return false;
    this.active = false;
    this.#known.clear();
    return true;
  }

  #judge(row: number, value: SqlValue): readonly RunWriter[] {
    this.#asked++;
    const answers = this.#ask?.(row - this.#place.base) ?? [];
    const hits = this.rules.flatMap((rule, i) => (answers[i] === 1 || answers[i] === 1n ? [rule.hits] : []));
    // numbers are not remembered: 1 and 1.0 are one value here, but not for every rule
    if (typeof value === 'string' || value === null) this.#known.set(value, hits);
    return hits;
  }
}

/** The column of an expression that reads nothing else, as the number in its name (`v3`, `n3`, `d3`); null for all others. */
export function onlyColumn(...expressions: readonly (Sql | null)[]): number | null {
  const names = expressions.flatMap((e) => (e === null ? [] : [...e.text.matchAll(/"([a-z]+)(\d+)"/g)]));
  const [first] = names;
  if (!first || !names.every(([, sort = '', at]) => at === first[2] && 'vnd'.includes(sort))) return null;
  return Number(first[2]);
}

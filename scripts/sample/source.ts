import type { Dice } from './dice.ts';

export type Value = string | number | null;

/** Where a defect is expected to come to light. */
export type FoundBy = 'rule' | 'intake' | 'fusion';

/** A kind of defect in one file. */
export interface DefectKind {
  readonly kind: string;
  readonly title: string;
  readonly foundBy: FoundBy;
  /** Ids of the rules of the file's rule set that find it. */
  readonly rules: readonly string[];
}

/** One injected defect; `row` is a 1-based data row. */
export interface Defect {
  readonly file: string;
  readonly row: number;
  readonly column: string | null;
  readonly kind: string;
  readonly value: Value;
}

type Fields = Readonly<Record<string, Value>>;

/** A kind of defect with how it comes about: one column of `count` rows that fit is made wrong. */
export interface Damage extends DefectKind {
  readonly column: string;
  readonly count: number;
  readonly make: (value: Value, record: Fields, dice: Dice) => Value;
  readonly fits?: (record: Fields) => boolean;
}

interface Row {
  readonly cells: Value[];
  /** Extra text at the end of the line: a line with more or fewer fields than the header. */
  ragged: 'extra' | 'short' | null;
  used: boolean;
}

/** A table under construction: good rows first, then each row gets one defect at most, so that no defect hides another. */
export class Source {
  readonly file: string;
  readonly columns: readonly string[];
  readonly kinds: DefectKind[] = [];
  readonly #dice: Dice;
  readonly #rows: Row[] = [];
  readonly #marks: { readonly row: Row; readonly column: string | null; readonly kind: string; readonly value: Value }[] = [];

  constructor(file: string, columns: readonly string[], dice: Dice) {
    this.file = file;
    this.columns = columns;
    this.#dice = dice;
  }

  add(record: Readonly<Record<string, Value>>): void {
    this.#rows.push({ cells: this.columns.map((c) => record[c] ?? null), ragged: null, used: false });
  }

  get rows(): readonly { readonly cells: readonly Value[]; readonly ragged: 'extra' | 'short' | null }[] {
    return this.#rows;
  }

  /** Rows that carry no defect. */
  clean(): readonly Readonly<Record<string, Value>>[] {
    return this.#rows.filter((r) => !r.used).map((r) => this.#record(r));
  }

  /** Puts in every kind of damage, one after another. */
  damageAll(damages: readonly Damage[]): void {
    for (const damage of damages) this.#damage(damage);
  }

  /** Declares a kind and repeats `count` rows later in the file; both rows of a pair are listed. `change` makes the second one differ. */
  repeat(
    kind: DefectKind & { readonly column: string; readonly count: number },
    change: (copy: Record<string, Value>) => void = () => undefined,
  ): void {
    this.#declare(kind);
    const at = this.columns.indexOf(kind.column);
    for (const row of this.#choose(kind.count, () => true)) {
      const copy = { ...this.#record(row) };
      change(copy);
      const twin: Row = { cells: this.columns.map((c) => copy[c] ?? null), ragged: null, used: true };
      const from = this.#rows.indexOf(row) + 1;
      this.#rows.splice(this.#dice.between(from, Math.min(this.#rows.length, from + 400)), 0, twin);
      for (const one of [row, twin]) this.#marks.push({ row: one, column: kind.column, kind: kind.kind, value: one.cells[at] ?? null });
    }
  }

  /** Declares a kind and writes `count` lines with one field too many or too few. */
  tear(kind: DefectKind & { readonly count: number }): void {
    this.#declare(kind);
    for (const [i, row] of this.#choose(kind.count, () => true).entries()) {
      row.ragged = i % 2 === 0 ? 'extra' : 'short';
      this.#marks.push({ row, column: null, kind: kind.kind, value: row.ragged });
    }
  }

  /** The defects in row order. */
  defects(): readonly Defect[] {
    const numbers = new Map(this.#rows.map((row, i) => [row, i + 1]));
    return this.#marks.map(({ row, ...rest }) => ({ file: this.file, row: numbers.get(row) ?? 0, ...rest })).sort((a, b) => a.row - b.row);
  }

  #damage(damage: Damage): void {
    this.#declare(damage);
    const at = this.columns.indexOf(damage.column);
    for (const row of this.#choose(damage.count, damage.fits ?? (() => true))) {
      const value = damage.make(row.cells[at] ?? null, this.#record(row), this.#dice);
      row.cells[at] = value;
      this.#marks.push({ row, column: damage.column, kind: damage.kind, value });
    }
  }

  #declare({ kind, title, foundBy, rules }: DefectKind): void {
    this.kinds.push({ kind, title, foundBy, rules });
  }

  #record(row: Row): Readonly<Record<string, Value>> {
    return Object.fromEntries(this.columns.map((c, i) => [c, row.cells[i] ?? null]));
  }

  #choose(count: number, fits: (record: Readonly<Record<string, Value>>) => boolean): readonly Row[] {
    const free = this.#rows.filter((row) => !row.used && fits(this.#record(row)));
    if (free.length < count) throw new Error(`${this.file}: ${free.length} rows fit, ${count} are needed`);
    const chosen: Row[] = [];
    while (chosen.length < count) {
      const row = this.#dice.pick(free);
      if (row.used) continue;
      row.used = true;
      chosen.push(row);
    }
    return chosen;
  }
}

import { compact, numberIn } from './chars.ts';
import { passes } from './kind.ts';
import { cnResidentId, upgradeResidentId } from './kinds/cn-resident-id.ts';
import type { Semantics } from './semantics.ts';

/** What a citizen number says about its holder. */
export interface ResidentIdFacts {
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  /** GB/T 2261.1: 1 male, 2 female. */
  readonly gender: '1' | '2';
  /** Six digits: where the holder was first registered, not where he lives. */
  readonly divisionCode: string;
  /** Name of that division, also of an abolished one; `null` when the tables do not know it. */
  readonly divisionName: string | null;
  /** The 18-character form. */
  readonly number: string;
}

/** Says it when it is asked: most who read a number want one fact of it. */
class NumberFacts implements ResidentIdFacts {
  readonly number: string;
  readonly #semantics: Semantics;

  constructor(number: string, semantics: Semantics) {
    this.number = number;
    this.#semantics = semantics;
  }

  get birthDate(): string {
    return `${this.number.slice(6, 10)}-${this.number.slice(10, 12)}-${this.number.slice(12, 14)}`;
  }

  get gender(): '1' | '2' {
    return numberIn(this.number, 16, 17) % 2 === 1 ? '1' : '2';
  }

  get divisionCode(): string {
    return this.number.slice(0, 6);
  }

  get divisionName(): string | null {
    return this.#semantics.env.tables.divisions.nameOf(this.divisionCode) ?? null;
  }
}

/** Reads birth date, gender and division out of a citizen number that passes its check (15 digits, blanks and lower x allowed); otherwise `null`. */
export function readResidentId(semantics: Semantics, value: string): ResidentIdFacts | null {
  const tidied = compact(value);
  if (!passes(cnResidentId.check(tidied, 'checksum', semantics.env))) return null;
  return new NumberFacts(upgradeResidentId(tidied) ?? tidied, semantics);
}

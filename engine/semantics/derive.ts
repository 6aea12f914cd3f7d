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

/** Reads birth date, gender and division out of a citizen number that passes its check (15 digits, blanks and lower x allowed); otherwise `null`. */
export function readResidentId(semantics: Semantics, value: string): ResidentIdFacts | null {
  const tidied = compact(value);
  if (!passes(cnResidentId.check(tidied, 'checksum', semantics.env))) return null;
  const number = upgradeResidentId(tidied) ?? tidied;
  const divisionCode = number.slice(0, 6);
  return {
    number,
    birthDate: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
    gender: numberIn(number, 16, 17) % 2 === 1 ? '1' : '2',
    divisionCode,
    divisionName: semantics.env.tables.divisions.nameOf(divisionCode) ?? null,
  };
}

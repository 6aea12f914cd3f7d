import { compact, isScientific } from './chars.ts';
import type { SemanticTables } from './tables.ts';

/** How deep a check goes: pattern and length; also dates and check characters; also the bundled code tables. */
export type SemanticLevel = 'shape' | 'checksum' | 'reference';

/** The levels from the shallowest to the deepest; each includes those before it. */
export const semanticLevels: readonly SemanticLevel[] = ['shape', 'checksum', 'reference'];

/**
 * Every answer a check can give, with the shallowest level at which that answer appears and makes a value fail;
 * `null` marks answers that pass. The words for them are in `contract/text`, under the same codes.
 */
export const verdictFailsAt = {
  'ok': null,
  'warn-legacy': null,
  'warn-age': null,
  'warn-unassigned': null,
  'warn-type': null,
  'warn-inner-check': null,
  'warn-check-digit': null,
  'warn-incomplete': null,
  'warn-self-defined': null,
  'warn-suffix': null,
  'shape': 'shape',
  'length': 'shape',
  'prefix': 'shape',
  'form': 'shape',
  'damaged': 'shape',
  'serial': 'shape',
  'ambiguous': 'shape',
  'not-in-list': 'shape',
  'date': 'checksum',
  'future': 'checksum',
  'check-digit': 'checksum',
  'range': 'checksum',
  'swapped': 'checksum',
  'unknown-code': 'reference',
  'retired': 'reference',
  'name': 'reference',
  'inner-check': 'reference',
} as const satisfies Readonly<Record<string, SemanticLevel | null>>;

/** The answer of a check: `ok`, a reason to fail, or a `warn-…` that passes with a remark. */
export type Verdict = keyof typeof verdictFailsAt;

/** How a value of this kind is hidden; the forms are in `mask.ts`. */
export type MaskKind =
  | 'none'
  | 'id-number'
  | 'org-number'
  | 'tax-number'
  | 'name'
  | 'mobile'
  | 'landline'
  | 'address'
  | 'bank-card'
  | 'email'
  | 'document'
  | 'plate'
  | 'vin'
  | 'house'
  | 'coordinate'
  | 'birth-date'
  | 'network-address';

/** A proposal for the grade of a column that holds this kind; the steward decides. */
export interface SensitivityHint {
  /** Personal information at all, or of the kind the law protects more strictly. */
  readonly personal: 'none' | 'personal' | 'sensitive';
  readonly category: 'identity' | 'contact' | 'finance' | 'location' | 'biography' | 'organisation' | 'network' | null;
}

/** What makes the detector believe in a kind. */
export interface DetectRule {
  /** `values`: the values suffice. `reference`: values found in the tables, or the name. `name`: never without the column's name. */
  readonly evidence: 'values' | 'reference' | 'name';
  /** 0..1: how much matching values alone are worth; orders kinds that match the same values. */
  readonly weight: number;
  /** A stricter test than `check`, asked instead of it when the column's name says nothing. */
  readonly looksLike?: (value: string, env: SemanticEnv) => boolean;
  /** Fewest different values that have to be seen before values alone are believed (default 3). */
  readonly distinctMin?: number;
}

/** What a check may look at besides the value. */
export interface SemanticEnv {
  /** Today as the number yyyymmdd, given by the caller. */
  readonly today: number;
  readonly tables: SemanticTables;
}

/** One meaning a column can have: it describes itself, so nothing else has to know it. */
export interface SemanticKind {
  readonly id: string;
  readonly levels: readonly SemanticLevel[];
  /** The level used when a rule names none. */
  readonly defaultLevel: SemanticLevel;
  readonly text: Readonly<Record<'zh-CN' | 'en', { readonly title: string }>>;
  /** The standard the check follows; empty when there is none. */
  readonly standard: string;
  readonly sensitivity: SensitivityHint;
  readonly mask: MaskKind;
  /** Words of column names that point to this kind: Chinese words anywhere in the name, Latin words as whole words. */
  readonly hintNames: readonly string[];
  /** Words that rule this kind out although a hint is present. */
  readonly notNames?: readonly string[];
  readonly detect: DetectRule;
  /** Judges one value in its stored form. A level the kind has not means its deepest one below. */
  readonly check: (value: string, level: SemanticLevel, env: SemanticEnv) => Verdict;
  /** The standard's own form of a value that can be repaired safely (or is right already); `null` when it cannot. */
  readonly normalise?: (value: string, env: SemanticEnv) => string | null;
  /** Run by a test at the deepest level: values that pass, and values that fail with their answer. */
  readonly examples: { readonly valid: readonly string[]; readonly invalid: readonly (readonly [value: string, verdict: Verdict])[] };
}

/** True when the answer lets the value pass, with or without a remark. */
export function passes(verdict: Verdict): boolean {
  // nearly every value is right, and looking up a word costs more than most checks
  return verdict === 'ok' || verdictFailsAt[verdict] === null;
}

const rank: Readonly<Record<SemanticLevel, number>> = { shape: 0, checksum: 1, reference: 2 };

/** True when a value with this answer (of the deepest level) would pass at the given level. */
export function passesAt(verdict: Verdict, level: SemanticLevel): boolean {
  const failsAt = verdictFailsAt[verdict];
  return failsAt === null || rank[failsAt] > rank[level];
}

/** Only the strict part of a kind: judges the standard's own form and knows nothing of repairs. */
export type StrictCheck = SemanticKind['check'];

/**
 * Builds `check` and `normalise` from a strict check: what fails by its form alone is tidied (half width, upper case, no blanks or hyphens by
 * default) and tried again, so that a value which is right but for its form is told apart (`form`) and can be repaired.
 */
export function repairing(
  strict: StrictCheck,
  tidy: (value: string) => string = compact,
): { readonly check: StrictCheck; readonly normalise: (value: string, env: SemanticEnv) => string | null } {
  const normalise = (value: string, env: SemanticEnv): string | null => {
    if (value.length > LENGTH_OF_REPAIRS) return null;
    const tidied = tidy(value);
    return passes(strict(tidied, 'checksum', env)) ? tidied : null;
  };
  return {
    normalise,
    check: (value, level, env) => {
      const verdict = strict(value, level, env);
      if (verdict === 'ok' || verdictFailsAt[verdict] !== 'shape') return verdict;
      if (normalise(value, env) !== null) return 'form';
      return isScientific(value) ? 'damaged' : verdict;
    },
  };
}

/** Longer texts are no identifiers written carelessly, so nothing is spent on repairing them. */
const LENGTH_OF_REPAIRS = 96;

/** The hint of a kind that says nothing about a person. */
export const notPersonal: SensitivityHint = { personal: 'none', category: null };

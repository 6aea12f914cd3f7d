import type { z } from 'zod';
import { invariant } from '../../base/invariant.ts';
import { isBlank } from '../table/index.ts';
import type { CharacterKind, ColumnType } from '../table/index.ts';
import type { Semantics } from '../semantics/index.ts';

/** What is known of a column when repairs for it are looked for: from its profile. */
export interface ColumnEvidence {
  readonly name: string;
  readonly type: ColumnType;
  readonly semantic: string | null;
  /** Values that are not null. */
  readonly values: number;
  /** Values by how they are written: `9` for a digit, `A` and `a` for letters, the most frequent first. */
  readonly patterns: readonly { readonly pattern: string; readonly count: number }[];
  /** The most frequent values. */
  readonly top: readonly { readonly value: string | number; readonly count: number }[];
  /** Kinds of unusual characters that occur; null: not known. */
  readonly characters: readonly CharacterKind[] | null;
  /** Values by what they could be. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** What a repair may look at besides the value. */
export interface RepairEnv {
  readonly semantics: Semantics;
}

/** A value's repaired form, or null: nothing to repair, or nothing that is certain. */
export type Repair = (value: string) => string | null;

export interface KindText {
  readonly title: string;
  /** What becomes of a value, in one sentence. */
  readonly does: string;
  /** Why that is safe. */
  readonly proof: string;
  /** What it never does. */
  readonly never: string;
}

export interface RepairExample<P> {
  readonly params: P;
  readonly repairs: readonly (readonly [before: string, after: string])[];
  /** Values that stay as they are. */
  readonly keeps: readonly string[];
}

/** A way to repair values: it describes itself, so nothing else has to know it. One file, one line in `kinds/index.ts`. */
export interface RepairKind<P = never> {
  readonly kind: string;
  readonly text: Readonly<Record<'zh-CN' | 'en', KindText>>;
  readonly params: z.ZodType<P>;
  /** The parameters with which this column would be looked at, or null where the kind has nothing to do with it. */
  readonly propose: (column: ColumnEvidence, env: RepairEnv) => P | null;
  /** The repair as a pure function; called once a column. */
  readonly repair: (params: P, env: RepairEnv) => Repair;
  /** A quality rule that asks for what the repair brings about: what passes it is never changed. */
  readonly rule?: (params: P) => Readonly<Record<string, unknown>> | null;
  readonly examples: readonly RepairExample<P>[];
}

/** Declares a kind; its parameters are checked where they come from outside (recipes), so the rest of the module need not know their type. */
export function repairKind<P>(kind: RepairKind<P>): RepairKind {
  return kind as unknown as RepairKind;
}

/** The repair with what holds for all kinds: it changes something, never a blank, and never into a blank. */
export function guarded(repair: Repair): Repair {
  return (value) => {
    if (isBlank(value)) return null;
    const after = repair(value);
    if (after === null || after === value) return null;
    return isBlank(after) ? null : after;
  };
}

/** The repair of a kind with parameters of a recipe, which must have been checked. */
export function repairOf(kind: RepairKind, params: unknown, env: RepairEnv): Repair {
  const checked = kind.params.safeParse(params);
  invariant(checked.success, `parameters of ${kind.kind} are checked before it is used`);
  return guarded(kind.repair(checked.data, env));
}

/** True when characters of one of the kinds occur, or may. */
export function hasAny(characters: ColumnEvidence['characters'], kinds: readonly CharacterKind[]): boolean {
  return characters === null || kinds.some((kind) => characters.includes(kind));
}

/** True when values of this meaning have a form that allows no blanks and no full-width characters. */
export function isCodeLike(semantic: string | null): boolean {
  return semantic !== null && !freeText.has(semantic);
}

const freeText: ReadonlySet<string> = new Set([
  'cn-person-name',
  'cn-org-name',
  'cn-address',
  'cn-real-estate-no',
  'url',
  'email',
  'country',
]);

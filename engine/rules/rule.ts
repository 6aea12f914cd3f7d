import { z } from 'zod';
import { type ErrorCode, type ErrorParams, JiadiError } from '../../contract/errors.ts';
import type { Dimension, RuleKind, Severity } from './model.ts';
import { kindNames, kindOf } from './kinds/index.ts';
import { nearest } from './nearest.ts';

export const severities = ['critical', 'major', 'minor', 'info'] as const satisfies readonly Severity[];
export const dimensions = [
  'conformity',
  'completeness',
  'accuracy',
  'consistency',
  'timeliness',
  'accessibility',
] as const satisfies readonly Dimension[];

/** What every rule shares (`cli.md`). */
export const commonShape = {
  id: z.string().min(1).max(200).optional(),
  kind: z.string().min(1),
  where: z.string().min(1).optional(),
  groupBy: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  threshold: z.number().min(0).max(1).optional(),
  maxFailures: z.int().min(0).optional(),
  warnAt: z.number().min(0).max(1).optional(),
  of: z.enum(['evaluated', 'rows']).optional(),
  severity: z.enum(severities).optional(),
  dimension: z.enum(dimensions).optional(),
  description: z.string().max(10_000).optional(),
};
const common = z.object(commonShape);
const commonKeys = Object.keys(commonShape);

/** A rule as written: flat, what all rules share and the kind's own parameters side by side. */
export type RuleObject = Readonly<Record<string, unknown>>;

/** A rule that was read: its kind is known, its keys and their values are right. Plain data. */
export interface RuleSpec {
  readonly id: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly where: string | null;
  readonly threshold: number;
  readonly maxFailures: number | null;
  readonly warnAt: number | null;
  readonly of: 'evaluated' | 'rows';
  readonly severity: Severity;
  readonly dimension: Dimension;
  readonly description: string | null;
}

/** Why a rule could not be read or run, as code and parameters. */
export interface RuleError {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** A rule of a set: read, or kept as it is with the reason why it cannot run. */
export type ReadRule =
  | { readonly spec: RuleSpec; readonly error: null }
  | { readonly spec: null; readonly error: RuleError; readonly id: string; readonly kind: string; readonly raw: RuleObject };

/** The expected error as plain data; others are mistakes of ours and travel on. */
export function ruleError(error: unknown): RuleError {
  if (error instanceof JiadiError) return { code: error.code, params: error.params };
  throw error;
}

/** Reads one rule; `unknown-kind`, `unknown-key` (with the nearest known one) or `invalid-input` with the place as the error. */
export function readRule(raw: RuleObject, ordinal: number): ReadRule {
  const kindName = typeof raw['kind'] === 'string' ? raw['kind'] : '';
  const id = typeof raw['id'] === 'string' && raw['id'] !== '' ? raw['id'] : `${kindName || 'rule'}-${ordinal}`;
  try {
    const kind = kindOf(kindName);
    if (!kind) throw new JiadiError('unknown-kind', { rule: id, kind: kindName, nearest: nearest(kindName, kindNames) });
    return { spec: readSpec(raw, id, kind), error: null };
  } catch (error) {
    return { spec: null, error: ruleError(error), id, kind: kindName, raw };
  }
}

function readSpec(raw: RuleObject, id: string, kind: RuleKind): RuleSpec {
  const own = Object.keys(kind.params.shape);
  for (const key of Object.keys(raw)) {
    if (!commonKeys.includes(key) && !own.includes(key))
      throw new JiadiError('unknown-key', { rule: id, key, nearest: nearest(key, [...commonKeys, ...own]) });
  }
  const pick = (keys: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(raw).filter(([k, v]) => keys.includes(k) && v !== undefined));
  const shared = common.safeParse(pick(commonKeys));
  if (!shared.success) throw badValue(id, shared.error);
  const params = kind.params.safeParse(pick(own));
  if (!params.success) throw badValue(id, params.error);
  const { groupBy } = shared.data;
  if (groupBy !== undefined && !kind.repeats && !own.includes('groupBy'))
    throw new JiadiError('not-supported-yet', { what: `groupBy, ${kind.kind}` });
  const tolerance = kind.tolerance?.(pick(own)) ?? {};
  return {
    id,
    kind: kind.kind,
    params: groupBy === undefined ? pick(own) : { ...pick(own), groupBy },
    where: shared.data.where ?? null,
    threshold: shared.data.threshold ?? tolerance.threshold ?? 1,
    maxFailures: shared.data.maxFailures ?? tolerance.maxFailures ?? null,
    warnAt: shared.data.warnAt ?? null,
    of: shared.data.of ?? 'evaluated',
    severity: shared.data.severity ?? kind.severity,
    dimension: shared.data.dimension ?? kind.dimension,
    description: shared.data.description ?? null,
  };
}

function badValue(id: string, error: z.ZodError): JiadiError {
  const issue = error.issues[0];
  const key = issue?.path.join('.') ?? '';
  return new JiadiError('invalid-input', { problem: `${key}: ${issue?.message ?? ''}`, rule: id, key });
}

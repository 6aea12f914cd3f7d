import { createHash } from 'node:crypto';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type ErrorParams, JiadiError } from '../../contract/errors.ts';
import { type RepairStep, repairStep, STEPS_MAX } from '../../contract/methods/repair.ts';
import { maskKindOf } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { RepairKind } from './kind.ts';
import { kindNamed, repairKinds } from './kinds/index.ts';

/** Why a step of a recipe cannot work on a table; the other steps do. */
export interface StepProblem {
  readonly step: number;
  readonly code: 'unknown-kind' | 'column-not-found' | 'invalid-input';
  readonly params: ErrorParams;
}

/** A step that can work, with its position in the recipe. */
export interface UsableStep {
  readonly step: number;
  readonly kind: RepairKind;
  /** 0-based position of the column. */
  readonly column: number;
  readonly params: Readonly<Record<string, unknown>>;
  /** Values that stay: as they are written, or by their key. */
  readonly except: ReadonlySet<string>;
}

/** A step without what all steps share: the parameters of its kind. */
export function paramsOf({ kind: _kind, column: _column, except: _except, ...params }: RepairStep): Record<string, unknown> {
  return params;
}

/** What a value of a column is known by where it must not be shown or stored: `#` and sixteen hexadecimal digits. */
export function valueKey(column: string, value: string): string {
  return `#${createHash('sha256').update(`${column}\0${value}`).digest('hex').slice(0, 16)}`;
}

/** Which steps can work on these columns, and what is wrong with the others. */
export function readSteps(
  steps: readonly RepairStep[],
  columns: readonly Pick<BatchColumn, 'index' | 'name'>[],
): { readonly usable: readonly UsableStep[]; readonly problems: readonly StepProblem[] } {
  const usable: UsableStep[] = [];
  const problems: StepProblem[] = [];
  steps.forEach((written, step) => {
    const kind = kindNamed(written.kind);
    const column = columns.find(({ name }) => name === written.column);
    if (!kind) problems.push({ step, code: 'unknown-kind', params: { kind: written.kind, nearest: nearestOf(written.kind) } });
    else if (!column) problems.push({ step, code: 'column-not-found', params: { column: written.column } });
    else {
      const params = paramsOf(written);
      const checked = kind.params.safeParse(params);
      if (checked.success) usable.push({ step, kind, column: column.index, params, except: new Set(written.except) });
      else problems.push({ step, code: 'invalid-input', params: { problem: issueOf(written, checked.error) } });
    }
  });
  return { usable, problems };
}

const issueOf = ({ kind, column }: RepairStep, error: z.ZodError): string =>
  `${kind} (${column}): ${error.issues.map(({ path, message }) => [path.map(String).join('.'), message].filter(Boolean).join(' ')).join('; ')}`;

/** The known kind that begins like this one, for a slip of the pen. */
function nearestOf(kind: string): string {
  return repairKinds.find((known) => known.kind.slice(0, 4) === kind.slice(0, 4))?.kind ?? '';
}

const file = z.strictObject({
  repairs: z.string().max(200).default(''),
  version: z.number().optional(),
  steps: z.array(repairStep).max(STEPS_MAX),
});

/** Reads a recipe file, YAML or JSON. Steps of unknown kinds are kept as they are. Throws `repair-file-invalid`. */
export function readRecipe(text: string, name: string): readonly RepairStep[] {
  let written: unknown;
  try {
    written = parse(text.replace(/^\ufeff/, ''), { maxAliasCount: 100 });
  } catch (error) {
    throw new JiadiError(
      'repair-file-invalid',
      { file: name, problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : '' },
      error,
    );
  }
  const read = file.safeParse(written);
  if (read.success) return read.data.steps;
  const issue = read.error.issues[0];
  throw new JiadiError('repair-file-invalid', {
    file: name,
    problem: `${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  });
}

/**
 * A recipe as a file. Values that were left out of a step stand in it by their keys; from columns that are sensitive they are not written, because a
 * number of a person could be found again from its key. `left` says how many.
 */
export function writeRecipe(
  recipe: { readonly name: string; readonly version: number; readonly steps: readonly RepairStep[] },
  columns: readonly BatchColumn[],
  format: 'yaml' | 'json',
): { readonly text: string; readonly left: number } {
  let left = 0;
  const steps = recipe.steps.map((step) => {
    const { except, ...rest } = step;
    if (!except || except.length === 0) return rest;
    if (maskKindOf(columns.find(({ name }) => name === step.column)?.semantic ?? null) === 'none') return step;
    left += except.length;
    return rest;
  });
  const content = { repairs: recipe.name, version: recipe.version, steps };
  return { text: format === 'json' ? `${JSON.stringify(content, null, 2)}\n` : stringify(content), left };
}

import { ruleError, type RuleSpec } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';
import { bindRule } from './bind.ts';
import { firstRows } from './runs.ts';
import { openSmallTable } from './small.ts';

/** Some rows as they would be after a correction. */
export interface RowsAlone {
  readonly columns: readonly BatchColumn[];
  readonly rows: readonly (readonly (string | number | bigint | null)[])[];
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
}

/**
 * Which of these rows (by position) a rule fails; null when it cannot be said of single rows: the rule compares rows with one another, with another
 * dataset or with what the whole batch teaches it.
 */
export function failsAlone(
  spec: RuleSpec,
  { columns, rows, nullLike, asOfSeconds }: RowsAlone,
  semantics: Semantics,
): ReadonlySet<number> | null {
  if (!judgesAlone(spec)) return null;
  const table = openSmallTable({ columns, rowCount: rows.length, rows, nullLike, strictTypes: false }, asOfSeconds, semantics);
  try {
    const result = table.check(spec);
    if (result.status === 'error') return null;
    return new Set(firstRows(result.findings, rows.length).map((row) => row - 1));
  } finally {
    table.close();
  }
}

function judgesAlone(spec: RuleSpec): boolean {
  try {
    const bound = bindRule(spec);
    if (bound.grain !== 'cell' && bound.grain !== 'row') return false;
    return (
      !bound.references && !('learns' in bound && bound.learns) && !('sequential' in bound && bound.sequential) && !bound.groups?.length
    );
  } catch (error) {
    // a rule that cannot be bound judges nothing; anything else is a mistake of ours
    ruleError(error);
    return false;
  }
}

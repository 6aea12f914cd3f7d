import { columnCompleteness } from './column-completeness.ts';
import { columnCount } from './column-count.ts';
import { columnDistinctCount } from './column-distinct-count.ts';
import { columnDistinctRatio } from './column-distinct-ratio.ts';
import { columnExists } from './column-exists.ts';
import { columnModeInSet } from './column-mode-in-set.ts';
import { columnStat } from './column-stat.ts';
import { columnUniqueRatio } from './column-unique-ratio.ts';
import { columnValueSet } from './column-value-set.ts';
import { columnsAbsent } from './columns-absent.ts';
import { columnsMatchOrder } from './columns-match-order.ts';
import { columnsMatchSet } from './columns-match-set.ts';
import { compoundUnique } from './compound-unique.ts';
import { dateOrder } from './date-order.ts';
import { distributionClose } from './distribution-close.ts';
import { duplicateRows } from './duplicate-rows.ts';
import { existsIn } from './exists-in.ts';
import { functionalDependency } from './functional-dependency.ts';
import { freshness } from './freshness.ts';
import { mustBeNull } from './must-be-null.ts';
import { notBlank } from './not-blank.ts';
import { notNull } from './not-null.ts';
import { notPlaceholder } from './not-placeholder.ts';
import { pairCompare } from './pair-compare.ts';
import { pairEqual } from './pair-equal.ts';
import { pairInSet } from './pair-in-set.ts';
import { primaryKey } from './primary-key.ts';
import { requiredIf } from './required-if.ts';
import { rowAllOrNone } from './row-all-or-none.ts';
import { rowArithmetic } from './row-arithmetic.ts';
import { rowCompleteness } from './row-completeness.ts';
import { rowCount } from './row-count.ts';
import { rowExpression } from './row-expression.ts';
import { rowImplies } from './row-implies.ts';
import { rowValuesDistinct } from './row-values-distinct.ts';
import { sqlRows } from './sql-rows.ts';
import { unique } from './unique.ts';
import { valueBetween } from './value-between.ts';
import { valueCompare } from './value-compare.ts';
import { valueDateFormat } from './value-date-format.ts';
import { valueDecimalScale } from './value-decimal-scale.ts';
import { valueInSet } from './value-in-set.ts';
import { valueJson } from './value-json.ts';
import { valueLength } from './value-length.ts';
import { valueMatchesLike } from './value-matches-like.ts';
import { valueMatchesRegex } from './value-matches-regex.ts';
import { valueMatchesSemantic } from './value-matches-semantic.ts';
import { valueMonotonic } from './value-monotonic.ts';
import { valueNoGarble } from './value-no-garble.ts';
import { valueNormalized } from './value-normalized.ts';
import { valueNotFuture } from './value-not-future.ts';
import { valueNotInSet } from './value-not-in-set.ts';
import { valueNotMatchesLike } from './value-not-matches-like.ts';
import { valueNotMatchesRegex } from './value-not-matches-regex.ts';
import { valueType } from './value-type.ts';
import { valueZscoreBelow } from './value-zscore-below.ts';
import type { RuleKind } from '../kind.ts';

/** Every kind of rule; a new kind is a file and a line here. */
export const kinds: readonly RuleKind[] = [
  columnCompleteness,
  columnCount,
  columnDistinctCount,
  columnDistinctRatio,
  columnExists,
  columnModeInSet,
  columnStat,
  columnUniqueRatio,
  columnValueSet,
  columnsAbsent,
  columnsMatchOrder,
  columnsMatchSet,
  compoundUnique,
  dateOrder,
  distributionClose,
  duplicateRows,
  existsIn,
  freshness,
  functionalDependency,
  mustBeNull,
  notBlank,
  notNull,
  notPlaceholder,
  pairCompare,
  pairEqual,
  pairInSet,
  primaryKey,
  requiredIf,
  rowAllOrNone,
  rowArithmetic,
  rowCompleteness,
  rowCount,
  rowExpression,
  rowImplies,
  rowValuesDistinct,
  sqlRows,
  unique,
  valueBetween,
  valueCompare,
  valueDateFormat,
  valueDecimalScale,
  valueInSet,
  valueJson,
  valueLength,
  valueMatchesLike,
  valueMatchesRegex,
  valueMatchesSemantic,
  valueMonotonic,
  valueNoGarble,
  valueNormalized,
  valueNotFuture,
  valueNotInSet,
  valueNotMatchesLike,
  valueNotMatchesRegex,
  valueType,
  valueZscoreBelow,
];

const byName = new Map(kinds.map((k) => [k.kind, k]));

export const kindNames: readonly string[] = [...byName.keys()];

/** The kind of this name, or undefined. */
export function kindOf(name: string): RuleKind | undefined {
  return byName.get(name);
}

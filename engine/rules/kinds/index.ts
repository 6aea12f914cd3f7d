import { aggregateMatches } from './aggregate-matches.ts';
import { attributeAgrees } from './attribute-agrees.ts';
import { categoryShare } from './category-share.ts';
import { codeNameAgrees } from './code-name-agrees.ts';
import { columnCompleteness } from './column-completeness.ts';
import { columnCorrelation } from './column-correlation.ts';
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
import { composite } from './composite.ts';
import { compoundUnique } from './compound-unique.ts';
import { datasetMatch } from './dataset-match.ts';
import { dateOrder } from './date-order.ts';
import { declaredTotalMatches } from './declared-total-matches.ts';
import { digitLaw } from './digit-law.ts';
import { distributionClose } from './distribution-close.ts';
import { duplicateRows } from './duplicate-rows.ts';
import { eventLag } from './event-lag.ts';
import { existsIn } from './exists-in.ts';
import { fileDigest } from './file-digest.ts';
import { freshness } from './freshness.ts';
import { functionalDependency } from './functional-dependency.ts';
import { goldenAccuracy } from './golden-accuracy.ts';
import { intervalNoOverlap } from './interval-no-overlap.ts';
import { keySequence } from './key-sequence.ts';
import { malformedRows } from './malformed-rows.ts';
import { maskedAsDeclared } from './masked-as-declared.ts';
import { metadataComplete } from './metadata-complete.ts';
import { metricAnomaly } from './metric-anomaly.ts';
import { metricChange } from './metric-change.ts';
import { mustBeNull } from './must-be-null.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { newValues } from './new-values.ts';
import { notBlank } from './not-blank.ts';
import { notNull } from './not-null.ts';
import { notPlaceholder } from './not-placeholder.ts';
import { pairCompare } from './pair-compare.ts';
import { pairDifference } from './pair-difference.ts';
import { pairEqual } from './pair-equal.ts';
import { pairInSet } from './pair-in-set.ts';
import { periodCoverage } from './period-coverage.ts';
import { pointInArea } from './point-in-area.ts';
import { primaryKey } from './primary-key.ts';
import { reconcile } from './reconcile.ts';
import { requiredIf } from './required-if.ts';
import { resourceReadable } from './resource-readable.ts';
import { rowAllOrNone } from './row-all-or-none.ts';
import { rowArithmetic } from './row-arithmetic.ts';
import { rowCompleteness } from './row-completeness.ts';
import { rowCount } from './row-count.ts';
import { rowCountChange } from './row-count-change.ts';
import { rowExpression } from './row-expression.ts';
import { rowImplies } from './row-implies.ts';
import { rowValuesDistinct } from './row-values-distinct.ts';
import { schemaMatches } from './schema-matches.ts';
import { sensitiveDeclared } from './sensitive-declared.ts';
import { serviceAvailable } from './service-available.ts';
import { sqlRows } from './sql-rows.ts';
import { sqlValue } from './sql-value.ts';
import { staleRecords } from './stale-records.ts';
import { unique } from './unique.ts';
import { updateCycleMet } from './update-cycle-met.ts';
import { valueBetween } from './value-between.ts';
import { valueCharset } from './value-charset.ts';
import { valueCompare } from './value-compare.ts';
import { valueConsistentCase } from './value-consistent-case.ts';
import { valueDateFormat } from './value-date-format.ts';
import { valueDecimalScale } from './value-decimal-scale.ts';
import { valueDerivedAgrees } from './value-derived-agrees.ts';
import { valueInCodeList } from './value-in-code-list.ts';
import { valueInSet } from './value-in-set.ts';
import { valueJson } from './value-json.ts';
import { valueLength } from './value-length.ts';
import { valueMatchesLike } from './value-matches-like.ts';
import { valueMatchesRegex } from './value-matches-regex.ts';
import { valueMatchesSemantic } from './value-matches-semantic.ts';
import { valueMonotonic } from './value-monotonic.ts';
import { valueNoExcelDamage } from './value-no-excel-damage.ts';
import { valueNoGarble } from './value-no-garble.ts';
import { valueNormalized } from './value-normalized.ts';
import { valueNotFuture } from './value-not-future.ts';
import { valueNotInSet } from './value-not-in-set.ts';
import { valueNotMatchesLike } from './value-not-matches-like.ts';
import { valueNotMatchesRegex } from './value-not-matches-regex.ts';
import { valueNotTruncated } from './value-not-truncated.ts';
import { valueType } from './value-type.ts';
import { valueWithinFences } from './value-within-fences.ts';
import { valueZscoreBelow } from './value-zscore-below.ts';
import type { RuleKind } from '../kind.ts';

/** Every kind of rule; a new kind is a file and a line here. */
export const kinds: readonly RuleKind[] = [
  aggregateMatches,
  attributeAgrees,
  categoryShare,
  codeNameAgrees,
  columnCompleteness,
  columnCorrelation,
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
  composite,
  compoundUnique,
  datasetMatch,
  dateOrder,
  declaredTotalMatches,
  digitLaw,
  distributionClose,
  duplicateRows,
  eventLag,
  existsIn,
  fileDigest,
  freshness,
  functionalDependency,
  goldenAccuracy,
  intervalNoOverlap,
  keySequence,
  malformedRows,
  maskedAsDeclared,
  metadataComplete,
  metricAnomaly,
  metricChange,
  mustBeNull,
  nearDuplicates,
  newValues,
  notBlank,
  notNull,
  notPlaceholder,
  pairCompare,
  pairDifference,
  pairEqual,
  pairInSet,
  periodCoverage,
  pointInArea,
  primaryKey,
  reconcile,
  requiredIf,
  resourceReadable,
  rowAllOrNone,
  rowArithmetic,
  rowCompleteness,
  rowCount,
  rowCountChange,
  rowExpression,
  rowImplies,
  rowValuesDistinct,
  schemaMatches,
  sensitiveDeclared,
  serviceAvailable,
  sqlRows,
  sqlValue,
  staleRecords,
  unique,
  updateCycleMet,
  valueBetween,
  valueCharset,
  valueCompare,
  valueConsistentCase,
  valueDateFormat,
  valueDecimalScale,
  valueDerivedAgrees,
  valueInCodeList,
  valueInSet,
  valueJson,
  valueLength,
  valueMatchesLike,
  valueMatchesRegex,
  valueMatchesSemantic,
  valueMonotonic,
  valueNoExcelDamage,
  valueNoGarble,
  valueNormalized,
  valueNotFuture,
  valueNotInSet,
  valueNotMatchesLike,
  valueNotMatchesRegex,
  valueNotTruncated,
  valueType,
  valueWithinFences,
  valueZscoreBelow,
];

const byName = new Map(kinds.map((k) => [k.kind, k]));

export const kindNames: readonly string[] = [...byName.keys()];

/** The kind of this name, or undefined. */
export function kindOf(name: string): RuleKind | undefined {
  return byName.get(name);
}

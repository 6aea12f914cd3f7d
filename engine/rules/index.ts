export { compileExpression, parseExpression } from './expression/index.ts';
export { type Expectation, fromExpectation, isExpectation, withParameters } from './gx/index.ts';
export { rules } from './handlers.ts';
export { addRules, allRuleSets, createRuleSet, namedDatasets, referencesOf, type RuleSetForRun, ruleSetForRun } from './sets.ts';
export { soundOf } from './alike.ts';
export { decideSuggestion, insertRunRules, runRules, suggestionDecisions } from './store.ts';
export type { FindSet } from './resolve.ts';
export { assertHarmless } from './guest/gate.ts';
export { guestQuery } from './guest/query.ts';
export { allNull, anyNull } from './kind.ts';
export type { Dimension, RuleKind, Severity } from './model.ts';
export { kindNames, kindOf, kinds } from './kinds/index.ts';
export { readRule, type ReadRule, type RuleError, type RuleObject, type RuleSpec } from './rule.ts';
export { readRuleFile, type RuleSetFile } from './rule-file.ts';
export { BLANKS, blankTextQuickly, isBlank } from './blanks.ts';
export { trimBlanks } from './set.ts';
export { dateOf, formatDate, parseDate } from './dates.ts';
export { typeOfName } from './gx/index.ts';
export { eachKey, type KeySet, KeySetWriter, hasHashed, hashAt, hashKey, hashOne, hashed, noKeySet } from './key-set.ts';
export type {
  Accumulator,
  Bound,
  Compared,
  GroupCounts,
  GroupJudge,
  GroupPlan,
  Learned,
  Learner,
  Observed,
  OtherRows,
  Reference,
  ReferenceNeed,
  Scope,
} from './model.ts';
export {
  type EarlierBatch,
  lacking,
  type Need,
  needs,
  type Outcome,
  type SourceFacts,
  type Surroundings,
  type TableFacts,
} from './facts.ts';
export { groupColumns } from './by-group.ts';
export { comparable, foldOf } from './fold.ts';
export { KeyTableWriter } from './key-table.ts';
export { ruleError } from './rule.ts';
export { wrong } from './wrong.ts';
export { suggestDocument, suggestRules } from './suggest.ts';
export type { RuleSuggestion } from './suggestion.ts';
export { chained, exportRules, importRules, type ReadRules } from './transfer.ts';

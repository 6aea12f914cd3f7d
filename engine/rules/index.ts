export { compileExpression, parseExpression } from './expression/index.ts';
export { type Expectation, fromExpectation, isExpectation } from './gx/index.ts';
export { addRules, createRuleSet, referencesOf, rules, type RuleSetForRun, ruleSetForRun } from './handlers.ts';
export { guestQuery } from './guest/query.ts';
export type { Dimension, RuleKind, Severity } from './kind.ts';
export { kindNames, kindOf, kinds } from './kinds/index.ts';
export { readRule, type ReadRule, type RuleError, type RuleObject, type RuleSpec } from './rule.ts';
export { readRuleFile, type RuleSetFile } from './rule-file.ts';
export { type SemanticTest, semanticTest } from './semantic.ts';

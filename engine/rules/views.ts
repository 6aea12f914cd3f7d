import { stringify } from 'yaml';
import { JiadiError } from '../../contract/errors.ts';
import type { Rule } from '../../contract/methods/rules.ts';
import type { ColumnType } from '../table/index.ts';
import { formulaOf, ruleOfFormula, type TypeOf } from './formula/index.ts';
import { readRule, type RuleObject } from './rule.ts';
import { badFile, parseYaml } from './written.ts';

type Columns = readonly { readonly name: string; readonly type: ColumnType }[];

/** Types of the columns of a batch; without one they are not known. */
const typesOf =
  (columns: Columns | null): TypeOf =>
  (name) =>
    columns?.find((column) => column.name === name)?.type ?? null;

/** One rule as a formula and as text. */
export function viewsOf(rule: RuleObject, columns: Columns | null) {
  return { formula: { ...formulaOf(rule, typesOf(columns)) }, yaml: stringify(rule, { lineWidth: 0, aliasDuplicateObjects: false }) };
}

/** The rule that a view says, with what is wrong with it; null when it cannot be read as a rule at all. */
export function readView(
  given: { readonly as: 'formula' | 'yaml'; readonly text: string; readonly rule: RuleObject },
  columns: Columns | null,
) {
  try {
    const rule = given.as === 'formula' ? ruleOfFormula(given.text, given.rule, typesOf(columns)) : ruleOfYaml(given.text);
    const { error } = readRule(rule, 1);
    return { text: given.text, rule: rule as Rule, problem: error && { code: error.code, params: { ...error.params } } };
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    return { text: given.text, rule: null, problem: { code: error.code, params: { ...error.params } } };
  }
}

function ruleOfYaml(text: string): RuleObject {
  const { plain: rule } = parseYaml(text, 'YAML');
  if (typeof rule['kind'] !== 'string') throw badFile('YAML', 1, 'kind');
  return rule;
}

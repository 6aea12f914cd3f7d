import { JiadiError } from '../../../contract/errors.ts';
import { type Expression, parseExpression } from '../expression/index.ts';
import { fromExpectation, isExpectation } from '../gx/index.ts';
import { compilePattern } from '../regex.ts';
import { readRule, type RuleObject, type RuleSpec } from '../rule.ts';
import { writtenOf } from './gx-write.ts';
import { asList, asText, compact, type Exchange, Ids, isTree, noteOf, type Note, type Reason, type Source, type Tree } from './model.ts';

/** What an expectation has no place for, but its free notes: kept there, so that nothing is lost on the way back. */
const keptInNotes = ['severity', 'dimension', 'description'] as const;
const severityThere: Readonly<Record<string, string>> = { critical: 'critical', major: 'critical', minor: 'warning', info: 'info' };

/** Great Expectations suites as JSON. */
export const gx: Exchange = {
  id: 'gx',
  ending: 'json',
  detect: (root) => Array.isArray(root['expectations']),
  read: (root, file) => {
    const ids = new Ids();
    const read = asList(root['expectations']).map((one, i) => readOne(one, i, ids));
    return {
      name: asText(root['name']) || asText(root['expectation_suite_name']) || file.replace(/\.[^.]*$/, ''),
      nullLike: [],
      rules: read.flatMap(({ rule }) => (rule ? [rule] : [])),
      notes: read.map(({ note }) => note),
    };
  },
  write,
};

function readOne(value: unknown, index: number, ids: Ids): { readonly rule: RuleObject | null; readonly note: Note } {
  const tree = isTree(value) ? value : {};
  const name = asText(tree['expectation_type']) || asText(tree['type']) || `expectations[${index}]`;
  const kwargs = isTree(tree['kwargs']) ? tree['kwargs'] : {};
  const what = [name, ...['column', 'column_A', 'column_B'].map((key) => asText(kwargs[key]))].filter((part) => part !== '').join(' ');
  const notes = isTree(tree['meta']) && isTree(tree['meta']['jiadi']) ? tree['meta']['jiadi'] : {};
  if (!isExpectation(value)) return { rule: null, note: noteOf(what, null, ['invalid-check'], true) };
  try {
    const wanted =
      asText(notes['id']) ||
      asText(tree['id']) ||
      [name.replace(/^expect_/, ''), asText(kwargs['column'])].filter((p) => p !== '').join('-');
    const id = ids.take(wanted);
    const rule = { ...fromExpectation(value, id), ...kept(notes) };
    const checked = readRule(rule, index + 1);
    if (checked.error) return { rule: null, note: noteOf(what, null, ['invalid-check'], true, asText(checked.error.params['problem'])) };
    const reasons = reasonsOf(checked.spec, kwargs);
    if (reasons.includes('pattern-dialect')) return { rule: null, note: noteOf(what, null, ['pattern-dialect'], true) };
    return { rule, note: noteOf(what, id, reasons) };
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    const why: Reason = error.code === 'unsupported-expectation' ? 'no-counterpart' : 'invalid-check';
    return { rule: null, note: noteOf(what, null, [why], true, asText(error.params['problem'])) };
  }
}

const kept = (notes: Tree): Tree => compact(Object.fromEntries(keptInNotes.map((key) => [key, notes[key]])));

/** In what a rule differs from the expectation that it stands for. */
function reasonsOf(spec: RuleSpec, kwargs: Tree): readonly Reason[] {
  const reasons: Reason[] = [];
  if (spec.kind === 'value-type') reasons.push('type-names');
  if (spec.kind === 'sql-rows') reasons.push('sql-dialect');
  if (spec.kind === 'value-date-format') reasons.push('format-definition');
  if (spec.kind === 'aggregate-matches') reasons.push('dataset-name');
  if (hasNumbers(spec)) reasons.push('comparison');
  if (/!=|~|\bnot\b/i.test(asText(kwargs['row_condition']))) reasons.push('filter-nulls');
  if (spec.kind.endsWith('-regex') && !asList(spec.params['patterns']).every(compiles)) reasons.push('pattern-dialect');
  return reasons;
}

/** Lists with numbers: "1" is 1 to us where a file has no types, and is not there. */
const hasNumbers = (spec: RuleSpec): boolean =>
  ['values', 'pairs'].some((key) =>
    asList(spec.params[key])
      .flat()
      .some((v) => typeof v === 'number' || typeof v === 'boolean'),
  );

function compiles(pattern: unknown): boolean {
  try {
    compilePattern(asText(pattern));
    return true;
  } catch {
    return false;
  }
}

function write(source: Source) {
  const notes: Note[] = source.unread.map(({ id, kind }) => noteOf(`${id} ${kind}`, id, ['invalid-rule'], true));
  const expectations = source.rules.flatMap((spec) => {
    const { expectation, note } = writeOne(spec);
    notes.push(note);
    return expectation ? [expectation] : [];
  });
  if (source.nullLike.length > 0) notes.push(noteOf('nullLike', null, ['missing-words'], true, source.nullLike.join('、')));
  const text = `${JSON.stringify({ name: source.name, expectations, meta: {} }, null, 2)}\n`;
  return { text, notes };
}

function writeOne(spec: RuleSpec): { readonly expectation: Tree | null; readonly note: Note } {
  const lost = (reason: Reason, about = '') => ({
    expectation: null,
    note: noteOf(`${spec.id} ${spec.kind}`, spec.id, [reason], true, about),
  });
  const written = writtenOf(spec);
  if (!written) return lost('no-counterpart', spec.kind);
  if (spec.params['groupBy'] !== undefined) return lost('group-by');
  const [lack] = written.lacks ?? [];
  if (lack !== undefined) return lost('parameter', lack);
  if ((spec.maxFailures ?? 0) > 0) return lost('count-tolerance');
  const mostly = spec.maxFailures === null ? spec.threshold : 1;
  if (spec.of === 'rows' && mostly < 1) return lost('denominator');
  const filter = spec.where === null ? null : conditionOf(spec.where);
  if (spec.where !== null && filter === null) return lost('filter');
  const differs: Reason[] = [...(written.differs ?? [])];
  if (spec.warnAt !== null) differs.push('warn-line');
  if (filter?.nulls) differs.push('filter-nulls');
  if (hasNumbers(spec)) differs.push('comparison');
  const expectation = compact({
    type: written.type,
    kwargs: {
      ...written.kwargs,
      ...(mostly < 1 ? { mostly } : {}),
      ...(filter ? { row_condition: filter.text, condition_parser: 'pandas' } : {}),
    },
    severity: severityThere[spec.severity],
    meta: {
      jiadi: compact({ id: spec.id, severity: spec.severity, dimension: spec.dimension, description: spec.description ?? undefined }),
    },
  });
  return { expectation, note: noteOf(`${spec.id} ${spec.kind}`, spec.id, differs) };
}

/** An expression as a condition in the form of pandas; null when it says more than that form can. `nulls` where nulls are told otherwise. */
export function conditionOf(where: string): { readonly text: string; readonly nulls: boolean } | null {
  let nulls = false;
  const say = (e: Expression): string | null => {
    switch (e.type) {
      case 'number':
        return String(e.value);
      case 'text':
        return JSON.stringify(e.value);
      case 'boolean':
        return e.value ? 'True' : 'False';
      case 'column':
        return e.name.includes('`') ? null : `\`${e.name}\``;
      case 'compare': {
        if (e.op === '<>') nulls = true;
        const [left, right] = [say(e.left), say(e.right)];
        return left === null || right === null ? null : `(${left} ${e.op === '=' ? '==' : e.op === '<>' ? '!=' : e.op} ${right})`;
      }
      case 'logic': {
        const [left, right] = [say(e.left), say(e.right)];
        return left === null || right === null ? null : `(${left} ${e.op === 'AND' ? 'and' : 'or'} ${right})`;
      }
      case 'not': {
        nulls = true;
        const value = say(e.value);
        return value === null ? null : `(not ${value})`;
      }
      case 'is-null': {
        const value = e.value.type === 'column' ? say(e.value) : null;
        return value === null ? null : `${value}.${e.negated ? 'notnull' : 'isnull'}()`;
      }
      default:
        return null;
    }
  };
  try {
    const text = say(parseExpression(where));
    return text === null ? null : { text, nulls };
  } catch {
    return null; // an expression that cannot be read is told when the rule runs
  }
}

import { JiadiError } from '../../contract/errors.ts';
import {
  type Expectation,
  fromExpectation,
  isExpectation,
  parseDate,
  readRule,
  type RuleError,
  ruleError,
  type RuleObject,
  type RuleSpec,
  typeOfName,
  withParameters,
} from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import type { RuleResult } from './result.ts';
import { firstRows } from './runs.ts';
import { type AskOutcome, openSmallTable, type OpenTable } from './small.ts';
import { outcomeOf } from './whole.ts';

/** One answer of `check --batch` (`cli.md`). */
export interface BatchAnswer {
  /** Null when the rule could not run; never a pass. */
  readonly success: boolean | null;
  readonly error: RuleError | null;
  readonly evaluated: number;
  readonly failed: number;
  /** 0-based and complete. */
  readonly failedRows: readonly number[];
  readonly failedValues: readonly unknown[];
  readonly observed: unknown;
}

/** What the checks of job lines depend on. */
export interface BatchHost {
  /** Reference date (ISO) of rules about dates. */
  readonly asOf: string;
  readonly semantics: Semantics;
}

interface JobTable {
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  readonly rowCount: number;
}

/** Answers one job line with one result line; a line that is no job is answered with its error, so that out and in stay in step. */
export function checkBatchLine(line: string, host: BatchHost): string {
  let id: unknown = null;
  try {
    const job = parseJob(line);
    id = job['id'] ?? null;
    const rules = job['rules'];
    if (!Array.isArray(rules)) throw new JiadiError('invalid-input', { problem: 'rules: a list is needed' });
    return JSON.stringify({ id, results: checkTable(tableOf(job['data']), rules, host) });
  } catch (error) {
    return JSON.stringify({ id, error: ruleError(error), results: [] });
  }
}

/** Answers job lines one after another, in order; empty lines are passed over. */
export async function* checkBatchLines(lines: AsyncIterable<string> | Iterable<string>, host: BatchHost): AsyncGenerator<string> {
  for await (const line of lines) if (line.trim() !== '') yield checkBatchLine(line, host);
}

function parseJob(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    // NaN and infinities, as Python writes them, outside of texts
    const mended = line.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (m) =>
      m.startsWith('"') ? m : m === 'NaN' ? 'null' : m.startsWith('-') ? '-1e999' : '1e999',
    );
    try {
      value = JSON.parse(mended);
    } catch {
      throw new JiadiError('invalid-input', { problem: 'not a JSON object' }, cause);
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new JiadiError('invalid-input', { problem: 'not a JSON object' });
  return value as Readonly<Record<string, unknown>>;
}

function tableOf(data: unknown): JobTable {
  const values: Record<string, readonly unknown[]> = Object.create(null) as Record<string, readonly unknown[]>;
  if (Array.isArray(data)) {
    const names = new Set<string>();
    for (const row of data as readonly unknown[]) {
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw new JiadiError('invalid-input', { problem: 'data: a list of objects' });
      for (const key of Object.keys(row)) names.add(key);
    }
    for (const name of names)
      values[name] = data.map((row: Readonly<Record<string, unknown>>) => (Object.hasOwn(row, name) ? row[name] : null));
    return { names: [...names], values, rowCount: data.length };
  }
  if (typeof data !== 'object' || data === null) throw new JiadiError('invalid-input', { problem: 'data: columns or rows' });
  let rowCount: number | null = null;
  for (const [name, column] of Object.entries(data)) {
    if (!Array.isArray(column)) throw new JiadiError('invalid-input', { problem: `data.${name}: a list` });
    if (rowCount !== null && column.length !== rowCount)
      throw new JiadiError('invalid-input', { problem: `data.${name}: ${column.length} values, not ${rowCount}` });
    rowCount = column.length;
    values[name] = column;
  }
  return { names: Object.keys(values), values, rowCount: rowCount ?? 0 };
}

function stored(v: unknown): string | number | bigint | null {
  if (v === null || v === undefined || (typeof v === 'number' && Number.isNaN(v))) return null;
  if (typeof v === 'string') return v;
  if (typeof v === 'boolean') return v ? 1n : 0n;
  if (typeof v === 'number') return Number.isSafeInteger(v) ? BigInt(v) : v;
  return JSON.stringify(v);
}

function typeOf(values: readonly unknown[]): BatchColumn['type'] {
  const there = values.filter((v) => v !== null && v !== undefined);
  if (there.length === 0) return 'empty';
  if (there.every((v) => typeof v === 'number')) return there.every((v) => Number.isInteger(v)) ? 'integer' : 'decimal';
  return there.every((v) => typeof v === 'boolean') ? 'boolean' : 'text';
}

function checkTable(table: JobTable, rules: readonly unknown[], host: BatchHost): readonly BatchAnswer[] {
  const asOf = parseDate(host.asOf);
  if (asOf === null) throw new JiadiError('invalid-input', { problem: 'asOf' });
  const columns = table.names.map((name, index) => ({ index, name, type: typeOf(table.values[name] ?? []), semantic: null }));
  const rows = Array.from({ length: table.rowCount }, (_, r) => table.names.map((name) => stored(table.values[name]?.[r])));
  const open = openSmallTable({ columns, rowCount: table.rowCount, rows }, asOf, host.semantics);
  try {
    const outcome = outcomesOf(rules, open);
    return rules.map((rule, i) => {
      try {
        return isExpectation(rule)
          ? answerExpectation({ ...rule, kwargs: withParameters(rule.kwargs ?? {}, asOf) }, table, columns, open)
          : answerOf(open.check(specOf(rule as RuleObject, i + 1), {}, outcome), table);
      } catch (error) {
        return refused(ruleError(error));
      }
    });
  } finally {
    open.close();
  }
}

function refused(error: RuleError): BatchAnswer {
  return { success: null, error, evaluated: 0, failed: 0, failedRows: [], failedValues: [], observed: null };
}

function specOf(rule: RuleObject, ordinal: number): RuleSpec {
  if (typeof rule !== 'object' || rule === null) throw new JiadiError('invalid-input', { problem: 'a rule is an object' });
  const read = readRule(rule, ordinal);
  if (!read.spec) throw new JiadiError(read.error.code, read.error.params);
  return read.spec;
}

/** What came of another rule of the list, by its id; a rule that asks for itself, straight or by others, is `invalid-input`. */
function outcomesOf(rules: readonly unknown[], open: OpenTable): AskOutcome {
  const asking = new Set<string>();
  const outcome: AskOutcome = (id) => {
    const at = rules.findIndex((r) => typeof r === 'object' && r !== null && 'id' in r && r.id === id);
    if (at < 0) throw new JiadiError('not-found', { what: 'rule', name: id });
    if (asking.has(id)) throw new JiadiError('invalid-input', { problem: `${id}: depends on itself` });
    asking.add(id);
    try {
      return outcomeOf(open.check(specOf(rules[at] as RuleObject, at + 1), {}, outcome));
    } finally {
      asking.delete(id);
    }
  };
  return outcome;
}

function answerOf(result: RuleResult, table: JobTable): BatchAnswer {
  if (result.status === 'error') return { ...refused(result.error ?? { code: 'internal', params: {} }), observed: result.observed };
  if (result.note !== null && result.note !== 'nothing-evaluated')
    return refused({ code: 'not-evaluated', params: { rule: result.rule, need: result.note } });
  const failedRows = firstRows(result.findings, Number.MAX_SAFE_INTEGER).map((row) => row - 1);
  const names = result.columns;
  const [only] = names;
  const value = (row: number): unknown =>
    names.length === 1 && only !== undefined
      ? (table.values[only]?.[row] ?? null)
      : Object.fromEntries(names.map((n) => [n, table.values[n]?.[row] ?? null]));
  const pair = ['pair-equal', 'pair-compare', 'pair-in-set'].includes(result.kind);
  const failedValues = failedRows.map((row) => (pair ? names.map((n) => table.values[n]?.[row] ?? null) : value(row)));
  return {
    success: result.success,
    error: null,
    evaluated: result.evaluated,
    failed: result.failed,
    failedRows,
    failedValues,
    observed: result.observed,
  };
}

/** Expectations whose answer needs more than the one rule they become. */
function answerExpectation(e: Expectation, table: JobTable, columns: readonly BatchColumn[], open: OpenTable): BatchAnswer {
  const name = e.expectation_type ?? e.type ?? '';
  const kwargs = e.kwargs ?? {};
  if (name === 'expect_column_quantile_values_to_be_between') return quantiles(e, kwargs, table, open);
  const rule = fromExpectation(e);
  const column = columns.find((c) => c.name === rule['column']);
  if (rule['kind'] === 'value-type' && column) return typesAnswer(rule, kwargs, column, table, open);
  const dates = kwargs['parse_strings_as_datetimes'] === true;
  const types = dates ? Object.fromEntries(columns.filter((c) => c.type === 'text').map((c) => [c.name, 'date' as const])) : {};
  if (rule['kind'] === 'value-between' && column) return answerOf(open.check(specOf(between(rule, column, table), 1), types), table);
  if (rule['kind'] === 'value-date-format' && column && (table.values[column.name] ?? []).some((v) => v !== null && typeof v !== 'string'))
    throw wrongValues(column.name, 'texts');
  const answer = answerOf(open.check(specOf(rule, 1), types), table);
  // what needs another table or a guest process is not to be had here
  if (answer.error?.code === 'not-supported-yet') return refused({ code: 'unsupported-expectation', params: { expectation: name } });
  // an aggregate with nothing to measure fails; natively it is an error
  if (answer.error?.code === 'nothing-to-measure') return { ...answer, success: false, error: null, evaluated: 1, failed: 1 };
  return answer;
}

function wrongValues(column: string, expected: string): JiadiError {
  return new JiadiError('invalid-input', { problem: `${column}: ${expected}`, column, expected });
}

/** Texts are compared with text limits as dates when all are dates, else by their characters; texts with numbers are an error. */
function between(rule: RuleObject, column: BatchColumn, table: JobTable): RuleObject {
  const values = (table.values[column.name] ?? []).filter((v) => v !== null);
  const limits = [rule['min'], rule['max']].filter((v) => v !== undefined);
  const textLimits = limits.some((v) => typeof v === 'string');
  if (values.some((v) => (typeof v === 'string') !== textLimits))
    throw wrongValues(column.name, textLimits ? 'texts, as the limits are' : 'numbers, as the limits are');
  if (!textLimits || [...values, ...limits].every((v) => typeof v === 'string' && parseDate(v) !== null)) return rule;
  const quote = (v: unknown): string => `'${String(v).replaceAll("'", "''")}'`;
  const name = `\`${column.name.replaceAll('`', '``')}\` || ''`;
  const parts = [
    ...(rule['min'] === undefined ? [] : [`${name} ${rule['strictMin'] ? '>' : '>='} ${quote(rule['min'])}`]),
    ...(rule['max'] === undefined ? [] : [`${name} ${rule['strictMax'] ? '<' : '<='} ${quote(rule['max'])}`]),
  ];
  // oxlint-disable-next-line unicorn/no-thenable -- the parameter's name in the catalogue
  return {
    kind: 'row-implies',
    when: `\`${column.name.replaceAll('`', '``')}\` IS NOT NULL`,
    then: parts.join(' AND '),
    ...(rule['threshold'] === undefined ? {} : { threshold: rule['threshold'] }),
    ...(rule['where'] === undefined ? {} : { where: rule['where'] }),
  };
}

/** Types are those of the source's values; a column of mixed whole and broken numbers is one of floats, as a typed frame would hold it. */
function typesAnswer(
  rule: RuleObject,
  kwargs: Readonly<Record<string, unknown>>,
  column: BatchColumn,
  table: JobTable,
  open: OpenTable,
): BatchAnswer {
  const names = kwargs['type_list'] ?? [kwargs['type_']];
  const wanted = new Set((Array.isArray(names) ? names : []).map((n) => typeOfName(String(n))));
  const values = table.values[column.name] ?? [];
  const floats = column.type === 'decimal';
  const ofType = (v: unknown): string =>
    typeof v === 'boolean'
      ? 'boolean'
      : typeof v === 'string'
        ? 'text'
        : typeof v === 'number'
          ? floats || !Number.isInteger(v)
            ? 'decimal'
            : 'integer'
          : 'text';
  const base = answerOf(open.check(specOf({ kind: 'value-not-in-set', column: column.name, values: [] }, 1)), table);
  if (base.error) return base;
  if (rule['where'] !== undefined) return refused({ code: 'unsupported-expectation', params: { expectation: 'row_condition with types' } });
  const failedRows = values.flatMap((v, i) => (v === null || v === undefined || wanted.has(ofType(v)) ? [] : [i]));
  const ratio = base.evaluated === 0 ? 1 : (base.evaluated - failedRows.length) / base.evaluated;
  return {
    ...base,
    success: ratio >= Number(rule['threshold'] ?? 1),
    failed: failedRows.length,
    failedRows,
    failedValues: failedRows.map((r) => values[r]),
  };
}

function quantiles(e: Expectation, kwargs: Readonly<Record<string, unknown>>, table: JobTable, open: OpenTable): BatchAnswer {
  const ranges = kwargs['quantile_ranges'] as { readonly quantiles?: unknown; readonly value_ranges?: unknown } | undefined;
  const { quantiles: qs, value_ranges: limits } = ranges ?? {};
  if (!Array.isArray(qs) || !Array.isArray(limits) || qs.length !== limits.length || qs.length === 0)
    throw new JiadiError('invalid-input', { problem: 'quantile_ranges: quantiles and value_ranges of one length' });
  const how = kwargs['allow_relative_error'];
  const interpolation = typeof how === 'string' ? how : 'nearest';
  const answers = qs.map((q, i) => {
    const range = limits[i] as readonly (number | null)[];
    const slack = (v: number | null | undefined, sign: number): object =>
      v === null || v === undefined ? {} : { [sign < 0 ? 'min' : 'max']: v + sign * 1e-4 * Math.abs(v) };
    const where = fromExpectation({
      ...e,
      expectation_type: 'expect_column_median_to_be_between',
      kwargs: { column: kwargs['column'], row_condition: kwargs['row_condition'], condition_parser: kwargs['condition_parser'] },
    })['where'];
    return answerOf(
      open.check(
        specOf(
          {
            kind: 'column-stat',
            column: kwargs['column'],
            stat: 'quantile',
            q,
            interpolation,
            ...slack(range[0], -1),
            ...slack(range[1], 1),
            ...(where === undefined ? {} : { where }),
          },
          1,
        ),
      ),
      table,
    );
  });
  const failed = answers.find((a) => a.error !== null && a.error.code !== 'nothing-to-measure');
  if (failed) return failed;
  const success = answers.every((a) => a.success === true);
  return {
    success,
    error: null,
    evaluated: 1,
    failed: success ? 0 : 1,
    failedRows: [],
    failedValues: [],
    observed: { quantiles: qs, values: answers.map((a) => a.observed) },
  };
}

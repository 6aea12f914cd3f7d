import { sql } from '../../../base/sqlite/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import type { ExpressionAssist } from '../../../contract/methods/rules.ts';
import type { BatchColumn } from '../../table/index.ts';
import { compileExpression, functionNames, type ExpressionScope } from './compile.ts';
import { isName, type Token, tokenize, words } from './tokens.ts';

/** A column as it is offered while an expression is written, with values that may be shown. */
export interface AssistColumn extends Pick<BatchColumn, 'name' | 'type'> {
  readonly values: readonly (string | number)[];
}

type Option = ExpressionAssist['options'][number];

const OPTIONS_MAX = 60;
const operators: readonly string[] = [
  '=',
  '<>',
  '>',
  '>=',
  '<',
  '<=',
  'IN (',
  'NOT IN (',
  'BETWEEN',
  'LIKE',
  'IS NULL',
  'IS NOT NULL',
  'AND',
  'OR',
];
const comparisons: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

/**
 * What can be written at a place of an unfinished expression, and what is wrong with it as it stands. `cursor`, `from` and `to` count
 * UTF-16 units, as a text field does; an option replaces what stands between `from` and `to`. Without columns (`null`) only the
 * language itself is looked at.
 */
export function assist(source: string, cursor: number, columns: readonly AssistColumn[] | null): ExpressionAssist {
  const place = placeAt(source, cursor);
  const options = place === null ? [] : optionsAt(place, columns ?? []);
  return { problem: problemOf(source, columns), from: place?.from ?? cursor, to: place?.to ?? cursor, options };
}

/** The place of the cursor: the words before it, and the piece that is being written. */
interface Place {
  readonly before: readonly Token[];
  readonly piece: string;
  readonly quoted: 'text' | 'name' | null;
  readonly from: number;
  readonly to: number;
}

function placeAt(source: string, cursor: number): Place | null {
  const prefix = source.slice(0, cursor);
  const open = openQuote(prefix);
  if (open !== null) {
    const before = read(prefix.slice(0, open));
    const quoted = `'“‘`.includes(prefix[open] ?? '') ? 'text' : 'name';
    return before && { before, piece: prefix.slice(open + 1), quoted, from: open, to: cursor };
  }
  const tokens = read(prefix);
  if (!tokens) return null;
  const last = tokens.at(-1);
  const writing = last && last.at + last.raw.length === cursor && last.raw === source.slice(last.at, cursor) && isName(last.raw);
  if (!writing) return { before: tokens, piece: '', quoted: null, from: cursor, to: cursor };
  const rest = /^[\p{L}\p{M}\p{N}_.]*/u.exec(source.slice(cursor))?.[0].length ?? 0;
  return { before: tokens.slice(0, -1), piece: last.raw, quoted: null, from: last.at, to: cursor + rest };
}

/** The words of a text without the one that ends it; null where it cannot be read. */
function read(text: string): readonly Token[] | null {
  try {
    return tokenize(text).slice(0, -1);
  } catch (error) {
    if (error instanceof JiadiError) return null;
    throw error;
  }
}

/** Where the quotation mark stands that the cursor is inside of, or null. */
function openQuote(prefix: string): number | null {
  const closing: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']', '“': '”', '‘': '’' };
  let open: number | null = null;
  for (let i = 0; i < prefix.length; i++) {
    const c = prefix[i] ?? '';
    if (open === null) open = c in closing ? i : null;
    else if (c === closing[prefix[open] ?? '']) open = null;
  }
  return open;
}

function optionsAt(place: Place, columns: readonly AssistColumn[]): Option[] {
  const { before, piece, quoted } = place;
  const values = (): Option[] => valuesFor(columns, comparedColumn(before));
  const names = (): Option[] => columns.map(({ name, type }) => ({ kind: 'column', label: name, insert: written(name), detail: type }));
  if (quoted === 'text') return fitting(values(), piece);
  if (quoted === 'name') return fitting(names(), piece);
  const word = (text: string): Option => ({ kind: 'word', label: text, insert: text.endsWith('(') ? text : `${text} `, detail: '' });
  const last = before.at(-1);
  if (last?.type === 'word' && last.value === 'IS') return fitting(['NULL', 'NOT NULL'].map(word), piece);
  if (last && isOperand(last)) return fitting(operators.map(word), piece);
  if (last?.value === 'NOT' && before.at(-2) && isOperand(before.at(-2) as Token))
    return fitting(['IN (', 'BETWEEN', 'LIKE'].map(word), piece);
  if (last?.type === 'word' && last.value === 'IN') return [];
  const functions = functionNames.map((name): Option => ({ kind: 'function', label: `${name}()`, insert: `${name}(`, detail: name }));
  return fitting([...values(), ...names(), ...functions, word('NOT')], piece);
}

/** True for what an operator may follow. */
function isOperand(token: Token): boolean {
  if (token.type === 'word') return token.value === 'NULL' || token.value === 'TRUE' || token.value === 'FALSE';
  return token.type === 'name' || token.type === 'number' || token.type === 'text' || (token.type === 'symbol' && token.value === ')');
}

/** The column whose value is written here: after a comparison, or within the list of `IN`. */
function comparedColumn(before: readonly Token[]): string | null {
  const last = before.at(-1);
  if (last?.type === 'symbol' && comparisons.includes(last.value)) return nameOf(before.at(-2));
  let at = before.length - 1;
  const inList = (token: Token | undefined): boolean => token?.type === 'text' || token?.type === 'number' || token?.value === ',';
  while (inList(before[at])) at--;
  if (before[at]?.value !== '(' || before[at - 1]?.value !== 'IN') return null;
  return nameOf(before[before[at - 2]?.value === 'NOT' ? at - 3 : at - 2]);
}

const nameOf = (token: Token | undefined): string | null => (token?.type === 'name' ? token.value : null);

function valuesFor(columns: readonly AssistColumn[], name: string | null): Option[] {
  const column = columns.find((one) => one.name === name);
  return (column?.values ?? []).map((value) => ({
    kind: 'value',
    label: String(value),
    insert: typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`,
    detail: column?.name ?? '',
  }));
}

/** A column's name as it is written: in quotes where it would be read as something else. */
function written(name: string): string {
  return isName(name) && !words.has(name.toUpperCase()) && !functionNames.includes(name.toLowerCase())
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** The options that fit what was written so far: those that begin with it, then those that hold it. */
function fitting(options: readonly Option[], piece: string): Option[] {
  const wanted = piece.toLowerCase();
  const at = (option: Option): number => option.label.toLowerCase().indexOf(wanted);
  const found = options.filter((option) => at(option) >= 0);
  return [...found.filter((option) => at(option) === 0), ...found.filter((option) => at(option) > 0)].slice(0, OPTIONS_MAX);
}

function problemOf(source: string, columns: readonly AssistColumn[] | null): ExpressionAssist['problem'] {
  if (source.trim() === '') return null;
  try {
    compileExpression(source, lookingScope(columns));
    return null;
  } catch (error) {
    if (!(error instanceof JiadiError)) throw error;
    return { code: error.code, params: { ...error.params } };
  }
}

/** A table of which only the columns' names and types are known. */
function lookingScope(columns: readonly AssistColumn[] | null): ExpressionScope {
  const nothing = sql`NULL`;
  return {
    column: (name) => {
      const known = columns?.find((one) => one.name === name);
      if (!known && columns) throw new JiadiError('column-not-found', { column: name });
      return { index: 0, name, type: known?.type ?? 'text', semantic: null };
    },
    cell: () => nothing,
    number: () => nothing,
    date: () => nothing,
    fn: () => nothing,
    asOfSeconds: 0,
  };
}

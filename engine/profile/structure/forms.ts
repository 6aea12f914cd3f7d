import type { TaskContext } from '../../../base/jobs/index.ts';
import { escapePattern } from '../../table/pattern.ts';
import type { CodedColumn, CodedTable } from './coded.ts';
import { findVariants } from './variants.ts';

/** How the texts of a column are written, where that says something about which of them are wrong. */
export type TextForm =
  | {
      /** Texts that differ in their digits only, such as `25 patients`: regular expressions, and the rows that fit one. */
      readonly kind: 'template';
      readonly column: string;
      readonly patterns: readonly string[];
      readonly rows: number;
      readonly fitting: number;
    }
  | {
      /** Numbers with a unit glued on, in several spellings or only now and then. */
      readonly kind: 'unit';
      readonly column: string;
      readonly units: readonly string[];
      readonly rows: number;
      /** Rows that are a number and nothing else. */
      readonly fitting: number;
    }
  | {
      /** Texts that end with a value of another column, which is empty in those rows. */
      readonly kind: 'glued';
      readonly column: string;
      readonly other: string;
      readonly values: readonly string[];
      readonly rows: number;
      readonly fitting: number;
    }
  | {
      /** Rare texts that are slips of common ones. */
      readonly kind: 'variant';
      readonly column: string;
      readonly variants: readonly { readonly text: string; readonly of: string }[];
      readonly rows: number;
      readonly fitting: number;
    };

const ROWS_MIN = 20;
const COVERED_MIN = 0.95;
const TEMPLATES_MAX = 8;
/** Once nearly all rows are covered, a further template counts only when it is no rare slip. */
const FURTHER_SHARE = 0.05;
/** Least share of the rows of a spelling of a unit that is no slip. */
const COMMON_SHARE = 0.01;
/** From this share on one way of writing a unit is the rule and others are slips. */
const ONE_WAY_SHARE = 0.9;
const UNITS_MAX = 30;
const GLUED_ROWS_MIN = 5;
const GLUED_SHARE_MAX = 0.2;
const OTHER_VALUES_MAX = 300;

/** Ways of writing that most texts of a column keep to, or that two columns get mixed up in. */
export function findForms(table: CodedTable, context: Pick<TaskContext, 'throwIfCancelled'>): readonly TextForm[] {
  const counted = table.columns.map((column) => ({ column, counts: countsOf(column, table.rowCount) }));
  return counted.flatMap(({ column, counts }) => {
    context.throwIfCancelled();
    if (!column.texts) return [];
    const own = unitForm(column, counts) ?? templateForm(column, counts);
    const variants = variantForm(column, counts);
    return [...(own ? [own] : []), ...(variants ? [variants] : []), ...gluedForms(column, table)];
  });
}

function countsOf(column: CodedColumn, rowCount: number): Int32Array {
  const counts = new Int32Array(column.distinct + 1);
  for (let row = 0; row < rowCount; row++) {
    const code = column.codes[row] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return counts;
}

/** Different texts that are not blank, with their rows. */
function* textsOf({ texts }: CodedColumn, counts: Int32Array): Generator<readonly [text: string, rows: number]> {
  for (let code = 1; texts && code < texts.length; code++) {
    const text = texts[code] ?? '';
    if (text.trim() !== '') yield [text, counts[code] as number];
  }
}

interface Template {
  rows: number;
  /** Fewest and most digits of each run. */
  readonly runs: { min: number; max: number }[];
}

function templateForm(column: CodedColumn, counts: Int32Array): TextForm | null {
  const templates = new Map<string, Template>();
  let rows = 0;
  for (const [text, count] of textsOf(column, counts)) {
    rows += count;
    const runs = text.match(/[0-9]+/g) ?? [];
    const key = text.replace(/[0-9]+/g, '\u0000');
    const known = templates.get(key) ?? { rows: 0, runs: runs.map(({ length }) => ({ min: length, max: length })) };
    known.rows += count;
    runs.forEach(({ length }, i) => {
      const run = known.runs[i];
      if (run) [run.min, run.max] = [Math.min(run.min, length), Math.max(run.max, length)];
    });
    templates.set(key, known);
  }
  const common: (readonly [string, Template])[] = [];
  let fitting = 0;
  for (const [key, template] of [...templates].toSorted((a, b) => b[1].rows - a[1].rows)) {
    if (fitting >= rows * COVERED_MIN && template.rows < rows * FURTHER_SHARE) break;
    common.push([key, template]);
    fitting += template.rows;
    if (common.length > TEMPLATES_MAX) return null;
  }
  // digits alone are what types and patterns are for; a word and nothing else is a list of values
  const tells = common.some(([key]) => key.includes('\u0000') && key.replaceAll('\u0000', '').trim() !== '');
  if (!tells || rows < ROWS_MIN || fitting < rows * COVERED_MIN) return null;
  return { kind: 'template', column: column.name, patterns: common.map(([key, template]) => patternOf(key, template)), rows, fitting };
}

function patternOf(key: string, { runs }: Template): string {
  const pieces = key.split('\u0000').map(escapePattern);
  return `^${pieces.map((piece, i) => piece + (i < runs.length ? digits(runs[i]) : '')).join('')}$`;
}

function digits(run: { readonly min: number; readonly max: number } | undefined): string {
  if (!run) return '[0-9]+';
  // a number may grow by a digit, a code of fixed length may not
  return run.min === run.max && run.min > 1 ? `[0-9]{${run.min}}` : `[0-9]{1,${run.max + 1}}`;
}

const amount = /^\s*[-+]?[0-9]+(?:[.,][0-9]+)*\s*(\D*)$/u;

function unitForm(column: CodedColumn, counts: Int32Array): TextForm | null {
  const units = new Map<string, number>();
  let rows = 0;
  let amounts = 0;
  for (const [text, count] of textsOf(column, counts)) {
    rows += count;
    const unit = amount.exec(text)?.[1]?.trim();
    if (unit === undefined) continue;
    amounts += count;
    units.set(unit, (units.get(unit) ?? 0) + count);
  }
  const plain = units.get('') ?? 0;
  units.delete('');
  const common = [...units].filter(([, own]) => own >= rows * COMMON_SHARE).toSorted((a, b) => b[1] - a[1]);
  if (rows < ROWS_MIN || amounts < rows * COVERED_MIN || units.size > UNITS_MAX || common.length === 0) return null;
  // one unit spelled one way is a form; several spellings, or some numbers with and some without, are not
  if ((common[0]?.[1] ?? 0) >= rows * ONE_WAY_SHARE) return null;
  return { kind: 'unit', column: column.name, units: common.map(([unit]) => unit), rows, fitting: plain };
}

/** Most variants that are named; a column with more is no list. */
const VARIANTS_MAX = 200;

function variantForm(column: CodedColumn, counts: Int32Array): TextForm | null {
  const found = findVariants(textsOf(column, counts));
  if (found.length === 0 || found.length > VARIANTS_MAX) return null;
  const rows = counts.reduce((sum, count) => sum + count, 0) - (counts[0] ?? 0);
  const variants = found.map(({ text, of }) => ({ text, of }));
  return { kind: 'variant', column: column.name, variants, rows, fitting: rows - found.reduce((sum, one) => sum + one.rows, 0) };
}

function gluedForms(column: CodedColumn, table: CodedTable): readonly TextForm[] {
  const found: TextForm[] = [];
  const tails = tailsOf(column);
  if (tails.size === 0) return [];
  for (const other of table.columns) {
    if (other === column || !other.texts || other.distinct > OTHER_VALUES_MAX || other.distinct < 2) continue;
    const values = new Set(other.texts.filter((text) => text.trim().length >= 2));
    const hits = new Map<number, string>();
    for (const [code, tail] of tails) if (values.has(tail)) hits.set(code, tail);
    if (hits.size === 0) continue;
    const glued = new Set<string>();
    let [rows, filled, beside] = [0, 0, 0];
    for (let row = 0; row < table.rowCount; row++) {
      const code = column.codes[row] as number;
      if (code === 0) continue;
      filled++;
      const tail = hits.get(code);
      if (tail === undefined) continue;
      rows++;
      if ((other.texts[other.codes[row] as number] ?? '').trim() !== '') continue;
      beside++;
      glued.add(tail);
    }
    if (rows < GLUED_ROWS_MIN || rows > filled * GLUED_SHARE_MAX || beside < rows * 0.9) continue;
    found.push({
      kind: 'glued',
      column: column.name,
      other: other.name,
      values: [...glued].toSorted(),
      rows: filled,
      fitting: filled - rows,
    });
  }
  return found;
}

/** The last word of each text that has several, by code. */
function tailsOf({ texts }: CodedColumn): ReadonlyMap<number, string> {
  const tails = new Map<number, string>();
  texts?.forEach((text, code) => {
    const tail = /[\s,，、;；/|]+([^\s,，、;；/|]+)\s*$/u.exec(text)?.[1];
    if (tail !== undefined) tails.set(code, tail);
  });
  return tails;
}

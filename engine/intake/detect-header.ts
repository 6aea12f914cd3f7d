import { cellKind } from './cell-type.ts';
import type { SampleRecord } from './detect-dialect.ts';
import { countHeaderRows, joinedNames } from './layout/header-rows.ts';
import { beginsAsNote } from './layout/row-kinds.ts';

export interface HeaderVerdict {
  readonly header: boolean;
  /** Rows of the header; 0 without one. */
  readonly headerRows: number;
  /** False where a header of several rows is only likely. */
  readonly sure: boolean;
  /** What the header calls the columns; null without one. */
  readonly names: readonly (string | null)[] | null;
  /** Physical lines before the header (or the first record). */
  readonly skipRows: number;
  /** Index of the header (or first record) among the sample records. */
  readonly index: number;
  /** Columns of the table. */
  readonly width: number;
}

const PREAMBLE_MAX = 40;
const headerWords =
  /姓名|性别|名称|编号|编码|代码|号码|证件|日期|时间|地址|电话|手机|类型|类别|状态|单位|备注|序号|金额|数量|年份|月份|区划|省份|城市|街道|行业|标题|说明|合计|民族|年龄|^(?:id|name|date|time|type|code|address|city|state|country|title|value|count|year|month|email|phone|status|price|amount|description|category|key|val|index|no|number|url|notes?|comments?)$|_(?:id|name|date|code|at|no)$|(?:^|[ _])(?:id|name|code|date|type)(?:$|[ _])/i;

/** Finds title rows before the table, its width, and whether its first row names the columns. */
export function detectHeader(
  records: readonly SampleRecord[],
  wanted: { readonly header?: boolean; readonly headerRows?: number; readonly skipRows?: number } = {},
): HeaderVerdict {
  const usable = wanted.skipRows === undefined ? records : records.filter((record) => record.line >= (wanted.skipRows ?? 0));
  const usual = usualWidth(usable);
  const index = wanted.skipRows === undefined ? firstTableRow(usable, usual) : 0;
  const first = usable[index];
  if (!first) {
    const header = wanted.header ?? true;
    return { header, headerRows: 0, sure: true, names: null, skipRows: wanted.skipRows ?? 0, index: 0, width: Math.max(1, usual) };
  }
  const levels = countHeaderRows(
    usable.slice(index, index + 60).map(({ fields }) => fields),
    usual,
  );
  const data = usable.slice(index + 1, index + 201);
  const header =
    wanted.header ??
    ((levels.count > 1 && levels.sure) ||
      looksLikeHeader(
        first.fields,
        data.map(({ fields }) => fields).filter((fields) => !sameRow(fields, first.fields)),
      ));
  const width =
    header && data.length > 0 ? Math.max(usual, trimmedWidth(first.fields)) : Math.max(usual, data.length === 0 ? first.fields.length : 1);
  const skipRows = wanted.skipRows ?? (index === 0 ? 0 : first.line);
  const headerRows = header ? (wanted.headerRows ?? levels.count) : 0;
  const rows = usable.slice(index, index + headerRows).map(({ fields }) => fields);
  const names = header ? joinedNames(rows, width) : null;
  return { header, headerRows, sure: wanted.headerRows !== undefined || levels.sure, names, skipRows, index, width };
}

function usualWidth(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  let best = 0;
  let width = 0;
  for (const [size, count] of counts) {
    if (count > best || (count === best && size > width)) {
      best = count;
      width = size;
    }
  }
  // One long title and one row: the wider of two single rows is the table.
  return width;
}

function trimmedWidth(fields: readonly (string | null)[]): number {
  let width = fields.length;
  while (width > 1 && fields[width - 1] === null) width--;
  return width;
}

const filledOf = (fields: readonly (string | null)[]) =>
  fields.reduce((sum, field) => sum + (field !== null && field.trim() !== '' ? 1 : 0), 0);

/** Index of the first row of the table: rows before it are clearly emptier, or wider, than what follows. */
function firstTableRow(records: readonly SampleRecord[], width: number): number {
  if (width < 2) return 0;
  const limit = Math.min(records.length - 1, PREAMBLE_MAX);
  for (let i = 0; i <= limit; i++) {
    const fields = records[i]?.fields ?? [];
    const filled = filledOf(fields);
    const later = records.slice(i + 1, i + 12).map((record) => filledOf(record.fields));
    const fullest = Math.max(0, ...later);
    const sparse = filled <= Math.max(1, width * 0.34) && fullest >= Math.max(2, filled * 2);
    const next = records[i + 1]?.fields ?? [];
    const tooWide =
      fields.length > width &&
      next.length === width &&
      records.length > 3 &&
      fields.every((field) => field === null || ['text', 'date'].includes(cellKind(field))) &&
      next.every((field) => field !== null);
    const after = records[i + 2]?.fields ?? [];
    const narrow =
      fields.length < width &&
      next.length === width &&
      after.length === width &&
      [...fields, ...next].every((field) => field === null || !isTyped(field)) &&
      after.some((field) => field !== null && isTyped(field));
    const remark = filled <= width * 0.67 && fullest > filled && beginsAsNote(fields);
    if (!sparse && !tooWide && !narrow && !remark) return i;
    // the upper row of a header, its names merged over several columns, is as empty as a title
    const rows = records.slice(i, i + 60).map((record) => record.fields);
    if (sparse && countHeaderRows(rows, width).count > 1) return i;
    // A sparse row that already holds numbers or dates under nothing is data of a sparse table.
    if (
      sparse &&
      i === 0 &&
      fields.length === width &&
      fields.filter((field) => field !== null).some((field) => cellKind(field ?? '') !== 'text') &&
      width < 4
    )
      return 0;
  }
  return 0;
}

/** A header may be printed again before each part of a long table. */
function sameRow(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.length > 2 && a.every((field, index) => field === b[index]);
}

/** Weighs, column by column, whether the first row is of another kind than the rows below it. */
function looksLikeHeader(first: readonly (string | null)[], data: readonly (readonly (string | null)[])[]): boolean {
  const filled = first.filter((field): field is string => field !== null && field.trim() !== '');
  if (filled.length === 0) return false;
  const typed = filled.filter((field) => cellKind(field) !== 'text').length;
  if (data.length === 0) return typed === 0;
  const words = filled.filter((field) => field.length <= 24 && headerWords.test(field.trim())).length;
  let evidence = Math.min(3, words * 0.8);
  first.forEach((field, column) => {
    evidence += columnEvidence(
      field,
      data.map((row) => row[column] ?? null),
    );
  });
  if (new Set(filled).size < filled.length) evidence -= 0.7;
  if (filled.some((field) => field.length > 100)) evidence -= 0.5;
  // Years across are names of columns when a text stands in the corner.
  const years = filled.filter((field) => /^(?:19|20)\d{2}年?$/.test(field.trim())).length;
  if (years >= 2 && years >= filled.length * 0.6 && isRun(filled)) evidence += years;
  return evidence > -0.05;
}

function columnEvidence(field: string | null, values: readonly (string | null)[]): number {
  const present = values.filter((value): value is string => value !== null && value.trim() !== '');
  if (present.length === 0) return field === null ? 0 : 0.05;
  if (field === null || field.trim() === '') return -0.15;
  const typedShare = present.filter(isTyped).length / present.length;
  if (isTyped(field)) return typedShare > 0.5 ? -1 : -0.4;
  if (typedShare > 0.8) return 1;
  const text = field.trim();
  let evidence = 0;
  if (present.some((value) => value.trim() === text)) evidence -= present.length > 3 ? 0.8 : 0.4;
  const lengths = new Set(present.map((value) => value.length));
  if (lengths.size === 1 && present.length >= 3 && !lengths.has(field.length)) evidence += 0.6;
  const digits = (value: string) => /\d/.test(value);
  const digitShare = present.filter(digits).length / present.length;
  if (digitShare > 0.8 && !digits(text)) evidence += 0.5;
  if (digits(text) && digitShare > 0.8) evidence -= 0.25;
  return evidence;
}

/** Numbers, dates, flags, and amounts with their sign. */
function isTyped(value: string): boolean {
  return cellKind(value) !== 'text' || /^[$€£¥￥]? ?-?\d[\d,.]* ?%?$/.test(value.trim());
}

function isRun(filled: readonly string[]): boolean {
  const years = filled.map((field) => Number.parseInt(field, 10)).filter((year) => year > 1900);
  return years.every((year, i) => i === 0 || Math.abs(year - (years[i - 1] ?? 0)) === 1);
}

/** Column names that are unique and never empty: `name`, `name_2`, `column_3`. Blanks round a name are dropped. */
export function columnNames(header: readonly (string | number | bigint | null)[] | null, width: number): string[] {
  const names: string[] = [];
  const used = new Set<string>();
  const given = new Set((header ?? []).map((field) => String(field ?? '').trim()));
  for (let column = 0; column < width; column++) {
    const own = String(header?.[column] ?? '').trim();
    const base = own === '' ? `column_${column + 1}` : own;
    let name = base;
    // A made-up name must not take one that stands in the header further on.
    for (let n = 2; used.has(name) || (name !== own && given.has(name)); n++) name = `${base}_${n}`;
    used.add(name);
    names.push(name);
  }
  return names;
}

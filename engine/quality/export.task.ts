import { statSync } from 'node:fs';
import type { TaskContext } from '../../base/jobs/index.ts';
import { reasonIn } from '../../contract/text/index.ts';
import type { Severity } from '../rules/index.ts';
import {
  type Cell,
  csvWriter,
  jsonlWriter,
  type TableWriter,
  type WriteColumn,
  type WorkbookSheet,
  xlsxWriter,
} from '../table/write/index.ts';
import { asKey } from './cells.ts';
import type { Revealed } from '../datasets/index.ts';
import { findingsPage } from './findings.task.ts';
import { recordPage, type RecordView } from './records.task.ts';

export interface FindingsExport extends RecordView {
  readonly revealed: Revealed;
  readonly to: string;
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  readonly layout: 'findings' | 'records';
  /** Of a check of several batches: which rows of the table are whose. */
  readonly batches: readonly { readonly number: number; readonly first: number; readonly last: number }[] | null;
  readonly severities: Readonly<Record<string, Severity>>;
  /** Columns that tell the rows apart: in a workbook of records they cannot be changed. */
  readonly locked: readonly string[];
  readonly about: FindingsAbout;
}

/** What an export says of itself. */
export interface FindingsAbout {
  readonly dataset: string;
  readonly unit: string;
  readonly batches: readonly number[];
  readonly ruleSet: string;
  readonly checkedAt: string;
  readonly writtenAt: string;
  readonly by: string;
  readonly conditions: readonly (readonly [string, string])[];
  readonly revealed: boolean;
  readonly sensitive: readonly string[];
}

interface Layout {
  readonly columns: readonly WriteColumn[];
  /** Positions of columns that cannot be changed in a workbook; left out: the sheet is not protected. */
  readonly locked?: readonly number[];
  page(offset: number, context: TaskContext): { readonly total: number; readonly count: number; readonly cells: readonly Cell[] };
}

const ROWS_AT_ONCE = 1_000;
const severityWords: Readonly<Record<Severity, string>> = { critical: '关键', major: '重要', minor: '一般', info: '提示' };
const severityOrder: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

/** Exports are read by the units, in Chinese. */
const inChinese = (kind: string, params: Readonly<Record<string, unknown>>): string => reasonIn('zh-CN', { code: kind, params });

/** The number of a row in its file; of several batches with that of the batch before it. */
function placeOf({ batches }: FindingsExport, row: number): readonly number[] {
  const found = batches?.find(({ first, last }) => row >= first && row <= last);
  return found ? [found.number, row - found.first + 1] : [row];
}

/** A line for each finding (`cli.md`: rule,row,column,value,reason; the batch before the row where there are several). */
function findingLines(input: FindingsExport): Layout {
  return {
    columns: [
      { name: 'rule', type: 'text' },
      ...(input.batches ? [{ name: 'batch', type: 'integer' } as const] : []),
      { name: 'row', type: 'integer' },
      { name: 'column', type: 'text' },
      { name: 'value', type: 'text' },
      { name: 'reason', type: 'text' },
    ],
    page: (offset, context) => {
      const { total, rows } = findingsPage({ ...input, offset, limit: ROWS_AT_ONCE }, context);
      const reason = (f: (typeof rows)[number]): string => inChinese(f.kind, f.reason.params);
      return {
        total,
        count: rows.length,
        cells: rows.flatMap((f) => [f.rule, ...placeOf(input, f.row), f.column ?? '', f.value, reason(f)]),
      };
    },
  };
}

/** A line for each failing row: its number, how grave, its rules and reasons, then all its fields. */
function recordLines(input: FindingsExport): Layout {
  const { columns } = input.batch;
  const own: readonly WriteColumn[] = [
    ...(input.batches ? [{ name: '批次', type: 'integer' } as const] : []),
    { name: '原始行号', type: 'integer' },
    { name: '最高严重度', type: 'text' },
    { name: '问题数', type: 'integer' },
    { name: '命中规则', type: 'text' },
    { name: '问题原因', type: 'text' },
  ];
  const keys = columns.flatMap((c, i) => (input.locked.includes(c.name) ? [own.length + i] : []));
  return {
    columns: [...own, ...columns.map(({ name, type }) => ({ name: own.some((o) => o.name === name) ? `${name} (数据)` : name, type }))],
    locked: [...own.map((_, i) => i), ...keys],
    page: (offset, context) => {
      const page = recordPage({ ...input, order: 'row', offset, limit: ROWS_AT_ONCE }, context);
      const cells: Cell[] = [];
      page.rows.forEach((row, r) => {
        const rules = (page.failed[r] ?? []).flatMap((i) => page.rules[i] ?? []);
        const worst = severityOrder.find((s) => rules.some((rule) => input.severities[rule.rule] === s)) ?? 'info';
        const reasons = rules.map(({ column, kind, reason }) => {
          const words = inChinese(kind, reason.params);
          return column === null ? words : `${column}：${words}`;
        });
        cells.push(
          ...placeOf(input, row),
          severityWords[worst],
          rules.length,
          rules.map(({ rule }) => rule).join('；'),
          reasons.join('；'),
        );
        cells.push(...page.columns.map((column) => asKey(column[r] ?? null)));
      });
      return { total: page.total, count: page.rows.length, cells };
    },
  };
}

/** The sheet that says what a workbook is (S10, section 4.5 of the design). */
function notesOf({ about, layout, batches }: FindingsExport, rows: number): WorkbookSheet {
  const masked =
    about.sensitive.length === 0
      ? '无敏感列'
      : `已脱敏：${about.sensitive.join('、')}${about.revealed ? '(经批准查看的部分为明文,已记入审计日志)' : ''}`;
  return {
    name: '导出说明',
    columns: ['项', '内容'],
    rows: [
      ['数据集', about.dataset],
      ['责任单位', about.unit],
      ['批次', `第 ${about.batches.join('、')} 批`],
      ['规则集', about.ruleSet],
      ['检查时间', about.checkedAt],
      ['每行是', layout === 'records' ? '一条问题记录,含它命中的全部规则' : '一处问题'],
      ['导出行数', rows],
      ...about.conditions.map(([what, value]) => [`条件：${what}`, value]),
      ['敏感数据', masked],
      ...(layout === 'records' ? [['可修改', `主键列与前${batches ? '六' : '五'}列已锁定,其余列可填写更正值(工作表保护没有密码)`]] : []),
      ['导出人', about.by],
      ['导出时间', about.writtenAt],
    ],
  };
}

function writerFor(input: FindingsExport, { columns, locked }: Layout, total: number): TableWriter {
  const { to, format } = input;
  if (format === 'csv') return csvWriter(to, columns, { bom: true, escapeFormulas: true });
  if (format === 'jsonl') return jsonlWriter(to, columns);
  return xlsxWriter(to, columns, { sheetName: '问题数据', notes: notesOf(input, total), ...(locked ? { locked } : {}) });
}

/** Worker task `quality.exportFindings`: every finding or failing row asked for, one line each; whole or not at all. */
export async function exportFindings(
  input: FindingsExport,
  context: TaskContext,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const layout = input.layout === 'records' ? recordLines(input) : findingLines(input);
  let page = layout.page(0, context);
  const writer = writerFor(input, layout, page.total);
  try {
    for (let offset = 0; ; page = layout.page(offset, context)) {
      context.throwIfCancelled();
      writer.rows(page.cells, page.count);
      offset += ROWS_AT_ONCE;
      context.report({ phase: 'export', done: Math.min(page.total, offset), total: page.total, unit: 'rows' });
      if (offset >= page.total) break;
    }
    const { rowCount } = await writer.finish();
    return { rows: rowCount, bytes: statSync(input.to).size };
  } catch (error) {
    writer.abort();
    throw error;
  }
}

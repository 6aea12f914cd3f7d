import { basename } from 'node:path';
import { sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { ParsedInputOf } from '../../contract/method.ts';
import type { Issue, issueMethods } from '../../contract/methods/issues.ts';
import { t } from '../../contract/text/index.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { getBatchParts, getDataset } from '../datasets/index.ts';
import { getIssue, listEvents, waiversOf, withDueDays } from '../issues/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { getRun } from '../quality/index.ts';
import { ruleSetForRun } from '../rules/index.ts';
import { maskValue } from '../semantics/index.ts';
import { csvWriter, type WriteColumn, xlsxWriter } from '../table/write/index.ts';
import { askWaiver } from './ask.ts';
import { applyCorrections, previewCorrections } from './corrections.ts';
import { outcomeWords } from './model.ts';
import { exportSheet, previewSheet, requireReveal, takeSheet, withoutColumns } from './sheets.ts';
import { getSheet, listAnswers, sheetsOf, type StoredAnswer } from './store.ts';

export { reworkTasks } from './tasks.ts';

/** True when an issue waits for a check of a rule that the rules of its dataset have no more. */
function isRuleGone({ reader }: QueryContext, { dataset, rule, state }: Pick<Issue, 'dataset' | 'rule' | 'state'>): boolean {
  if (dataset === null || state === 'closed') return false;
  const { ruleSet } = getDataset(reader, dataset);
  if (ruleSet === null) return true;
  try {
    return !ruleSetForRun(reader, ruleSet).rules.some((one) => (one.spec ? one.spec.id : one.id) === rule);
  } catch (error) {
    // rules that cannot be read at present tell nothing
    if (error instanceof JiadiError) return false;
    throw error;
  }
}

type Masked = (column: string, value: string | null) => string | null;

/** How the values of a sheet's answers are shown. */
function maskOf(context: QueryContext, run: string, clear: boolean): Masked {
  const { columns } = getBatchParts(context.reader, getRun(context.reader, run).batch);
  const semantic = new Map(columns.map((column) => [column.name, column.semantic]));
  return (column, value) => (value === null || clear ? value : maskValue(semantic.get(column) ?? null, value));
}

const shown = (answer: StoredAnswer, mask: Masked): StoredAnswer => ({
  ...answer,
  changes: answer.changes.map((c) => ({ column: c.column, old: mask(c.column, c.old), new: mask(c.column, c.new) })),
});

const zh = 'zh-CN';
const columns: readonly WriteColumn[] = [
  { name: t(zh, 'rework.row'), type: 'integer' },
  { name: t(zh, 'rework.column'), type: 'text' },
  { name: t(zh, 'rework.old'), type: 'text' },
  { name: t(zh, 'rework.new'), type: 'text' },
  { name: t(zh, 'rework.outcome'), type: 'text' },
  { name: t(zh, 'rework.note'), type: 'text' },
  { name: t(zh, 'rework.recheck'), type: 'text' },
];
const ROWS_AT_ONCE = 1_000;

/** One line for each corrected cell, and one for each row that was answered without a correction. */
function linesOf({ row, outcome, note, changes, recheck }: StoredAnswer): (string | number | null)[] {
  const of = changes.length > 0 ? changes : [{ column: '', old: null, new: null }];
  return of.flatMap((c) => [
    row,
    c.column,
    c.old,
    c.new,
    outcomeWords[outcome],
    note,
    recheck === null ? '' : t(zh, `rework.recheck.${recheck}`),
  ]);
}

async function exportAnswers(
  request: ParsedInputOf<(typeof issueMethods)['rework.exportAnswers']>,
  context: JobContext,
): Promise<{ readonly fileName: string; readonly bytes: number; readonly rows: number }> {
  const { clear } = request;
  requireReveal(context, clear);
  const path = context.grants.path(request.to, 'write');
  const sheet = getSheet(context.reader, request.sheet);
  const mask = maskOf(context, sheet.run, clear !== null);
  context.track(basename(path));
  const writer = request.format === 'csv' ? csvWriter(path, columns, { bom: true, escapeFormulas: true }) : xlsxWriter(path, columns);
  let rows = 0;
  try {
    for (let offset = 0; ; offset += ROWS_AT_ONCE) {
      context.throwIfCancelled();
      const answers = listAnswers(context.reader, sheet.id, offset, ROWS_AT_ONCE);
      const cells = answers.flatMap((answer) => linesOf(shown(answer, mask)));
      writer.rows(cells, cells.length / columns.length);
      rows += cells.length / columns.length;
      if (answers.length < ROWS_AT_ONCE) break;
    }
    await writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  }
  const fileName = basename(path);
  const bytes = sizeOfInput(path);
  return context.commit((command) => {
    recordEvent(command, {
      stage: 'apply',
      kind: 'rework.exportAnswers',
      dataset: getIssue(command.reader, sheet.issue).dataset,
      rows,
      bytes,
      subject: fileName,
    });
    command.audit(sheet.number, { rows, clear: clear !== null, ...(clear ? { reason: clear.reason } : {}) });
    return { fileName, bytes, rows };
  });
}

/** Rework sheets that go to the units and come back, and waivers that need the failing rows. */
export const rework: ModuleHandlers<
  Pick<typeof issueMethods, 'issues.get' | 'waivers.ask' | Extract<keyof typeof issueMethods, `rework.${string}`>>
> = {
  'issues.get': ({ issue }, context) => ({
    issue: withDueDays(context, [getIssue(context.reader, issue)])[0] as Issue,
    ruleGone: isRuleGone(context, getIssue(context.reader, issue)),
    events: listEvents(context.reader, issue),
    waivers: waiversOf(context.reader, issue),
    sheets: sheetsOf(context.reader, issue).map(withoutColumns),
  }),
  'waivers.ask': askWaiver,
  'rework.corrections': previewCorrections,
  'rework.apply': applyCorrections,
  'rework.export': exportSheet,
  'rework.read': previewSheet,
  'rework.take': takeSheet,
  'rework.answers': ({ sheet: id, offset, limit }, context) => {
    const sheet = getSheet(context.reader, id);
    const mask = maskOf(context, sheet.run, false);
    const { corrected, right, unknown, gone } = sheet.answers;
    return {
      total: corrected + right + unknown + gone,
      rows: listAnswers(context.reader, id, offset, limit).map((answer) => shown(answer, mask)),
    };
  },
  'rework.exportAnswers': exportAnswers,
};

import { basename } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { sizeOfInput } from '../../base/files.ts';
import type { Issue } from '../../contract/methods/issues.ts';
import { t, tDynamic } from '../../contract/text/index.ts';
import type { JobContext } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { type Cell, csvWriter, type WriteColumn, xlsxWriter } from '../table/write/index.ts';
import { withDueDays } from './due.ts';
import { listIssues } from './store.ts';

const zh = 'zh-CN';
const columns: readonly WriteColumn[] = [
  { name: t(zh, 'issues.number'), type: 'text' },
  { name: t(zh, 'issues.list.dataset'), type: 'text' },
  { name: t(zh, 'issues.list.rule'), type: 'text' },
  { name: t(zh, 'issues.list.kind'), type: 'text' },
  { name: t(zh, 'issues.list.columns'), type: 'text' },
  { name: t(zh, 'issues.list.severity'), type: 'text' },
  { name: t(zh, 'issues.failed'), type: 'integer' },
  { name: t(zh, 'issues.unit'), type: 'text' },
  { name: t(zh, 'issues.stateTitle'), type: 'text' },
  { name: t(zh, 'issues.due'), type: 'date' },
  { name: t(zh, 'issues.list.left'), type: 'integer' },
  { name: t(zh, 'issues.list.batches'), type: 'integer' },
  { name: t(zh, 'issues.resolutionTitle'), type: 'text' },
  { name: t(zh, 'issues.list.updated'), type: 'date' },
];

const cellsOf = (issue: Issue): Cell[] => [
  issue.number,
  issue.subject,
  issue.rule,
  tDynamic(zh, `ruleKind.${issue.kind}`),
  issue.columns.join('、'),
  t(zh, `severity.${issue.severity}`),
  issue.failed,
  issue.unit,
  t(zh, `issues.state.${issue.state}`),
  issue.dueAt === null ? null : shanghaiDay(Date.parse(issue.dueAt)),
  issue.state === 'closed' ? null : issue.dueDays,
  issue.occurrences,
  issue.resolution === null ? null : t(zh, `issues.resolution.${issue.resolution}`),
  shanghaiDay(Date.parse(issue.updatedAt)),
];

/** A list of issues as a file for people, in the order given; whole or not at all. */
export async function exportIssues(
  request: { readonly issues: readonly string[]; readonly to: string; readonly format: 'csv' | 'xlsx' },
  context: JobContext,
): Promise<{ readonly fileName: string; readonly bytes: number; readonly rows: number }> {
  const path = context.grants.path(request.to, 'write');
  const known = new Map(withDueDays(context, listIssues(context.reader, {})).map((issue) => [issue.id, issue]));
  const list = request.issues.flatMap((id) => known.get(id) ?? []);
  const writer =
    request.format === 'csv'
      ? csvWriter(path, columns, { bom: true, escapeFormulas: true })
      : xlsxWriter(path, columns, { sheetName: t(zh, 'screen.issues') });
  try {
    writer.rows(list.flatMap(cellsOf), list.length);
    await writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  }
  const fileName = basename(path);
  const bytes = sizeOfInput(path);
  return context.commit((command) => {
    recordEvent(command, { stage: 'apply', kind: 'issues.export', rows: list.length, bytes, subject: fileName });
    command.audit(fileName, { rows: list.length, format: request.format });
    return { fileName, bytes, rows: list.length };
  });
}

import { basename } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { remove } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { ParsedInputOf } from '../../contract/method.ts';
import type { Issue, issueMethods, ReworkDiff } from '../../contract/methods/issues.ts';
import { rightsOf, roles } from '../../contract/rights.ts';
import { t, tDynamic } from '../../contract/text/index.ts';
import type { CommandContext, JobContext } from '../context.ts';
import { getBatch } from '../datasets/index.ts';
import { actOnIssue, getIssue, type IssueRow, noteOnIssue, withDueDays } from '../issues/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { getRun } from '../quality/index.ts';
import { parseDate, ruleSetForRun } from '../rules/index.ts';
import { outcomeWords } from './model.ts';
import { columnsFor, datasetOf, rowsOfIssue } from './place.ts';
import type { Matched, MatchInput } from './read.task.ts';
import { getSheet, insertSheet, putAnswer, sheetByNumber, sheetsOf, type StoredSheet } from './store.ts';
import type { WriteInput } from './write.task.ts';

type Inputs<N extends keyof typeof issueMethods> = ParsedInputOf<(typeof issueMethods)[N]>;
const zh = 'zh-CN';

/** Plain values leave the house only with the right to see them. */
export function requireReveal(context: JobContext, clear: { readonly reason: string } | null): void {
  if (clear === null) return;
  const role = context.session?.user.role;
  if (!role || !rightsOf[role].includes('data.reveal'))
    throw new JiadiError('denied', { right: 'data.reveal', role: roles.filter((r) => rightsOf[r].includes('data.reveal')).join(', ') });
}

function coverOf(context: JobContext, issue: IssueRow, number: string, clear: boolean): WriteInput['cover'] {
  const run = getRun(context.reader, issue.lastRun);
  const lines: [string, string][] = [
    [t(zh, 'rework.cover.number'), number],
    [t(zh, 'rework.cover.issue'), issue.number],
    [t(zh, 'rework.cover.unit'), issue.unit],
    [t(zh, 'rework.cover.dataset'), `${issue.subject} #${run.batchNumber}`],
    [t(zh, 'rework.cover.rule'), `${tDynamic(zh, `ruleKind.${issue.kind}`)} ${issue.columns.join('、')}(${issue.rule})`],
    [t(zh, 'rework.cover.severity'), t(zh, `severity.${issue.severity}`)],
    [t(zh, 'rework.cover.due'), issue.dueAt === null ? t(zh, 'issues.noDue') : shanghaiDay(Date.parse(issue.dueAt))],
    [t(zh, 'rework.cover.from'), `${context.workspace.unit} ${shanghaiDay(context.host.clock.nowMs())}`],
    [t(zh, 'rework.cover.how'), t(zh, 'rework.cover.howText')],
    [t(zh, 'rework.cover.words'), t(zh, 'rework.cover.wordsText', outcomeWords)],
    [t(zh, 'rework.cover.back'), t(zh, 'rework.cover.backText')],
  ];
  if (!clear) lines.push([t(zh, 'rework.cover.masked'), t(zh, 'rework.cover.maskedText')]);
  return { name: t(zh, 'rework.cover.name'), title: t(zh, 'rework.cover.title', { dataset: issue.subject }), lines };
}

/** Writes the sheet that the unit of an issue fills in. */
export async function exportSheet(
  request: Inputs<'rework.export'>,
  context: JobContext,
): Promise<{ readonly fileName: string; readonly bytes: number; readonly rows: number; readonly sheet: string }> {
  const { clear } = request;
  requireReveal(context, clear);
  const path = context.grants.path(request.to, 'write');
  const issue = getIssue(context.reader, request.issue);
  const { batchId: _, ...from } = rowsOfIssue(context, issue, issue.lastRun);
  const columns = columnsFor(context, issue, from, request.columns);
  const id = context.newId();
  const number = `${issue.number}-${sheetsOf(context.reader, issue.id).length + 1}`;
  context.track(basename(path));
  const input: WriteInput = {
    from,
    sheet: { id, number },
    columns,
    clear: clear !== null,
    to: path,
    cover: coverOf(context, issue, number, clear !== null),
    tableName: t(zh, 'rework.table'),
  };
  const { rows, bytes } = await context.task<{ readonly rows: number; readonly bytes: number }>('rework.write', input);
  const fileName = basename(path);
  try {
    return context.commit((command) => {
      const at = command.nowIso();
      insertSheet(command.writer, {
        id,
        number,
        issue: issue.id,
        run: issue.lastRun,
        columns,
        clear: clear !== null,
        rows,
        at,
        byId: command.actor,
      });
      noteOnIssue(command, issue.id, 'sheet-out', number, { failed: rows });
      recordEvent(command, {
        stage: 'maintain',
        kind: 'rework.export',
        dataset: issue.dataset,
        unit: issue.unit,
        rows,
        bytes,
        subject: number,
      });
      command.audit(number, { rows, clear: clear !== null, ...(clear ? { reason: clear.reason } : {}) });
      return { fileName, bytes, rows, sheet: id };
    });
  } catch (error) {
    // a sheet that nobody knows could never be taken back
    remove(path);
    throw error;
  }
}

interface Read {
  readonly sheet: StoredSheet;
  readonly issue: IssueRow;
  readonly batch: string;
  readonly sha256: string;
  readonly matched: Matched;
}

async function readSheet(
  request: { readonly file: string; readonly issue?: string | undefined },
  whole: boolean,
  context: JobContext,
): Promise<Read> {
  const path = context.grants.path(request.file, 'read');
  const file = basename(path);
  context.track(file);
  context.report({ phase: 'read', done: 0, total: null, unit: 'rows' });
  const sha256 = await context.task<string>('intake.sha256', { path });
  const number = await context.task<string | null>('rework.number', { file: path });
  const sheet = number === null ? null : sheetByNumber(context.reader, number);
  if (!sheet) throw new JiadiError('rework-unknown', { file });
  const issue = getIssue(context.reader, sheet.issue);
  if (request.issue !== undefined && request.issue !== issue.id)
    throw new JiadiError('rework-other', { file, name: sheet.number, issue: issue.number });
  const run = getRun(context.reader, sheet.run);
  const ruleSet = ruleSetForRun(context.reader, run.ruleSet, run.ruleSetVersion);
  const { batchId, ...from } = rowsOfIssue(context, issue, sheet.run);
  const input: MatchInput = {
    file: path,
    from,
    sheet: { id: sheet.id, number: sheet.number },
    columns: sheet.columns,
    clear: sheet.clear,
    spec: ruleSet.rules.find(({ spec }) => spec?.id === issue.rule)?.spec ?? null,
    nullLike: ruleSet.nullLike,
    asOfSeconds: parseDate(getBatch(context.reader, batchId).importedAt.slice(0, 10)) ?? 0,
    whole,
  };
  const matched = await context.task<Matched>('rework.match', input);
  return { sheet, issue, batch: batchId, sha256, matched };
}

/** What a returned sheet would bring, before anything is taken. */
export async function previewSheet(request: Inputs<'rework.read'>, context: JobContext): Promise<ReworkDiff> {
  const { sheet, issue, sha256, matched } = await readSheet(request, false, context);
  return { sheet: withoutColumns(sheet), issue: withDueDays(context, [issue])[0] as Issue, sha256, ...matched };
}

/** A sheet as people see it. */
export function withoutColumns({ columns: _, ...sheet }: StoredSheet): ReworkDiff['sheet'] {
  return sheet;
}

/** Takes the answers of a returned sheet that was looked at; rows with problems stay out. */
export async function takeSheet(
  request: Inputs<'rework.take'>,
  context: JobContext,
): Promise<{ readonly issue: Issue; readonly taken: number }> {
  const { sheet, issue, batch, sha256, matched } = await readSheet(request, true, context);
  if (sha256 !== request.sha256) throw new JiadiError('file-changed', { file: basename(context.grants.path(request.file, 'read')) });
  return context.commit((command) => {
    const place = { sheet: sheet.id, dataset: datasetOf(issue), batch, at: command.nowIso(), byId: command.actor };
    let taken = 0;
    for (const line of matched.lines) {
      if (line.problem !== null || line.outcome === null || line.row === null) continue;
      putAnswer(command.writer, place, { ...line, row: line.row });
      taken += 1;
    }
    noteOnIssue(command, issue.id, 'sheet-in', sheet.number, { failed: taken });
    recordEvent(command, {
      stage: 'maintain',
      kind: 'rework.take',
      dataset: issue.dataset,
      unit: issue.unit,
      rows: taken,
      subject: sheet.number,
    });
    moveOn(command, issue, sheet.id);
    command.audit(sheet.number, { rows: taken, problems: matched.counts.problems });
    return { issue: withDueDays(command, [getIssue(command.reader, issue.id)])[0] as Issue, taken };
  });
}

/** An answered issue is in hand; one whose rows are all mended waits for the next batch. */
function moveOn(command: CommandContext, { id, state }: IssueRow, sheetId: string): void {
  const { answers, recheck, rows } = getSheet(command.reader, sheetId);
  const mended = answers.corrected + answers.gone === rows && recheck.fail === 0;
  if (mended && state !== 'fixed' && state !== 'closed') actOnIssue(id, { act: 'mark-fixed' }, '', command);
  else if (!mended && (state === 'assigned' || state === 'returned')) actOnIssue(id, { act: 'claim' }, '', command);
}

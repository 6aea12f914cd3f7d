import type { TaskContext } from '../../base/jobs/index.ts';
import type { ReworkDiff, ReworkLine } from '../../contract/methods/issues.ts';
import { everyWorkbookRow } from '../intake/index.ts';
import { failsAlone, readCells } from '../quality/index.ts';
import type { RuleSpec } from '../rules/index.ts';
import { maskValue, type Semantics } from '../semantics/index.ts';
import {
  type Answer,
  headerOf,
  headers,
  numberInMark,
  plainCell,
  readAnswer,
  type ReturnedRow,
  type SentRow,
  settleDoubles,
  type SheetColumn,
  sheetColumns,
  type SheetColumns,
  type SheetIdentity,
} from './model.ts';
import { type IssueRows, issueRows } from './rows.ts';
import { lockedCells } from './write.task.ts';

/** Input of the task `rework.match`. */
export interface MatchInput {
  readonly file: string;
  readonly from: IssueRows;
  readonly sheet: SheetIdentity;
  readonly columns: SheetColumns;
  readonly clear: boolean;
  /** The rule as it was in the run; null: it cannot be read any more. */
  readonly spec: RuleSpec | null;
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
  /** True: all lines with plain values, to be taken; false: the first lines, masked, to be shown. */
  readonly whole: boolean;
}

/** What a returned sheet comes to. */
export type Matched = Pick<ReworkDiff, 'counts' | 'lines'>;

const LINES_SHOWN = 500;
const ROWS_AT_ONCE = 1_000;
const numberForm = /^ZG-\d{4}-\d{3,}-\d+$/;

/** Worker task `rework.number`: the number of the sheet that a workbook is, or null when it is none. */
export async function sheetNumberOf(input: { readonly file: string }): Promise<string | null> {
  const counts = new Map<string, number>();
  let onCover: string | null = null;
  await everyWorkbookRow(input.file, (_, { cells }) => {
    for (const cell of cells) {
      const text = typeof cell === 'string' ? cell.trim() : '';
      if (numberForm.test(text)) onCover = text;
      const number = text.includes(':') ? numberInMark(text) : null;
      if (number !== null && numberForm.test(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
  });
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? onCover;
}

interface Returned {
  readonly line: number;
  readonly cells: ReturnedRow;
}

/** The rows below the header of a rework sheet, wherever it stands in the workbook. */
async function returnedRows(file: string): Promise<readonly Returned[]> {
  const rows: Returned[] = [];
  let header: ReadonlyMap<number, string> | null = null;
  let inSheet = -1;
  await everyWorkbookRow(file, (sheet, { number, cells }) => {
    if (sheet !== inSheet) header = null;
    inSheet = sheet;
    if (header === null) {
      header = headerOf(cells);
      return;
    }
    const named = new Map<string, string>();
    for (const [i, name] of header) {
      const text = plainCell(cells[i]);
      if (text !== '') named.set(name, text);
    }
    if (named.size > 0) rows.push({ line: number, cells: named });
  });
  return rows;
}

/** Worker task `rework.match`: what each row of a returned sheet answers, and whether the rule is content with it. */
export async function matchSheet(input: MatchInput, semantics: Semantics, context: TaskContext): Promise<Matched> {
  const columns = sheetColumns(input.columns);
  const returned = await returnedRows(input.file);
  context.throwIfCancelled();
  const { rows } = issueRows(input.from);
  const wanted = neededRows(input.sheet, returned, new Set(rows));
  const answers: Answer[] = [];
  // rows that are answered are looked up a window at a time, in the order in which they stand in the batch
  const sent = new Map<number, SentRow>();
  for (let done = 0; done < wanted.length; done += ROWS_AT_ONCE) {
    context.throwIfCancelled();
    const window = wanted.slice(done, done + ROWS_AT_ONCE);
    for (const row of sentRows(input, columns, window)) sent.set(row.row, row);
    context.report({ phase: 'read', done: Math.min(wanted.length, done + ROWS_AT_ONCE), total: wanted.length, unit: 'rows' });
  }
  for (const { line, cells } of returned) answers.push(readAnswer(input.sheet, columns, line, cells, (row) => sent.get(row) ?? null));
  const settled = settleDoubles(answers);
  return summary(input, settled, recheck(input, settled, semantics, context), rows.length);
}

/** Rows of the sheet that the returned rows speak of, by mark or by number. */
function neededRows(sheet: SheetIdentity, returned: readonly Returned[], known: ReadonlySet<number>): readonly number[] {
  const rows = new Set<number>();
  for (const { cells } of returned) {
    const mark = cells.get(headers.mark) ?? '';
    const row =
      mark === '' ? Number(cells.get(headers.row)) : numberInMark(mark) === sheet.number ? Number(mark.split(':').at(-2)) : Number.NaN;
    if (known.has(row)) rows.add(row);
  }
  return [...rows].sort((a, b) => a - b);
}

function sentRows(input: MatchInput, columns: readonly SheetColumn[], rows: readonly number[]): readonly SentRow[] {
  const { batch } = input.from;
  const at = input.columns.asked.map((name) => batch.columns.findIndex((c) => c.name === name));
  // the reason is our own sentence, and may read differently in a later version: nobody answers by changing it
  const compared = columns.map(({ what }) => what !== 'reason');
  return lockedCells(batch, columns, input.clear, '', rows).map(({ row, shown, plain }) => ({
    row,
    locked: new Map(
      columns.flatMap(({ name }, c) =>
        !compared[c] || shown[c] === null || shown[c] === undefined ? [] : [[name, plainCell(shown[c])] as const],
      ),
    ),
    old: new Map(input.columns.asked.map((name, i) => [name, plain[at[i] ?? -1] ?? null])),
  }));
}

type Verdict = NonNullable<ReworkLine['recheck']>;

/** What the rule says of the corrected rows, by row; what it cannot say of single rows is `none`. */
function recheck(input: MatchInput, answers: readonly Answer[], semantics: Semantics, context: TaskContext): ReadonlyMap<number, Verdict> {
  const corrected = answers.flatMap((a) => (a.row !== null && a.changes.length > 0 ? [{ row: a.row, changes: a.changes }] : []));
  const verdicts = new Map<number, Verdict>();
  const { columns } = input.from.batch;
  const names = columns.map(({ name }) => name);
  for (let done = 0; done < corrected.length; done += ROWS_AT_ONCE) {
    context.throwIfCancelled();
    const window = corrected.slice(done, done + ROWS_AT_ONCE);
    const cells = readCells(
      input.from.batch,
      names,
      window.map(({ row }) => row),
    );
    const rows = window.map(({ changes }, i) => {
      const now = new Map(changes.map((change) => [change.column, change.new]));
      return names.map((name, c) => (now.has(name) ? (now.get(name) ?? null) : asPlain(cells[i]?.[c])));
    });
    const { spec, nullLike, asOfSeconds } = input;
    const fails = spec ? failsAlone(spec, { columns, rows, nullLike, asOfSeconds }, semantics) : null;
    window.forEach(({ row }, i) => verdicts.set(row, fails === null ? 'none' : fails.has(i) ? 'fail' : 'pass'));
  }
  return verdicts;
}

const asPlain = (cell: unknown): string | number | bigint | null =>
  typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint' ? cell : null;

function summary(input: MatchInput, answers: readonly Answer[], verdicts: ReadonlyMap<number, Verdict>, rows: number): Matched {
  const count = (of: (answer: Answer) => boolean): number => answers.filter(of).length;
  const by = (outcome: Answer['outcome']): number => count((a) => a.problem === null && a.outcome === outcome);
  const seen = new Set(answers.flatMap(({ row }) => row ?? []));
  const semantic = new Map(input.from.batch.columns.map((c) => [c.name, c.semantic]));
  const mask = (column: string, value: string | null): string | null =>
    value === null || input.whole ? value : maskValue(semantic.get(column) ?? null, value);
  const lines = answers.map((answer): ReworkLine => ({
    ...answer,
    changes: answer.changes.map((c) => ({ column: c.column, old: mask(c.column, c.old), new: mask(c.column, c.new) })),
    recheck: answer.row === null || answer.changes.length === 0 ? null : (verdicts.get(answer.row) ?? null),
  }));
  const said = lines.filter(({ problem, outcome }) => problem !== null || outcome !== null);
  const first = (line: ReworkLine): number => (line.problem ? 0 : line.recheck === 'fail' ? 1 : 2);
  return {
    counts: {
      rows,
      taken: count((a) => a.problem === null && a.outcome !== null),
      corrected: by('corrected'),
      right: by('right'),
      unknown: by('unknown'),
      gone: by('gone'),
      unanswered: count((a) => a.problem === null && a.outcome === null),
      missing: rows - seen.size,
      problems: count((a) => a.problem !== null),
      failsAgain: lines.filter((line) => line.recheck === 'fail').length,
    },
    lines: input.whole ? said : [...said].sort((a, b) => first(a) - first(b) || a.line - b.line).slice(0, LINES_SHOWN),
  };
}

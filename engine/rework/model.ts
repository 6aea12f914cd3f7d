/** A rework sheet as it goes out and comes back: its columns, its row marks, and what each returned row means. Nothing here touches a file. */
import type { SqlValue } from '../../base/sqlite/index.ts';
import { sha256, utf8 } from '../../base/trust/index.ts';
import type { ReworkLine } from '../../contract/methods/issues.ts';
import { cellText } from '../issues/index.ts';

export type Outcome = NonNullable<ReworkLine['outcome']>;
export type Problem = NonNullable<ReworkLine['problem']>;

/** What the unit chooses from, in the language of the sheet. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  corrected: '已更正',
  right: '无误',
  unknown: '无法核实',
  gone: '已注销',
};

/** The fixed columns. The mark is hidden; the last ones are open. */
export const headers = {
  mark: '行标识',
  row: '行号',
  reason: '不通过原因',
  outcome: '处理结果',
  note: '说明',
} as const;
const now = '现值:';
const then = '更正后:';
const theValue = '更正后的值';
/** Written for a value that should be empty. */
const emptyWords = ['(空)', '(空)', '空值'];

/** What a sheet shows and asks for. */
export interface SheetColumns {
  /** Columns of the batch by which the unit knows the record. */
  readonly shown: readonly string[];
  /** Columns of the batch that failed, each with a place for what should stand there. */
  readonly asked: readonly string[];
}

/** A column of the sheet and what is in it. */
export interface SheetColumn {
  readonly name: string;
  readonly what: 'mark' | 'row' | 'shown' | 'value' | 'reason' | 'correction' | 'outcome' | 'note';
  /** The column of the batch, where it is about one. */
  readonly of: string | null;
}

/** The columns of a sheet in their order. A column of the batch that is called like a fixed one gets a word more. */
export function sheetColumns({ shown, asked }: SheetColumns): readonly SheetColumn[] {
  const fixed: readonly string[] = [...Object.values(headers), theValue];
  const fix = (what: keyof typeof headers): SheetColumn => ({ name: headers[what], what, of: null });
  return [
    fix('mark'),
    fix('row'),
    ...shown.map((of) => ({ name: fixed.includes(of) ? `${of}(原列)` : of, what: 'shown' as const, of })),
    ...asked.map((of) => ({ name: `${now}${of}`, what: 'value' as const, of })),
    fix('reason'),
    ...asked.map((of) => ({ name: asked.length === 1 ? theValue : `${then}${of}`, what: 'correction' as const, of })),
    fix('outcome'),
    fix('note'),
  ];
}

/** Identity of a sheet in the workspace and the number people quote. */
export interface SheetIdentity {
  readonly id: string;
  readonly number: string;
}

/** The mark of a row: number of the sheet, row of the batch, and a check that no other sheet or row has. */
export function markOf({ id, number }: SheetIdentity, row: number): string {
  const check = Buffer.from(sha256(utf8(`${id}:${row}`)).slice(0, 4)).toString('hex');
  return `${number}:${row}:${check}`;
}

const markForm = /^(.+):(\d{1,15}):([0-9a-f]{8})$/;

/** The number of the sheet that a mark names. */
export const numberInMark = (mark: string): string | null => markForm.exec(mark.trim())?.[1] ?? null;

/** Cells of a returned row by the name of their column. */
export type ReturnedRow = ReadonlyMap<string, string>;

/** A cell as it is compared: what a spreadsheet does to line ends and to blanks at the ends is no change. */
export const plainCell = (cell: SqlValue | undefined): string =>
  (cell === undefined ? '' : (cellText(cell) ?? '')).replaceAll(/\r\n?/g, '\n').trim();

/** Position of each column in a header row, or null when it is not that of a rework sheet. Columns may have been moved. */
export function headerOf(cells: readonly SqlValue[]): ReadonlyMap<number, string> | null {
  const names = new Map(cells.map((cell, i) => [i, plainCell(cell)] as const).filter(([, name]) => name !== ''));
  const has = new Set(names.values());
  return has.has(headers.outcome) && has.has(headers.note) && (has.has(headers.mark) || has.has(headers.row)) ? names : null;
}

/** What was written into a row when the sheet went out. */
export interface SentRow {
  readonly row: number;
  /** Texts of the locked cells by the name of their column in the sheet. */
  readonly locked: ReadonlyMap<string, string>;
  /** Plain values of the failed columns, by column of the batch. */
  readonly old: ReadonlyMap<string, string | null>;
}

/** A returned row, read: what it answers, or why it cannot be taken. */
export interface Answer {
  readonly line: number;
  readonly row: number | null;
  readonly outcome: Outcome | null;
  readonly note: string;
  readonly changes: readonly { readonly column: string; readonly old: string | null; readonly new: string | null }[];
  readonly problem: Problem | null;
}

const VALUE_MAX = 32_000;
const NOTE_MAX = 2_000;

const outcomeOf = (word: string): Outcome | null =>
  (Object.keys(outcomeWords) as Outcome[]).find((each) => outcomeWords[each] === word) ?? null;

/** Reads one returned row against what was sent. `sent` gives a row of this sheet, or null. */
export function readAnswer(
  sheet: SheetIdentity,
  columns: readonly SheetColumn[],
  line: number,
  cells: ReturnedRow,
  sent: (row: number) => SentRow | null,
): Answer {
  const base = { line, row: null, outcome: null, note: '', changes: [] };
  const found = placeOf(sheet, columns, cells, sent);
  if ('code' in found) return { ...base, problem: found };
  const touched = columns.filter(
    ({ name, what }) => what !== 'mark' && found.locked.has(name) && cells.has(name) && (cells.get(name) ?? '') !== found.locked.get(name),
  );
  const note = (cells.get(headers.note) ?? '').slice(0, NOTE_MAX);
  const row = { ...base, row: found.row, note };
  if (touched.length > 0) return { ...row, problem: { code: 'locked-changed', what: touched.map(({ name }) => name).join('、') } };
  return { ...row, ...answerOf(columns, cells, found) };
}

/** Which row of the sheet a returned row is: by its mark, or where that is gone by its row number and all that was sent with it. */
function placeOf(
  sheet: SheetIdentity,
  columns: readonly SheetColumn[],
  cells: ReturnedRow,
  sent: (row: number) => SentRow | null,
): SentRow | Problem {
  const mark = cells.get(headers.mark) ?? '';
  const [, number, digits] = markForm.exec(mark) ?? [];
  if (number !== undefined && number !== sheet.number) return { code: 'other-sheet', what: number };
  if (mark !== '') {
    const known = digits !== undefined && markOf(sheet, Number(digits)) === mark ? sent(Number(digits)) : null;
    return known ?? { code: 'unknown-id', what: mark.slice(0, 60) };
  }
  const row = Number(cells.get(headers.row) ?? Number.NaN);
  const known = Number.isInteger(row) ? sent(row) : null;
  const same =
    known !== null &&
    columns.every(
      ({ name, what }) =>
        what === 'mark' ||
        !known.locked.has(name) ||
        cells.get(name) === known.locked.get(name) ||
        (known.locked.get(name) === '' && !cells.has(name)),
    );
  return same && known ? known : { code: 'no-id', what: '' };
}

function answerOf(columns: readonly SheetColumn[], cells: ReturnedRow, sent: SentRow): Pick<Answer, 'outcome' | 'changes' | 'problem'> {
  const word = cells.get(headers.outcome) ?? '';
  const given = columns.flatMap(({ name, what, of }) => {
    const text = what === 'correction' ? (cells.get(name) ?? '') : '';
    return text === '' || of === null ? [] : [{ column: of, old: sent.old.get(of) ?? null, new: emptyWords.includes(text) ? null : text }];
  });
  const no = (code: Problem['code'], what = ''): Pick<Answer, 'outcome' | 'changes' | 'problem'> => ({
    outcome: null,
    changes: [],
    problem: { code, what },
  });
  // who writes a value and forgets to choose means that it was corrected
  const outcome = word === '' && given.length > 0 ? 'corrected' : outcomeOf(word);
  if (outcome === null && word !== '') return no('outcome-unknown', word.slice(0, 60));
  if (outcome === null) return (cells.get(headers.note) ?? '') === '' ? { outcome: null, changes: [], problem: null } : no('no-outcome');
  if (outcome !== 'corrected') return given.length > 0 ? no('contradicts', word) : { outcome, changes: [], problem: null };
  if (given.length === 0 && columns.some(({ what }) => what === 'correction')) return no('no-value');
  const tooLong = given.find((change) => (change.new?.length ?? 0) > VALUE_MAX);
  if (tooLong) return no('value-too-long', tooLong.column);
  const changes = given.filter((change) => plainCell(change.old) !== plainCell(change.new));
  return given.length > 0 && changes.length === 0 ? no('same-value') : { outcome, changes, problem: null };
}

const same = (a: Answer, b: Answer): boolean =>
  a.outcome === b.outcome && a.note === b.note && JSON.stringify(a.changes) === JSON.stringify(b.changes);

/** A row that stands in the sheet twice counts once when both say the same, and not at all when they contradict each other. */
export function settleDoubles(answers: readonly Answer[]): readonly Answer[] {
  const byRow = new Map<number, Answer[]>();
  for (const answer of answers) {
    if (answer.row === null || answer.problem !== null || answer.outcome === null) continue;
    byRow.set(answer.row, [...(byRow.get(answer.row) ?? []), answer]);
  }
  return answers.flatMap((answer) => {
    if (answer.row === null || answer.problem !== null) return [answer];
    const all = byRow.get(answer.row) ?? [];
    // a copy that was left empty says nothing beside one that was filled in
    if (answer.outcome === null) return all.length > 0 ? [] : [answer];
    const [first] = all;
    if (first === undefined || all.every((each) => same(each, first))) return answer === first ? [answer] : [];
    return [{ ...answer, changes: [], outcome: null, problem: { code: 'contradicts' as const, what: String(answer.row) } }];
  });
}

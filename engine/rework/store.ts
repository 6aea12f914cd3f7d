import { type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { ReworkLine, ReworkSheet } from '../../contract/methods/issues.ts';
import type { SheetColumns } from './model.ts';

/** A sheet with what is needed to read it again. */
export interface StoredSheet extends ReworkSheet {
  readonly columns: SheetColumns;
}

interface Row extends Omit<ReworkSheet, 'clear' | 'answers' | 'recheck'> {
  readonly shown: string;
  readonly asked: string;
  readonly clear: number;
  readonly corrected: number;
  readonly right: number;
  readonly unknown: number;
  readonly gone: number;
  readonly pass: number;
  readonly fail: number;
  readonly none: number;
}

function select(reader: Reader, where: Sql): StoredSheet[] {
  const answered = (outcome: string): Sql => sql`(SELECT count(*) FROM rework_answer a WHERE a.sheet_id = s.id AND a.outcome = ${outcome})`;
  const checked = (verdict: string): Sql =>
    sql`(SELECT count(*) FROM rework_correction p WHERE p.sheet_id = s.id AND p.recheck = ${verdict})`;
  return reader
    .all<Row>(sql`SELECT s.id, s.number, s.issue_id AS issue, s.run_id AS run, s.shown, s.answers AS asked, s.clear, s.row_count AS rows, s.at, coalesce(user.name, s.by_id) AS "by",
        ${answered('corrected')} AS corrected, ${answered('right')} AS "right", ${answered('unknown')} AS unknown, ${answered('gone')} AS gone,
        ${checked('pass')} AS pass, ${checked('fail')} AS fail, ${checked('none')} AS none
      FROM rework_sheet s LEFT JOIN user ON user.id = s.by_id ${where} ORDER BY s.rowid DESC`)
    .map(({ shown, asked, clear, corrected, right, unknown, gone, pass, fail, none, ...sheet }) => ({
      ...sheet,
      clear: clear === 1,
      columns: { shown: JSON.parse(shown) as string[], asked: JSON.parse(asked) as string[] },
      answers: { corrected, right, unknown, gone },
      recheck: { pass, fail, none },
    }));
}

/** The sheets of an issue, newest first. */
export const sheetsOf = (reader: Reader, issue: string): StoredSheet[] => select(reader, sql`WHERE s.issue_id = ${issue}`);

/** A sheet by the number people quote, or null. */
export const sheetByNumber = (reader: Reader, number: string): StoredSheet | null =>
  select(reader, sql`WHERE s.number = ${number}`)[0] ?? null;

/** One sheet; `not-found` when there is none. */
export function getSheet(reader: Reader, id: string): StoredSheet {
  const found = select(reader, sql`WHERE s.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'reworkSheet', name: id });
  return found;
}

/** Enters a sheet that went out; `conflict` when another one took its number meanwhile. */
export function insertSheet(
  writer: Writer,
  s: Pick<StoredSheet, 'id' | 'number' | 'issue' | 'run' | 'columns' | 'clear' | 'rows' | 'at'> & { readonly byId: string },
): void {
  if (sheetByNumber(writer, s.number)) throw new JiadiError('conflict', { name: s.number });
  writer.run(sql`INSERT INTO rework_sheet (id, number, issue_id, run_id, shown, answers, clear, row_count, at, by_id)
    VALUES (${s.id}, ${s.number}, ${s.issue}, ${s.run}, ${JSON.stringify(s.columns.shown)}, ${JSON.stringify(s.columns.asked)}, ${s.clear ? 1 : 0}, ${s.rows}, ${s.at}, ${s.byId})`);
}

/** Where the corrections of a sheet belong. */
export interface AnswerPlace {
  readonly sheet: string;
  readonly dataset: string;
  readonly batch: string;
  readonly at: string;
  readonly byId: string;
}

/** Writes a row's answer in the place of an earlier one. */
export function putAnswer(
  writer: Writer,
  { sheet, dataset, batch, at, byId }: AnswerPlace,
  answer: Pick<ReworkLine, 'outcome' | 'note' | 'changes' | 'recheck'> & { readonly row: number },
): void {
  writer.run(sql`INSERT INTO rework_answer (sheet_id, row, outcome, note, at, by_id) VALUES (${sheet}, ${answer.row}, ${answer.outcome}, ${answer.note}, ${at}, ${byId})
    ON CONFLICT (sheet_id, row) DO UPDATE SET outcome = excluded.outcome, note = excluded.note, at = excluded.at, by_id = excluded.by_id`);
  writer.run(sql`DELETE FROM rework_correction WHERE sheet_id = ${sheet} AND row = ${answer.row}`);
  for (const change of answer.changes)
    writer.run(sql`INSERT INTO rework_correction (dataset_id, batch_id, row, "column", old, new, sheet_id, recheck, at, by_id)
      VALUES (${dataset}, ${batch}, ${answer.row}, ${change.column}, ${change.old}, ${change.new}, ${sheet}, ${answer.recheck ?? 'none'}, ${at}, ${byId})`);
}

/** An answer as it was taken; values in the clear. */
export type StoredAnswer = Pick<ReworkLine, 'note' | 'changes' | 'recheck'> & {
  readonly row: number;
  readonly outcome: NonNullable<ReworkLine['outcome']>;
};

/** Answers of a sheet by row. */
export function listAnswers(reader: Reader, sheet: string, offset: number, limit: number): StoredAnswer[] {
  return reader
    .all<{ row: number; outcome: StoredAnswer['outcome']; note: string }>(
      sql`SELECT row, outcome, note FROM rework_answer WHERE sheet_id = ${sheet} ORDER BY row LIMIT ${limit} OFFSET ${offset}`,
    )
    .map((answer) => {
      const changes = reader.all<{ column: string; old: string | null; new: string | null; recheck: 'pass' | 'fail' | 'none' }>(
        sql`SELECT "column", old, new, recheck FROM rework_correction WHERE sheet_id = ${sheet} AND row = ${answer.row} ORDER BY "column"`,
      );
      return {
        ...answer,
        changes: changes.map(({ column, old, new: value }) => ({ column, old, new: value })),
        recheck: changes[0]?.recheck ?? null,
      };
    });
}

/** The corrections of a sheet in the order of the rows; values in the clear. */
export function listCorrections(
  reader: Reader,
  sheet: string,
): {
  readonly row: number;
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly recheck: 'pass' | 'fail' | 'none';
}[] {
  return reader.all(
    sql`SELECT row, "column", old AS before, new AS after, recheck FROM rework_correction WHERE sheet_id = ${sheet} ORDER BY row, "column"`,
  );
}

/** The rows of a sheet with one answer. */
export function rowsAnswered(reader: Reader, sheet: string, outcome: StoredAnswer['outcome']): number[] {
  return reader
    .all<{ row: number }>(sql`SELECT row FROM rework_answer WHERE sheet_id = ${sheet} AND outcome = ${outcome} ORDER BY row`)
    .map(({ row }) => row);
}

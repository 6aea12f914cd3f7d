import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceResult, InPlaceRun } from '../../contract/methods/in-place.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import type { Cell } from '../intake/index.ts';
import type { ScoreFormula } from '../quality/index.ts';
import type { RuleSpec } from '../rules/index.ts';
import type { SourceFinding } from './model.ts';

/** A rule's outcome with what is needed to ask for its failing rows again. */
export interface KeptResult {
  readonly result: InPlaceResult;
  /** Null for a rule that could not be read. */
  readonly spec: RuleSpec | null;
  readonly reason: { readonly code: string; readonly params: Readonly<Record<string, string | number | boolean | null>> };
  /** All values that fail, where they are few. */
  readonly failing: readonly (readonly Cell[])[] | null;
  /** Failing rows of rules that cannot be asked again; empty for all others. */
  readonly sample: readonly SourceFinding[];
}

/** What is kept of a check besides its head. */
export interface InPlaceDetail {
  readonly results: readonly KeptResult[];
  readonly formula: ScoreFormula;
  /** The key that a person named; null: the primary key. */
  readonly keyGiven: readonly string[] | null;
  readonly nullLike: readonly string[];
  readonly asOf: string;
  /** Columns of the key and of the rules with their meanings, for masking. */
  readonly columns: readonly { readonly name: string; readonly semantic: string | null }[];
}

type Content = Omit<InPlaceRun, 'id' | 'source' | 'table' | 'startedAt' | 'by' | 'review'>;

interface Stored {
  readonly id: string;
  readonly source: string | null;
  readonly table: string | null;
  readonly content: string;
  readonly startedAt: string;
  readonly by: string;
  readonly review: string | null;
  readonly reviewState: string | null;
}

/** What is kept of a check; those of before units were counted name no column. */
const known = (content: string): Content => ({ unitColumn: null, ...(JSON.parse(content) as Omit<Content, 'unitColumn'>) });

const LISTED = 200;

function select(reader: Reader, where: Sql, limit = LISTED): InPlaceRun[] {
  return reader
    .all<Stored>(
      sql`SELECT r.id, r.source_id AS source, r.table_id AS "table", r.content, r.started_at AS startedAt, coalesce(u.name, r.by_id) AS "by",
        v.id AS review, v.state AS reviewState
      FROM in_place_run r LEFT JOIN user u ON u.id = r.by_id
      LEFT JOIN review v ON v.id = (SELECT id FROM review WHERE subject = 'qualityRun' AND subject_id = r.id ORDER BY rowid DESC LIMIT 1) ${where} ORDER BY r.rowid DESC LIMIT ${limit}`,
    )
    .map(({ content, review, reviewState, ...head }) => ({
      ...known(content),
      ...head,
      review: review === null ? null : { review, state: reviewState ?? '' },
    }));
}

/** What a check looked at, as it is compared. */
const targetOf = (from: SourceFrom): string => (from.kind === 'table' ? JSON.stringify([from.schema, from.table]) : from.sql.trim());

/** Checks of a connection, or of one of its tables, newest first. */
export function listInPlace(reader: Reader, filter: { readonly source?: string; readonly from?: SourceFrom }): InPlaceRun[] {
  const source = filter.source === undefined ? empty : sql`AND r.source_id = ${filter.source}`;
  const target = filter.from === undefined ? empty : sql`AND r.target = ${targetOf(filter.from)}`;
  return select(reader, sql`WHERE 1 ${source} ${target}`);
}

/** One check, or null. */
export const findInPlace = (reader: Reader, id: string): InPlaceRun | null => select(reader, sql`WHERE r.id = ${id}`, 1)[0] ?? null;

/** One check; `not-found` when there is none. */
export function getInPlace(reader: Reader, id: string): InPlaceRun {
  const run = findInPlace(reader, id);
  if (!run) throw new JiadiError('not-found', { what: 'qualityRun', name: id });
  return run;
}

/** The checks of the same table by the same rules before this one, newest first. */
export function inPlaceBefore(reader: Reader, run: InPlaceRun, limit: number): InPlaceRun[] {
  return select(reader, sql`WHERE r.table_id = ${run.table} AND r.started_at < ${run.startedAt}`, limit);
}

/** Everything about the rules of a check. */
export function inPlaceDetail(reader: Reader, id: string): InPlaceDetail {
  const text = reader.value<string>(sql`SELECT detail FROM in_place_run WHERE id = ${id}`);
  if (text === undefined) throw new JiadiError('not-found', { what: 'qualityRun', name: id });
  return JSON.parse(text) as InPlaceDetail;
}

/** Publishes a check. */
export function insertInPlace(writer: Writer, run: InPlaceRun, detail: InPlaceDetail, byId: string): void {
  const { id, source, table, startedAt, by: _, review: __, ...content } = run;
  writer.run(sql`INSERT INTO in_place_run (id, source_id, table_id, target, content, detail, started_at, by_id)
    VALUES (${id}, ${source}, ${table}, ${targetOf(run.from)}, ${JSON.stringify(content satisfies Content)}, ${JSON.stringify(detail)}, ${startedAt}, ${byId})`);
}

/** What the issues of checks of a table by a rule set are of, if it was checked before. */
export function checkedTable(
  reader: Reader,
  place: { readonly source: string; readonly from: SourceFrom; readonly ruleSet: string },
): { readonly id: string; readonly unitColumn: string | null } | null {
  const { source, from, ruleSet } = place;
  return (
    reader.get(sql`SELECT id, unit_column AS unitColumn FROM checked_table
      WHERE source_id = ${source} AND target = ${targetOf(from)} AND rule_set_id = ${ruleSet}`) ?? null
  );
}

/** Writes down what is known of a checked table now. */
export function putCheckedTable(
  writer: Writer,
  t: Pick<InPlaceRun, 'source' | 'from' | 'ruleSet' | 'unitColumn'> & {
    readonly id: string;
    readonly name: string;
    readonly columns: readonly string[];
  },
): void {
  writer.run(sql`INSERT INTO checked_table (id, source_id, target, rule_set_id, name, columns, unit_column)
    VALUES (${t.id}, ${t.source}, ${targetOf(t.from)}, ${t.ruleSet}, ${t.name}, ${JSON.stringify(t.columns)}, ${t.unitColumn})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, columns = excluded.columns, unit_column = excluded.unit_column`);
}

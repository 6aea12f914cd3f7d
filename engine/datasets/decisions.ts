import { empty, type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { BatchMode } from '../../contract/methods/datasets.ts';

/** What somebody says of a batch. */
export interface NewDecision {
  readonly batch: string;
  readonly state: 'accepted' | 'declined';
  readonly mode: BatchMode;
  readonly note: string;
  readonly at: string;
  readonly byId: string;
}

/** Notes what was decided about a batch; the caller knows that nothing was before. */
export function insertDecision(writer: Writer, d: NewDecision): void {
  writer.run(
    sql`INSERT INTO batch_decision (batch_id, state, mode, note, at, by_id) VALUES (${d.batch}, ${d.state}, ${d.mode}, ${d.note}, ${d.at}, ${d.byId})`,
  );
}

/** Where a batch stands among those of its dataset: derived ones with the delivery that they came from, after it. */
const place = sql`coalesce(b.delivery, b.number), b.number`;
/** True for a batch in whose place a later one stands that was derived from the same delivery and accepted. */
const replacedBefore = (before: number) => sql`EXISTS (SELECT 1 FROM batch d JOIN batch_decision e ON e.batch_id = d.id
  WHERE d.dataset_id = b.dataset_id AND d.delivery = coalesce(b.delivery, b.number) AND d.number > b.number AND d.number < ${before} AND e.state = 'accepted')`;

/** Takes back what was decided about a batch. */
export function deleteDecision(writer: Writer, batch: string): void {
  writer.run(sql`DELETE FROM batch_decision WHERE batch_id = ${batch}`);
}

/** The accepted batches that make up a dataset, oldest first: the last one that replaced it and those appended since, each as it was repaired; `before` a batch: without it and later ones. */
export function contentOf(reader: Reader, dataset: string, before: number = Number.MAX_SAFE_INTEGER): readonly string[] {
  const accepted = reader.all<{
    id: string;
    mode: BatchMode;
  }>(sql`SELECT b.id, c.mode FROM batch b JOIN batch_decision c ON c.batch_id = b.id
    WHERE b.dataset_id = ${dataset} AND c.state = 'accepted' AND b.number < ${before} AND NOT ${replacedBefore(before)}
    ORDER BY ${place}`);
  const first = accepted.findLastIndex(({ mode }) => mode === 'replace');
  return accepted.slice(Math.max(0, first)).map(({ id }) => id);
}

/** The batches that make a dataset up now, and those that nobody has decided on; oldest first. */
export interface Standing {
  readonly content: string[];
  readonly waiting: string[];
}

/** Where every dataset with a batch stands, in one pass; `only`: that dataset. */
export function standings(reader: Reader, only: string | null = null): ReadonlyMap<string, Standing> {
  const of = only === null ? empty : sql` AND b.dataset_id = ${only}`;
  const rows = reader.all<{ dataset: string; id: string; waits: number }>(sql`WITH last AS (
      SELECT b.dataset_id, max(coalesce(b.delivery, b.number)) AS delivery FROM batch b JOIN batch_decision c ON c.batch_id = b.id
      WHERE c.state = 'accepted' AND c.mode = 'replace'${of} GROUP BY b.dataset_id
    )
    SELECT b.dataset_id AS dataset, b.id, c.batch_id IS NULL AS waits FROM batch b
    LEFT JOIN batch_decision c ON c.batch_id = b.id LEFT JOIN last r ON r.dataset_id = b.dataset_id
    WHERE (c.batch_id IS NULL OR c.state = 'accepted' AND coalesce(b.delivery, b.number) >= coalesce(r.delivery, 0) AND NOT ${replacedBefore(Number.MAX_SAFE_INTEGER)})${of}
    ORDER BY b.dataset_id, ${place}`);
  const found = new Map<string, Standing>();
  for (const { dataset, id, waits } of rows) {
    const own = found.get(dataset) ?? { content: [], waiting: [] };
    found.set(dataset, own);
    own[waits === 1 ? 'waiting' : 'content'].push(id);
  }
  return found;
}

/** Remembers how the rows of a dataset are told apart and what its next batch means. */
export function setKey(writer: Writer, dataset: string, key: readonly string[], mode: BatchMode): void {
  writer.run(sql`UPDATE dataset SET key_columns = ${JSON.stringify(key)}, batch_mode = ${mode} WHERE id = ${dataset}`);
}

/** Takes a derived batch back: it counts as declined, and in its place stands what it was derived from. */
export function withdrawBatch(writer: Writer, batch: string, at: string, byId: string): void {
  writer.run(sql`INSERT INTO batch_decision (batch_id, state, mode, note, at, by_id) VALUES (${batch}, 'declined', 'replace', '', ${at}, ${byId})
    ON CONFLICT (batch_id) DO UPDATE SET state = 'declined', at = excluded.at, by_id = excluded.by_id`);
}

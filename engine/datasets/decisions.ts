import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
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

/** The accepted batches that make up a dataset, oldest first: the last one that replaced it and those appended since; `before` a batch: without it and later ones. */
export function contentOf(reader: Reader, dataset: string, before: number = Number.MAX_SAFE_INTEGER): readonly string[] {
  const accepted = reader.all<{
    id: string;
    mode: BatchMode;
  }>(sql`SELECT b.id, c.mode FROM batch b JOIN batch_decision c ON c.batch_id = b.id
    WHERE b.dataset_id = ${dataset} AND c.state = 'accepted' AND b.number < ${before} ORDER BY b.number`);
  const first = accepted.findLastIndex(({ mode }) => mode === 'replace');
  return accepted.slice(Math.max(0, first)).map(({ id }) => id);
}

/** The batches of a dataset that nobody has decided on, oldest first. */
export function waitingOf(reader: Reader, dataset: string): readonly string[] {
  const waiting = reader.all<{
    id: string;
  }>(
    sql`SELECT b.id FROM batch b LEFT JOIN batch_decision c ON c.batch_id = b.id WHERE b.dataset_id = ${dataset} AND c.batch_id IS NULL ORDER BY b.number`,
  );
  return waiting.map(({ id }) => id);
}

/** Remembers how the rows of a dataset are told apart and what its next batch means. */
export function setKey(writer: Writer, dataset: string, key: readonly string[], mode: BatchMode): void {
  writer.run(sql`UPDATE dataset SET key_columns = ${JSON.stringify(key)}, batch_mode = ${mode} WHERE id = ${dataset}`);
}

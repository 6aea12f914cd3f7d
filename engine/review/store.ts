import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Review } from '../../contract/methods/review.ts';
import type { ReviewFacts } from './model.ts';

interface Stored {
  readonly id: string;
  readonly subject: Review['subject'];
  readonly subject_id: string;
  readonly title: string;
  readonly state: Review['state'];
  readonly maker_id: string;
  readonly maker: string;
  readonly submitted_at: string;
  readonly comment: string;
  readonly checker: string | null;
  readonly decided_at: string | null;
  readonly decision: string | null;
  readonly content_sha256: string;
  readonly digest: string | null;
}

function select(reader: Reader, where: Sql, viewer: string, mayDecide: boolean): Review[] {
  return reader
    .all<Stored>(sql`SELECT r.id, r.subject, r.subject_id, r.title, r.state, r.maker_id, maker.name AS maker, r.submitted_at, r.comment, checker.name AS checker,
        r.decided_at, r.decision, r.content_sha256, p.digest
      FROM review r JOIN user maker ON maker.id = r.maker_id LEFT JOIN user checker ON checker.id = r.checker_id LEFT JOIN result_package p ON p.review_id = r.id
      ${where} ORDER BY r.state = 'pending' DESC, coalesce(r.decided_at, r.submitted_at) DESC`)
    .map((row) => ({
      id: row.id,
      subject: row.subject,
      subjectId: row.subject_id,
      title: row.title,
      state: row.state,
      maker: row.maker,
      makerId: row.maker_id,
      submittedAt: row.submitted_at,
      comment: row.comment,
      checker: row.checker,
      decidedAt: row.decided_at,
      decision: row.decision,
      contentSha256: row.content_sha256,
      package: row.digest,
      mayDecide: mayDecide && row.state === 'pending' && row.maker_id !== viewer,
    }));
}

/** Reviews as a person sees them; `mayDecide` is whether that person's role decides at all. */
export function listReviews(reader: Reader, state: Review['state'] | undefined, viewer: string, mayDecide: boolean): Review[] {
  return select(reader, state === undefined ? empty : sql`WHERE r.state = ${state}`, viewer, mayDecide);
}

/** One review; `not-found` when there is none. */
export function getReview(reader: Reader, id: string, viewer: string, mayDecide: boolean): Review {
  const found = select(reader, sql`WHERE r.id = ${id}`, viewer, mayDecide)[0];
  if (!found) throw new JiadiError('not-found', { what: 'review', name: id });
  return found;
}

/** What a decision needs to know. */
export function getFacts(reader: Reader, id: string): ReviewFacts & { readonly content: string } {
  const row = reader.get<ReviewFacts & { content: string }>(
    sql`SELECT id, subject, subject_id AS subjectId, title, state, maker_id AS makerId, content_sha256 AS contentSha256, content FROM review WHERE id = ${id}`,
  );
  if (!row) throw new JiadiError('not-found', { what: 'review', name: id });
  return row;
}

/** The waiting review of a subject, if any. */
export function pendingReview(reader: Reader, subject: Review['subject'], subjectId: string): string | null {
  return (
    reader.value<string>(sql`SELECT id FROM review WHERE subject = ${subject} AND subject_id = ${subjectId} AND state = 'pending'`) ?? null
  );
}

/** Puts something before the checker. */
export function insertReview(
  writer: Writer,
  r: {
    readonly id: string;
    readonly subject: string;
    readonly subjectId: string;
    readonly title: string;
    readonly makerId: string;
    readonly at: string;
    readonly comment: string;
    readonly content: string;
    readonly contentSha256: string;
  },
): void {
  writer.run(sql`INSERT INTO review (id, subject, subject_id, title, state, maker_id, submitted_at, comment, content, content_sha256)
    VALUES (${r.id}, ${r.subject}, ${r.subjectId}, ${r.title}, 'pending', ${r.makerId}, ${r.at}, ${r.comment}, ${r.content}, ${r.contentSha256})`);
}

/** Writes a decision; only a waiting review takes one. */
export function decideReview(
  writer: Writer,
  id: string,
  d: { readonly state: 'approved' | 'rejected'; readonly checkerId: string; readonly at: string; readonly decision: string },
): void {
  writer.run(
    sql`UPDATE review SET state = ${d.state}, checker_id = ${d.checkerId}, decided_at = ${d.at}, decision = ${d.decision} WHERE id = ${id} AND state = 'pending'`,
  );
}

/** Takes a waiting review back. */
export function withdrawReview(writer: Writer, id: string, at: string): void {
  writer.run(sql`UPDATE review SET state = 'withdrawn', decided_at = ${at} WHERE id = ${id} AND state = 'pending'`);
}

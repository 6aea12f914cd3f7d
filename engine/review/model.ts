import { JiadiError } from '../../contract/errors.ts';
import type { Review } from '../../contract/methods/review.ts';

/** A review as stored: what was submitted by whom, and what was decided. */
export interface ReviewFacts {
  readonly id: string;
  readonly subject: Review['subject'];
  readonly subjectId: string;
  readonly title: string;
  readonly state: Review['state'];
  readonly makerId: string;
  readonly contentSha256: string;
}

/** Whether a person may decide: it waits, the person is not its maker, and it is still what the person looked at. */
export function requireDecidable(review: ReviewFacts, checker: string, seenSha256: string): void {
  if (review.makerId === checker) throw new JiadiError('maker-is-checker');
  if (review.state !== 'pending') throw new JiadiError('state-changed', { name: review.title, state: review.state });
  if (review.contentSha256 !== seenSha256) throw new JiadiError('conflict', { name: review.title });
}

/** Only its maker takes back what still waits. */
export function requireWithdrawable(review: ReviewFacts, actor: string): void {
  if (review.makerId !== actor) throw new JiadiError('denied', { role: 'maker' });
  if (review.state !== 'pending') throw new JiadiError('state-changed', { name: review.title, state: review.state });
}

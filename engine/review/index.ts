import { canonicalJson, digestOf, type JsonValue, utf8 } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Review, reviewMethods } from '../../contract/methods/review.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { ModuleHandlers, QueryContext } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { enqueuePackage } from '../sync/index.ts';
import { requireDecidable, requireWithdrawable } from './model.ts';
import { decideReview, getFacts, getReview, insertReview, listReviews, pendingReview, withdrawReview } from './store.ts';
import { subjects } from './subjects/index.ts';

const decides = ({ session }: QueryContext): boolean => session !== null && rightsOf[session.user.role].includes('review.decide');
const asSeen = (context: QueryContext, id: string): Review => getReview(context.reader, id, context.actor, decides(context));
const sha256Of = (text: string): string => digestOf(utf8(text)).slice('sha256:'.length);

/** Maker and checker: what one submits, another decides. */
export const review: ModuleHandlers<typeof reviewMethods> = {
  'review.list': ({ state }, context) => listReviews(context.reader, state, context.actor, decides(context)),
  'review.get': ({ review: id }, context) => {
    const { subject, subjectId, content } = getFacts(context.reader, id);
    return {
      review: asSeen(context, id),
      content: JSON.parse(content) as JsonValue as never,
      blockedBy: subjects[subject].blockedBy(context.reader, subjectId).map((one) => ({ ...one })),
    };
  },
  'review.submit': ({ subject, subjectId, comment }, context) => {
    const kind = subjects[subject];
    if (pendingReview(context.reader, subject, subjectId))
      throw new JiadiError('already-exists', { name: kind.submission(context.reader, subjectId).title });
    kind.submit(context, subjectId);
    const { title, content } = kind.submission(context.reader, subjectId);
    const text = canonicalJson(content);
    const id = context.newId();
    insertReview(context.writer, {
      id,
      subject,
      subjectId,
      title,
      makerId: context.actor,
      at: context.nowIso(),
      comment,
      content: text,
      contentSha256: sha256Of(text),
    });
    recordEvent(context, { stage: 'maintain', kind: 'review.submit', subject: title });
    context.audit(title, { subject });
    return asSeen(context, id);
  },
  'review.withdraw': ({ review: id }, context) => {
    const facts = getFacts(context.reader, id);
    requireWithdrawable(facts, context.actor);
    withdrawReview(context.writer, id, context.nowIso());
    subjects[facts.subject].giveBack(context, facts.subjectId);
    context.audit(facts.title);
    return asSeen(context, id);
  },
  'review.approve': ({ review: id, contentSha256, comment }, context) => {
    const facts = getFacts(context.reader, id);
    requireDecidable(facts, context.actor, contentSha256);
    const kind = subjects[facts.subject];
    const { length: count } = kind.blockedBy(context.reader, facts.subjectId);
    if (count > 0) throw new JiadiError('blocked-by-critical', { count });
    kind.approve(context, facts.subjectId);
    decideReview(context.writer, id, { state: 'approved', checkerId: context.actor, at: context.nowIso(), decision: comment });
    const draft = kind.package(JSON.parse(facts.content) as JsonValue, facts.subjectId);
    const digest = enqueuePackage(context, { ...draft, reviewId: id, makerId: facts.makerId });
    recordEvent(context, { stage: 'apply', kind: 'review.approve', subject: facts.title });
    context.audit(facts.title, { digest });
    return asSeen(context, id);
  },
  'review.reject': ({ review: id, contentSha256, comment }, context) => {
    const facts = getFacts(context.reader, id);
    requireDecidable(facts, context.actor, contentSha256);
    decideReview(context.writer, id, { state: 'rejected', checkerId: context.actor, at: context.nowIso(), decision: comment });
    subjects[facts.subject].giveBack(context, facts.subjectId);
    recordEvent(context, { stage: 'maintain', kind: 'review.reject', subject: facts.title });
    context.audit(facts.title, { reason: comment.slice(0, 200) });
    return asSeen(context, id);
  },
};

import { z } from 'zod';
import { command, query } from '../method.ts';
import { id, time } from './common.ts';
import { blockingRule } from './quality.ts';

/** A quality run is that of a batch or of a table where it is. */
export const reviewSubject = z.enum(['qualityRun', 'resource']);
export const reviewState = z.enum(['pending', 'approved', 'rejected', 'withdrawn']);

/** Something that a maker submitted and another person decides on. */
export const review = z.object({
  id,
  subject: reviewSubject,
  subjectId: id,
  title: z.string(),
  state: reviewState,
  maker: z.string(),
  makerId: id,
  submittedAt: time,
  comment: z.string(),
  checker: z.string().nullable(),
  decidedAt: time.nullable(),
  decision: z.string().nullable(),
  /** Digest of what was submitted; a decision counts for exactly this content. */
  contentSha256: z.string(),
  /** The package that an approval made. */
  package: z.string().nullable(),
  /** True when the signed-in person may decide it. */
  mayDecide: z.boolean(),
});
export type Review = z.infer<typeof review>;

export const reviewMethods = {
  'review.list': query({
    access: 'review.read',
    reads: ['review', 'resultPackage'],
    input: z.object({ state: reviewState.optional() }),
    output: z.array(review),
  }),
  'review.get': query({
    access: 'review.read',
    reads: ['review', 'resultPackage', 'outbox', 'qualityRun'],
    input: z.object({ review: id }),
    output: z.object({
      review,
      content: z.json(),
      /** Critical rules that keep it from being approved now. */
      blockedBy: z.array(blockingRule),
    }),
  }),
  'review.submit': command({
    access: 'review.submit',
    writes: ['review', 'resource', 'qualityRun'],
    input: z.object({ subject: reviewSubject, subjectId: id, comment: z.string().max(2000).default('') }),
    output: review,
  }),
  'review.withdraw': command({
    access: 'review.submit',
    writes: ['review', 'resource', 'qualityRun'],
    input: z.object({ review: id }),
    output: review,
  }),
  /** Decision, result package, audit row and outbox row in one transaction; never by the maker. */
  'review.approve': command({
    access: 'review.decide',
    writes: ['review', 'resultPackage', 'outbox', 'resource', 'qualityRun', 'lifecycleEvent', 'metric'],
    input: z.object({ review: id, contentSha256: z.string(), comment: z.string().max(2000).default('') }),
    output: review,
  }),
  'review.reject': command({
    access: 'review.decide',
    writes: ['review', 'resource', 'qualityRun', 'lifecycleEvent'],
    input: z.object({ review: id, contentSha256: z.string(), comment: z.string().trim().min(1).max(2000) }),
    output: review,
  }),
};

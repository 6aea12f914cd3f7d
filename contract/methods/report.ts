import { z } from 'zod';
import { job, query, scan } from '../method.ts';
import { grant, id, time, writtenFile } from './common.ts';

export const reportFormat = z.enum(['html', 'pdf', 'xlsx', 'json']);
export type ReportFormat = z.infer<typeof reportFormat>;

const language = z.enum(['zh-CN', 'en']);
/** A month as YYYY-MM. */
export const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/);

/** What a report is about. */
export const reportSpec = z.discriminatedUnion('type', [
  z.object({ type: z.literal('quality'), run: id }),
  z.object({ type: z.literal('comparison'), run: id, base: id }),
  z.object({ type: z.literal('monthly'), month, unit: z.string().max(200).nullable().default(null) }),
]);
export type ReportSpec = z.infer<typeof reportSpec>;
export type ReportType = ReportSpec['type'];

/** Sections of each type of report, in the order in which they stand unless somebody orders them otherwise. */
export const reportSections = {
  quality: ['summary', 'score', 'indicators', 'trend', 'rules', 'units', 'issues', 'samples', 'method'],
  comparison: ['summary', 'score', 'moves', 'rules', 'method'],
  monthly: ['summary', 'datasets', 'units', 'trend', 'issues', 'late', 'rules', 'method'],
} as const satisfies Readonly<Record<ReportType, readonly string[]>>;

const line = z.string().trim().max(200).default('');

/** What an official letter says of itself: 发文字号, 主送, 落款, 日期. An empty line is left out. */
export const reportLetter = z.object({
  number: line,
  to: line,
  from: line,
  /** Day as people write it. */
  date: line,
});
export type ReportLetter = z.infer<typeof reportLetter>;

/** A report as it is asked for. */
const asked = z.object({
  report: reportSpec,
  language,
  letter: reportLetter.default({ number: '', to: '', from: '', date: '' }),
  /** Sections in their order; none: all. */
  sections: z.array(z.string().max(40)).max(20).default([]),
});

/** A report that was written to a file. */
export const madeReport = z.object({
  id,
  report: reportSpec,
  title: z.string(),
  subject: z.string(),
  format: reportFormat,
  fileName: z.string(),
  /** Of what the report says, not of the file: the same for every format. */
  digest: z.string(),
  draft: z.boolean(),
  at: time,
  by: z.string(),
});
export type MadeReport = z.infer<typeof madeReport>;

export const reportMethods = {
  /**
   * Writes what is known of a batch, or (`whole`) of all batches of its dataset as one table, to a file, masked. For `pdf` nothing is written yet: `page` is a token of the page that Electron main prints to the
   * same place.
   */
  'report.profile': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: z.object({ batch: id, whole: z.boolean().default(false), format: reportFormat, language, to: grant }),
    output: writtenFile.extend({ page: z.string().nullable() }),
  }),
  /** The page of a report as it would be printed; nothing is written. */
  'report.preview': scan({
    access: 'review.read',
    reads: ['qualityRun', 'review', 'issue', 'dataset', 'batch'],
    input: asked,
    output: z.object({ title: z.string(), html: z.string(), draft: z.boolean(), digest: z.string() }),
  }),
  /** Writes a report to a file, masked, and remembers that it was made. For `pdf` see `report.profile`. */
  'report.write': job({
    access: 'data.export',
    writes: ['report', 'lifecycleEvent'],
    input: asked.extend({ format: reportFormat, to: grant }),
    output: writtenFile.extend({ page: z.string().nullable(), digest: z.string() }),
  }),
  /** Reports made before, the newest first. */
  'report.made': query({
    access: 'review.read',
    reads: ['report'],
    input: z.object({ limit: z.int().min(1).max(1000).default(200) }),
    output: z.array(madeReport),
  }),
};

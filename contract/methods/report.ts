import { z } from 'zod';
import { job } from '../method.ts';
import { grant, id, writtenFile } from './common.ts';

export const reportFormat = z.enum(['html', 'pdf', 'xlsx', 'json']);
export type ReportFormat = z.infer<typeof reportFormat>;

export const reportMethods = {
  /**
   * Writes what is known of a batch to a file, masked. For `pdf` nothing is written yet: `page` is a token of the page that Electron main prints to the
   * same place.
   */
  'report.profile': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: z.object({ batch: id, format: reportFormat, language: z.enum(['zh-CN', 'en']), to: grant }),
    output: writtenFile.extend({ page: z.string().nullable() }),
  }),
};

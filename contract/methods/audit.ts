import { z } from 'zod';
import { query } from '../method.ts';
import { time } from './common.ts';

export const auditRow = z.object({
  n: z.number(),
  at: time,
  actor: z.string(),
  action: z.string(),
  object: z.string(),
  details: z.record(z.string(), z.json()),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;

export const auditMethods = {
  'audit.list': query({
    access: 'audit.read',
    reads: ['audit'],
    input: z.object({ before: z.number().optional(), limit: z.int().min(1).max(500).default(200), search: z.string().max(200).optional() }),
    output: z.object({ total: z.number(), rows: z.array(auditRow) }),
  }),
  'audit.verify': query({
    access: 'session',
    reads: ['audit'],
    input: z.object({}).optional(),
    output: z.object({ rows: z.number(), firstBroken: z.number().nullable(), head: z.string() }),
  }),
};

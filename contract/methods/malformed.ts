import { z } from 'zod';

/** A record that is not as it should be, or that is no data (totals, remarks …). */
export const malformedRecord = z.object({
  row: z.number(),
  line: z.number(),
  reason: z.string(),
  raw: z.string(),
  kept: z.boolean(),
  /** The column in which the wrong bytes stand, and their character in the line from 1; null where it is not about bytes. */
  column: z.string().nullable(),
  position: z.number().nullable(),
});
export type MalformedRecord = z.infer<typeof malformedRecord>;

/** What jobs tell of their result before they are done. */
import { z } from 'zod';
import { columnType } from './methods/datasets.ts';
import { alert, columnProfile } from './methods/profile.ts';

const end = z.union([z.string(), z.number(), z.null()]);

/** What is known of a column while its rows are still read: counts, and no value of a column that could say something about a person. */
export const columnSoFar = z.object({
  name: z.string(),
  type: columnType,
  nulls: z.number(),
  blanks: z.number(),
  placeholders: z.number(),
  /** Not exact: there are at least so many. */
  distinct: z.object({ count: z.number(), exact: z.boolean() }),
  min: end,
  max: end,
  length: z.object({ min: z.number(), max: z.number() }),
});
export type ColumnSoFar = z.infer<typeof columnSoFar>;

/** A profile that grows: the figures of all columns so far, in the order of the file, or one column that is finished. */
export const profileTold = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('soFar'), rows: z.number(), columns: z.array(columnSoFar) }),
  z.object({ kind: z.literal('column'), rows: z.number(), index: z.int(), column: columnProfile, alerts: z.array(alert) }),
]);
export type ProfileTold = z.infer<typeof profileTold>;
export type Told = ProfileTold;

/** The jobs that tell something, and what. */
export const toldBy: Readonly<Record<string, z.ZodType<Told>>> = {
  'intake.import': profileTold,
  'sources.import': profileTold,
  'profile.makeWhole': profileTold,
};

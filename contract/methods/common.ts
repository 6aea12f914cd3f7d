import { z } from 'zod';

/** A token for a path that a person chose; the engine never takes paths from a window. */
export const grant = z.string().min(8).max(200);

/** Identity of a thing in the workspace. */
export const id = z.string().min(1).max(100);

/** ISO 8601 in UTC. */
export const time = z.string();

/** A name that people read. */
export const label = z.string().trim().min(1).max(200);

export const nothing = z.object({}).optional();
export const done = z.object({});

/** A file that the engine wrote for a person. */
export const writtenFile = z.object({ fileName: z.string(), bytes: z.number(), rows: z.number().optional() });

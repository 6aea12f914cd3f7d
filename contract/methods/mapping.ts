import { z } from 'zod';
import { command, query, scan } from '../method.ts';
import { done, grant, id } from './common.ts';
import { columnType, wantedShape } from './datasets.ts';

/** Why a column of a file is taken for a column of the dataset. */
export const matchedBy = z.enum(['name', 'alias', 'content']);
export type MatchedBy = z.infer<typeof matchedBy>;

/** How the columns of a file stand to those of a dataset. */
export const columnMapping = z.object({
  /** The file's columns in their order; `to` null: the dataset has no such column. */
  columns: z.array(
    z.object({ from: z.string(), to: z.string().nullable(), by: matchedBy.nullable(), confidence: z.number().min(0).max(1) }),
  ),
  /** The dataset's columns in their order. */
  known: z.array(z.string()),
  /** Those that no column of the file is taken for. */
  missing: z.array(z.string()),
  /** True where the columns that both have come in another order. */
  reordered: z.boolean(),
});
export type ColumnMapping = z.infer<typeof columnMapping>;

/** What a dataset remembers of how its files are read. */
export const intakeMemory = z.object({
  /** What a person decided of the last file; lines of that very file are not among it. */
  wanted: wantedShape,
  /** Names that columns had in files, and what they are called here. */
  aliases: z.record(z.string(), z.string()),
  /** What a person corrected of columns, by their name here. */
  columns: z.record(z.string(), z.object({ type: columnType.optional(), semantic: z.string().nullable().optional() })),
});
export type IntakeMemory = z.infer<typeof intakeMemory>;

export const mappingMethods = {
  /** Proposes which column of a file is which of the dataset: by name, by alias, by what is in it. */
  'intake.mapping': scan({
    access: 'data.import',
    reads: ['dataset', 'batch'],
    input: z.object({ file: grant, wanted: wantedShape.default({}), dataset: id }),
    output: columnMapping,
  }),
  'intake.memory': query({ access: 'data.read', reads: ['dataset'], input: z.object({ dataset: id }), output: intakeMemory }),
  /** Files of the dataset are recognised from nothing again. */
  'intake.forget': command({ access: 'data.import', writes: ['dataset'], input: z.object({ dataset: id }), output: done }),
};

import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { id } from './common.ts';
import { batch, batchMode } from './datasets.ts';

const columnNames = z.array(z.string().min(1).max(500)).max(8);

/** Columns that might tell the rows of a batch apart. */
export const keyProposal = z.object({
  columns: z.array(z.string()),
  /** Rows that share their key with another row; 0 for a key. */
  shared: z.number(),
});
export type KeyProposal = z.infer<typeof keyProposal>;

/** Rows of a batch against what its dataset held before it. */
export const comparison = z.object({
  batch: id,
  /** The batches that made up the dataset, oldest first. */
  base: z.array(id),
  /** Empty: rows are compared as wholes. */
  key: z.array(z.string()),
  mode: batchMode,
  before: z.number(),
  after: z.number(),
  same: z.number(),
  changed: z.number(),
  added: z.number(),
  /** Null where rows are appended: what is not in the batch stays. */
  gone: z.number().nullable(),
  /** Rows whose key stands on an earlier row of the same side as well. */
  repeated: z.object({ before: z.number(), after: z.number() }),
  /** The columns that were compared: the key first, then the others that all sides have. */
  columns: z.array(z.string()),
  /** Columns that only one side has; their cells are not compared. */
  columnsAdded: z.array(z.string()),
  columnsGone: z.array(z.string()),
  /** Changed cells by column, the most first, over the first `changedOver` changed rows. */
  changedColumns: z.array(z.object({ column: z.string(), rows: z.number() })),
  changedOver: z.number(),
});
export type Comparison = z.infer<typeof comparison>;

/** `repeated`: rows of the batch whose key stands on an earlier row of it. */
export const changeKind = z.enum(['changed', 'added', 'gone', 'repeated']);
export type ChangeKind = z.infer<typeof changeKind>;

const cells = z.array(z.string().nullable());

/** A page of rows that changed; values are as the columns say, masked where they are sensitive. */
export const changePage = z.object({
  total: z.number(),
  offset: z.number(),
  /** Key columns first, then the others that both sides have. */
  columns: z.array(z.string()),
  rows: z.array(
    z.object({
      /** Row number in the batch, and in the batch of `base` that held it before. */
      after: z.object({ row: z.number(), cells }).nullable(),
      before: z.object({ batch: id, row: z.number(), cells }).nullable(),
      /** Positions of the columns whose cells differ. */
      changed: z.array(z.number()),
    }),
  ),
});
export type ChangePage = z.infer<typeof changePage>;

export const batchMethods = {
  /** Keys that the profile and the structure of a batch speak for, the shortest first. */
  'batches.keyProposals': query({
    access: 'data.read',
    reads: ['profile'],
    input: z.object({ batch: id }),
    output: z.array(keyProposal),
  }),
  /** The comparison that was made last, or null; made with another key or base than the dataset has now, it counts as none. */
  'batches.comparison': query({
    access: 'data.read',
    reads: ['batch', 'dataset'],
    input: z.object({ batch: id }),
    output: comparison.nullable(),
  }),
  /** Compares every row; it changes no data, so it is no act of a person. */
  'batches.compare': job({
    access: 'data.read',
    writes: ['batch'],
    audited: false,
    input: z.object({ batch: id }),
    output: comparison,
  }),
  'batches.changes': scan({
    access: 'data.read',
    reads: ['batch'],
    input: z.object({ batch: id, kind: changeKind, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
    output: changePage,
  }),
  /** How the rows of this dataset are told apart, and what its next batch will mean. */
  'datasets.setKey': command({
    access: 'data.import',
    writes: ['dataset'],
    input: z.object({ dataset: id, key: columnNames, mode: batchMode }),
    output: z.object({ key: z.array(z.string()), mode: batchMode }),
  }),
  /** What a person who has seen the changes says of a batch; it is said once, or taken back first. */
  'batches.decide': command({
    access: 'data.import',
    writes: ['batch', 'dataset', 'metric', 'alert'],
    input: z.object({ batch: id, accept: z.boolean(), mode: batchMode, note: z.string().trim().max(500).default('') }),
    output: batch,
  }),
  /** Takes back what was decided on a batch, so that it waits again: while no later batch is accepted and no run over it is under review or approved. */
  'batches.undecide': command({
    access: 'data.import',
    writes: ['batch', 'dataset', 'metric', 'alert'],
    input: z.object({ batch: id, note: z.string().trim().min(1).max(500) }),
    output: batch,
  }),
};

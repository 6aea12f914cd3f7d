import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { grant, id, nothing, time, writtenFile } from './common.ts';
import { batch } from './datasets.ts';

/** Most steps of a recipe. */
export const STEPS_MAX = 1_000;

/** A step of a recipe: a kind of repair for a column, flat with the kind's own parameters by their names. */
export const repairStep = z
  .object({
    kind: z.string().min(1).max(100),
    column: z.string().min(1).max(500),
    /** Values that stay, as they are written or by their key (`#` and sixteen digits). */
    except: z.array(z.string().max(1000)).max(5_000).optional(),
  })
  .catchall(z.json());
export type RepairStep = z.infer<typeof repairStep>;
const steps = z.array(repairStep).max(STEPS_MAX);

const words = z.object({ zh: z.string(), en: z.string() });

/** A kind of repair as the window shows it. */
export const repairKindInfo = z.object({
  kind: z.string(),
  title: words,
  does: words,
  /** Why it is safe. */
  proof: words,
  never: words,
});
export type RepairKindInfo = z.infer<typeof repairKindInfo>;

/** A value before and after a step, masked where the column is sensitive; `key` names it where it must not be shown. */
export const repairPair = z.object({ key: z.string(), before: z.string(), after: z.string(), rows: z.number() });
export type RepairPair = z.infer<typeof repairPair>;

/** What a step would do or did. */
export const stepEffect = z.object({
  step: repairStep,
  /** Rows whose value it changes, after the steps before it. */
  rows: z.number(),
  /** Different values it changes; `exact` is false when there are too many to count. */
  pairs: z.object({ count: z.number(), exact: z.boolean() }),
  top: z.array(repairPair),
});
export type StepEffect = z.infer<typeof stepEffect>;

export const stepProblem = z.object({
  step: z.number(),
  code: z.enum(['unknown-kind', 'column-not-found', 'invalid-input']),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type RepairProblem = z.infer<typeof stepProblem>;

/** What steps do to a batch as a whole. */
export const repairEffect = z.object({
  rows: z.number(),
  rowsChanged: z.number(),
  cellsChanged: z.number(),
  steps: z.array(stepEffect),
  problems: z.array(stepProblem),
  /** By column with a meaning: values that failed its check before, and that still do. */
  columns: z.array(z.object({ column: z.string(), semantic: z.string(), failing: z.number(), remaining: z.number(), broken: z.number() })),
});
export type RepairEffect = z.infer<typeof repairEffect>;

export const recipe = z.object({ version: z.number(), steps, at: time, by: z.string() });
export type Recipe = z.infer<typeof recipe>;

/** What becomes of a new batch of a dataset that has a recipe. */
export const repairMode = z.enum(['off', 'offer', 'apply']);
export type RepairMode = z.infer<typeof repairMode>;

/** A batch that repairs made. */
export const derivation = z.object({
  batch: id,
  number: z.number(),
  parent: id,
  parentNumber: z.number(),
  /** Null for the corrections of a rework sheet. */
  recipeVersion: z.number().nullable(),
  /** The rework sheet whose corrections were applied, and its issue; null for a recipe. */
  sheet: z.object({ id, number: z.string(), issue: id }).nullable(),
  rowsChanged: z.number(),
  cellsChanged: z.number(),
  steps: z.array(z.object({ step: repairStep, rows: z.number() })),
  at: time,
  by: z.string(),
  /** When it was undone; its rows are gone then. */
  removedAt: time.nullable(),
  decision: z.enum(['accepted', 'declined']).nullable(),
  /** Why it cannot be undone, or null. */
  held: z.enum(['signed', 'submitted', 'derived']).nullable(),
});
export type Derivation = z.infer<typeof derivation>;

/** A changed cell; values are masked where the column is sensitive. */
export const cellChange = z.object({
  row: z.number(),
  column: z.string(),
  step: z.number(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type CellChange = z.infer<typeof cellChange>;

const paging = { offset: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) };

export const repairMethods = {
  'repair.kinds': query({ access: 'data.read', reads: [], input: nothing, output: z.array(repairKindInfo) }),
  /** The recipe of a dataset, what happens to its next batch, and what was derived so far. */
  'repair.state': query({
    access: 'data.read',
    reads: ['repair', 'batch', 'review', 'dataset'],
    input: z.object({ dataset: id }),
    output: z.object({
      recipe: recipe.nullable(),
      versions: z.array(recipe),
      mode: repairMode,
      derived: z.array(derivation),
      /** The present batch, when the recipe was not used on it yet. */
      offered: id.nullable(),
    }),
  }),
  /** What was found for a batch before; null while nobody has looked. */
  'repair.proposals': query({ access: 'data.read', reads: ['repair'], input: z.object({ batch: id }), output: repairEffect.nullable() }),
  /** Looks through every value for what could be repaired. Changes nothing, so it is no act of a person. */
  'repair.propose': job({
    access: 'data.read',
    writes: ['repair'],
    audited: false,
    input: z.object({ batch: id }),
    output: repairEffect,
  }),
  /** What certain steps would do. */
  'repair.preview': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: z.object({ batch: id, steps }),
    output: repairEffect,
  }),
  /** The values that one of the steps changes, the most frequent first. */
  'repair.pairs': scan({
    access: 'data.read',
    reads: [],
    input: z.object({ batch: id, steps, step: z.int().min(0), search: z.string().max(200).default(''), ...paging }),
    output: z.object({ total: z.number(), exact: z.boolean(), pairs: z.array(repairPair) }),
  }),
  /** Writes a derived batch; the steps become the dataset's recipe. */
  'repair.apply': job({
    access: 'data.import',
    writes: ['repair', 'batch', 'dataset', 'profile', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({ batch: id, steps: steps.min(1) }),
    output: z.object({ batch, derivation }),
  }),
  /** Takes a derived batch back: its rows are removed, the batch it came from stands again. */
  'repair.undo': command({
    access: 'data.import',
    writes: ['repair', 'batch', 'dataset', 'metric', 'alert'],
    input: z.object({ batch: id }),
    output: derivation,
  }),
  /** The cells that were changed in a derived batch, in the order of the rows. */
  'repair.changes': scan({
    access: 'data.read',
    reads: ['repair'],
    input: z.object({ batch: id, row: z.int().min(1).optional(), step: z.int().min(0).optional(), ...paging }),
    output: z.object({ total: z.number(), changes: z.array(cellChange) }),
  }),
  /** Keeps steps as a new version of the recipe without using them; `basedOn` is the version that was edited (0: none). */
  'repair.save': command({
    access: 'data.import',
    writes: ['repair'],
    input: z.object({ dataset: id, steps, basedOn: z.int().min(0) }),
    output: recipe,
  }),
  'repair.setMode': command({
    access: 'data.import',
    writes: ['repair', 'dataset'],
    input: z.object({ dataset: id, mode: repairMode }),
    output: z.object({ mode: repairMode }),
  }),
  'repair.exportRecipe': job({
    access: 'data.read',
    writes: [],
    input: z.object({ dataset: id, to: grant, format: z.enum(['yaml', 'json']) }),
    /** `left`: values left out of steps that were not written, because they are sensitive. */
    output: writtenFile.extend({ left: z.number() }),
  }),
  /** Reads a recipe file; nothing is kept. */
  'repair.readRecipe': scan({
    access: 'data.import',
    reads: [],
    input: z.object({ batch: id, file: grant }),
    output: z.object({ steps, problems: z.array(stepProblem) }),
  }),
};

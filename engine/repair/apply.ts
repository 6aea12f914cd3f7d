import { basename } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { moveDurably, remove, sizeOfInput } from '../../base/files.ts';
import { invariant } from '../../base/invariant.ts';
import type { TaskRunner } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Batch, ColumnType, SourceShape } from '../../contract/methods/datasets.ts';
import type { Derivation, RepairStep } from '../../contract/methods/repair.ts';
import type { CommandContext, JobContext } from '../context.ts';
import { batchFileOf, getBatch, getBatchParts, getDataset, insertBatch, listMalformed } from '../datasets/index.ts';
import { importRows, type ImportResult, type ImportRun, type ImportTarget, intakeMemory, withColumnsAs } from '../intake/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import type { BatchFile } from '../table/index.ts';
import { getDataFile, insertDataFile, pathsOf } from '../workspace/index.ts';
import { type CellFix, fixFits } from './fixes.ts';
import type { AppliedCounts, ApplyInput, ApplyOutput } from './apply.task.ts';
import { insertDerivation, insertRecipe, listDerivations, listRecipes } from './store.ts';

/** Kinds after which the type of a column may be another one. */
const RETYPING: ReadonlySet<string> = new Set(['date-form', 'date-serial', 'number-form']);

export interface RepairTableInput extends Omit<ImportTarget, 'shape'> {
  readonly name: string;
  readonly file: BatchFile;
  /** How the table was read that is repaired. */
  readonly shape: SourceShape;
  readonly steps: readonly RepairStep[];
  readonly fixes?: readonly CellFix[];
  readonly changes: ApplyInput['changes'];
}

/** Repairs a table into new part files and profiles it. Nothing is left behind when that fails. */
export async function repairTable(
  { name, file, shape, steps, fixes = [], changes, ...target }: RepairTableInput,
  run: ImportRun,
): Promise<{ readonly result: ImportResult; readonly counts: AppliedCounts; readonly shape: SourceShape }> {
  let counts: AppliedCounts | null = null;
  // what the worker counted comes back with the rows that it stored
  const tasks: TaskRunner = {
    run: async <O>(task: string, input: unknown, options?: Parameters<TaskRunner['run']>[2]): Promise<O> => {
      const output = await run.tasks.run<O>(task, input, options);
      if (task === 'repair.apply') counts = (output as ApplyOutput).applied;
      return output;
    },
    close: () => run.tasks.close(),
  };
  const types = new Map(file.columns.map((column) => [column.name, column.type]));
  const retyped = new Set([
    ...steps.filter(({ kind }) => RETYPING.has(kind)).map(({ column }) => column),
    ...fixes.filter(({ column, after }) => !fixFits(after, types.get(column) ?? 'text')).map(({ column }) => column),
  ]);
  const repaired: SourceShape = {
    ...shape,
    columns: file.columns.map(({ name: column, semantic }, i) => ({
      name: column,
      type: retyped.has(column) ? ('empty' as const) : (shape.columns[i]?.type ?? 'empty'),
      semantic,
      nullable: true,
    })),
  };
  const input: ApplyInput = { file, steps, fixes, changes };
  const result = await importRows(
    { ...target, name, shape: repaired, task: 'repair.apply', input, rowsEstimate: file.rowCount },
    { ...run, tasks },
  );
  invariant(counts, 'the task that stored the rows counted them');
  return { result, counts, shape: repaired };
}

/** Writes a derived batch of repaired rows and makes the steps the dataset's recipe. */
export function applyToBatch(
  { batch, steps }: { readonly batch: string; readonly steps: readonly RepairStep[] },
  context: JobContext,
): Promise<{ batch: Batch; derivation: Derivation }> {
  return derive({ batch, steps, sheet: null, fixes: [] }, context, () => undefined);
}

/** Called in the transaction that enters a derived batch. */
export type OnDerived = (command: CommandContext, batch: Batch, cells: number) => void;

/** Writes a derived batch with the corrections of a rework sheet; the recipe of the dataset stays as it is. */
export function applyFixes(
  { batch, sheet, fixes }: { readonly batch: string; readonly sheet: string; readonly fixes: readonly CellFix[] },
  context: JobContext,
  onDerived: OnDerived,
): Promise<{ batch: Batch; derivation: Derivation }> {
  return derive({ batch, steps: [], sheet, fixes }, context, onDerived);
}

interface Wanted {
  readonly batch: string;
  readonly steps: readonly RepairStep[];
  readonly sheet: string | null;
  readonly fixes: readonly CellFix[];
}

async function derive(
  { batch, steps, sheet, fixes }: Wanted,
  context: JobContext,
  onDerived: OnDerived,
): Promise<{ batch: Batch; derivation: Derivation }> {
  const parent = getBatch(context.reader, batch);
  const { shape, datasetName } = getBatchParts(context.reader, batch);
  const file = batchFileOf(context.workspace, context.reader, batch);
  context.track(`${datasetName} #${parent.number}`);
  const startedMs = context.nowMs();
  const { id, key } = context.newDataFile();
  const log = context.newDataFile();
  const { resources, clock, tasks } = context.host;
  const dir = pathsOf(context.workspace.folder).data;
  const written: string[] = [log.temporary];
  try {
    const repaired = await repairTable(
      { id, name: parent.fileName, file, shape, steps, fixes, changes: log, dir, key, resources, today: shanghaiDay(clock.nowMs()) },
      { tasks, signal: context.signal, onProgress: context.report, monotonicMs: context.nowMs },
    );
    written.push(...repaired.result.file.parts.map(({ path }) => path));
    if (repaired.counts.cellsChanged === 0) throw new JiadiError('repair-nothing', { name: datasetName, number: parent.number });
    moveDurably(log.temporary, log.final);
    written.push(log.final);
    const hashes = await Promise.all([log.final, ...written.slice(1, -1)].map((path) => context.task<string>('intake.sha256', { path })));
    const result = withColumnsAs(repaired.result, {}, columnsAsBefore(context, parent.dataset, file));
    const made: Made = { id, key, log, hashes, parent, steps, sheet, ...repaired, result, seconds: (context.nowMs() - startedMs) / 1000 };
    return context.commit((command) => {
      const entered = enter(command, made);
      onDerived(command, entered.batch, made.counts.cellsChanged);
      return entered;
    });
  } catch (error) {
    // only what no row names: an error after the commit must not take the rows away
    for (const path of written) if (!getDataFile(context.reader, basename(path, '.db'))) remove(path);
    throw error;
  }
}

/** What the columns mean stays; their types are found anew where nobody said what they are. */
function columnsAsBefore(
  { reader }: JobContext,
  dataset: string,
  file: BatchFile,
): Record<string, { type?: ColumnType; semantic: string | null }> {
  const said = intakeMemory(reader, dataset).columns;
  return Object.fromEntries(
    file.columns.map(({ name, semantic }) => {
      const type = Object.hasOwn(said, name) ? said[name]?.type : undefined;
      return [name, { semantic, ...(type === undefined ? {} : { type }) }];
    }),
  );
}

interface Made {
  readonly id: string;
  readonly key: Uint8Array;
  readonly log: ReturnType<JobContext['newDataFile']>;
  /** Of the log, then of the part files. */
  readonly hashes: readonly string[];
  readonly parent: Batch;
  readonly steps: readonly RepairStep[];
  /** The rework sheet whose corrections were applied; null for a recipe. */
  readonly sheet: string | null;
  readonly shape: SourceShape;
  readonly result: ImportResult;
  readonly counts: AppliedCounts;
  readonly seconds: number;
}

/** From here on the derived batch is there. */
function enter(command: CommandContext, made: Made): { batch: Batch; derivation: Derivation } {
  const { writer } = command;
  const { id, parent, result, counts, log, hashes } = made;
  const at = command.nowIso();
  const { dataset } = parent;
  const { name, unit } = getDataset(writer, dataset);
  insertDataFile(writer, { id: log.id, kind: 'changes', key: log.key, bytes: sizeOfInput(log.final), sha256: hashes[0] ?? '', at });
  const parts = result.file.parts.map(({ path, firstRow, rowCount }, i) => {
    const file = basename(path, '.db');
    insertDataFile(writer, { id: file, kind: 'batch', key: made.key, bytes: sizeOfInput(path), sha256: hashes[i + 1] ?? '', at });
    return { file, firstRow, rowCount };
  });
  insertBatch(writer, {
    id,
    dataset,
    parent: parent.id,
    fileName: parent.fileName,
    sourceSha256: result.sourceSha256,
    sourceSm3: result.sourceSm3,
    sourceModifiedAt: null,
    bytes: result.bytes,
    rows: result.file.rowCount,
    malformed: parent.malformed,
    setApart: parent.setApart,
    origin: 'repair',
    shape: made.shape,
    columns: result.file.columns,
    at,
    byId: command.actor,
    seconds: made.seconds,
    parts,
    records: listMalformed(writer, parent.id),
    profile: JSON.stringify({ ...result.profile, seconds: result.seconds }),
  });
  const recipeVersion = made.sheet === null ? keepRecipe(command, dataset, made.steps) : null;
  const { rowsChanged, cellsChanged } = counts;
  insertDerivation(writer, {
    batch: id,
    recipeVersion,
    sheet: made.sheet,
    steps: made.steps,
    counts: counts.steps,
    rowsChanged,
    cellsChanged,
    changesFile: log.id,
  });
  recordEvent(command, { stage: 'maintain', kind: 'repair.apply', dataset, unit, rows: rowsChanged, subject: name });
  command.audit(name, { dataset, batch: id, parent: parent.id, recipe: recipeVersion, sheet: made.sheet, rowsChanged, cellsChanged });
  const derivation = listDerivations(writer, dataset).find((one) => one.batch === id);
  invariant(derivation, 'what was entered is there');
  return { batch: getBatch(writer, id), derivation };
}

/** The version of the recipe with these steps; a new one unless the newest has them already. */
export function keepRecipe({ writer, nowIso, actor }: CommandContext, dataset: string, steps: readonly RepairStep[]): number {
  const [newest] = listRecipes(writer, dataset);
  if (newest && JSON.stringify(newest.steps) === JSON.stringify(steps)) return newest.version;
  const version = (newest?.version ?? 0) + 1;
  insertRecipe(writer, { dataset, version, steps, at: nowIso(), byId: actor });
  return version;
}

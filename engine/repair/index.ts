import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { remove, sizeOfInput, withFileErrors, writeFileDurably } from '../../base/files.ts';
import { invariant } from '../../base/invariant.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Derivation, RepairEffect, RepairProblem, repairMethods } from '../../contract/methods/repair.ts';
import type { CommandContext, ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, getBatch, getBatchParts, getDataset, latestBatch, removeBatchData, withdrawBatch } from '../datasets/index.ts';
import { storedProfile } from '../profile/index.ts';
import { deleteDataFile, pathsOf } from '../workspace/index.ts';
import { applyToBatch, keepRecipe } from './apply.ts';
import type { ChangesInput } from './changes.task.ts';
import { repairKinds } from './kinds/index.ts';
import { readRecipe, readSteps, type StepProblem, writeRecipe } from './recipe.ts';
import { dropDerived, getChangesFile, getMode, getProposals, listDerivations, listRecipes, putProposals, setMode } from './store.ts';
import type { PairsInput, SurveyInput } from './survey.task.ts';
import { failingOf, type ProposeInput } from './tasks.ts';

export { applyFixes, repairTable } from './apply.ts';
export { createRepairer, type Repairer } from './auto.ts';
export { type CellFix, fixState, fixText } from './fixes.ts';
export { repairKinds } from './kinds/index.ts';
export { readRecipe, readSteps } from './recipe.ts';
export { standingFor } from './store.ts';
export { failingOf, type ProposeInput, repairTasks } from './tasks.ts';
export type { SurveyInput } from './survey.task.ts';

/** A recipe file is written by people: larger ones are something else. */
const RECIPE_BYTES_MAX = 8 << 20;

const fileOf = ({ workspace, reader }: Pick<QueryContext, 'workspace' | 'reader'>, batch: string) => batchFileOf(workspace, reader, batch);
const asProblems = (problems: readonly StepProblem[]): RepairProblem[] => problems.map((p) => ({ ...p, params: { ...p.params } }));

/** A recipe from a file; what it says is not yet checked against any table. */
export function recipeFromFile(path: string): ReturnType<typeof readRecipe> {
  const name = basename(path);
  const bytes = sizeOfInput(path);
  if (bytes > RECIPE_BYTES_MAX) throw new JiadiError('file-too-large', { file: name, limit: RECIPE_BYTES_MAX, unit: 'bytes' });
  return readRecipe(
    withFileErrors(path, () => readFileSync(path, 'utf8')),
    name,
  );
}

function derivationOf(reader: QueryContext['reader'], batch: string) {
  const found = listDerivations(reader, getBatch(reader, batch).dataset).find((one) => one.batch === batch);
  if (!found) throw new JiadiError('not-found', { what: 'derivation', name: batch });
  return found;
}

/** Whether a recipe was used on a batch, on one that it came from, or by a batch that waits beside it. */
function recipeUsed(derived: readonly Derivation[], latest: string | null): boolean {
  const standing = derived.filter(({ removedAt }) => removedAt === null);
  if (standing.some(({ parent, recipeVersion }) => recipeVersion !== null && parent === latest)) return true;
  for (let at = latest; at !== null;) {
    const own = standing.find(({ batch }) => batch === at);
    if (own && own.recipeVersion !== null) return true;
    at = own?.parent ?? null;
  }
  return false;
}

function heldError(held: NonNullable<Derivation['held']>, name: string, number: number): JiadiError {
  switch (held) {
    case 'signed':
      return new JiadiError('repair-signed', { name, number });
    case 'submitted':
      return new JiadiError('repair-submitted', { name, number });
    case 'derived':
      return new JiadiError('repair-derived', { name, number });
  }
}

function undo(batch: string, context: CommandContext) {
  const { reader, writer } = context;
  const known = derivationOf(reader, batch);
  const { dataset } = getBatch(reader, batch);
  const { name } = getDataset(reader, dataset);
  if (known.removedAt !== null) throw new JiadiError('state-changed', { state: 'declined', name: `${name} #${known.number}` });
  if (known.held !== null) throw heldError(known.held, name, known.number);
  const log = getChangesFile(reader, batch);
  withdrawBatch(writer, batch, context.nowIso(), context.actor);
  dropDerived(writer, batch);
  const files = [...removeBatchData(writer, batch, context.nowIso()), ...(log ? [log.file] : [])];
  for (const file of files) deleteDataFile(writer, file);
  context.audit(name, { dataset, batch, parent: known.parent });
  // the keys are gone with the commit; a file that stays behind is removed at the next start
  setImmediate(() => files.forEach((file) => remove(join(pathsOf(context.workspace.folder).data, `${file}.db`))));
  return derivationOf(reader, batch);
}

/** What is safe to repair in a batch, and the batches that were derived from it. */
export const repair: ModuleHandlers<typeof repairMethods> = {
  'repair.kinds': () =>
    repairKinds.map(({ kind, text: { 'zh-CN': zh, en } }) => ({
      kind,
      title: { zh: zh.title, en: en.title },
      does: { zh: zh.does, en: en.does },
      proof: { zh: zh.proof, en: en.proof },
      never: { zh: zh.never, en: en.never },
    })),
  'repair.state': ({ dataset }, { reader }) => {
    getDataset(reader, dataset);
    const versions = listRecipes(reader, dataset);
    const derived = listDerivations(reader, dataset);
    const mode = getMode(reader, dataset);
    const latest = latestBatch(reader, dataset);
    const used = recipeUsed(derived, latest);
    const offered = mode !== 'off' && versions.length > 0 && latest !== null && !used ? latest : null;
    return { recipe: versions[0] ?? null, versions, mode, derived, offered };
  },
  'repair.proposals': ({ batch }, { reader }) => {
    getBatchParts(reader, batch);
    return getProposals(reader, batch);
  },
  'repair.propose': async ({ batch }, context) => {
    const { datasetName } = getBatchParts(context.reader, batch);
    context.track(`${datasetName} #${getBatch(context.reader, batch).number}`);
    const input: ProposeInput = { file: fileOf(context, batch), profile: storedProfile(context.reader, batch) };
    const found = await context.task<RepairEffect>('repair.propose', input);
    context.commit(({ writer, nowIso }) => putProposals(writer, batch, found, nowIso()));
    return found;
  },
  'repair.preview': async ({ batch, steps }, context) => {
    const file = fileOf(context, batch);
    const failing = failingOf(file, storedProfile(context.reader, batch));
    return await context.task<RepairEffect>('repair.survey', { file, steps, failing, onlyFound: false } satisfies SurveyInput);
  },
  'repair.pairs': async ({ batch, ...wanted }, context) => {
    if (wanted.step >= wanted.steps.length) throw new JiadiError('not-found', { what: 'step', name: wanted.step + 1 });
    return await context.task('repair.pairs', { file: fileOf(context, batch), ...wanted } satisfies PairsInput);
  },
  'repair.apply': (wanted, context) => applyToBatch(wanted, context),
  'repair.undo': ({ batch }, context) => undo(batch, context),
  'repair.changes': async ({ batch, row, step, offset, limit }, context) => {
    const log = getChangesFile(context.reader, batch);
    if (!log) throw new JiadiError('not-found', { what: 'derivation', name: batch });
    const input: ChangesInput = {
      path: join(pathsOf(context.workspace.folder).data, `${log.file}.db`),
      key: log.key,
      columns: getBatchParts(context.reader, batch).columns,
      row: row ?? null,
      step: step ?? null,
      offset,
      limit,
    };
    return await context.task('repair.changes', input);
  },
  'repair.save': ({ dataset, steps, basedOn }, context) => {
    const { name } = getDataset(context.reader, dataset);
    const now = listRecipes(context.reader, dataset)[0]?.version ?? 0;
    if (now !== basedOn) throw new JiadiError('conflict', { name });
    const version = keepRecipe(context, dataset, steps);
    context.audit(name, { dataset, recipe: version, steps: steps.length });
    const saved = listRecipes(context.reader, dataset)[0];
    invariant(saved, 'what was saved is there');
    return saved;
  },
  'repair.setMode': ({ dataset, mode }, context) => {
    const { name } = getDataset(context.reader, dataset);
    context.audit(name, { mode });
    setMode(context.writer, dataset, mode);
    return { mode };
  },
  'repair.exportRecipe': ({ dataset, to, format }, context) => {
    const path = context.grants.path(to, 'write');
    const { name } = getDataset(context.reader, dataset);
    const [newest] = listRecipes(context.reader, dataset);
    if (!newest) throw new JiadiError('not-found', { what: 'recipe', name });
    const latest = latestBatch(context.reader, dataset);
    const columns = latest === null ? [] : getBatchParts(context.reader, latest).columns;
    const { text, left } = writeRecipe({ name, ...newest }, columns, format);
    writeFileDurably(path, text, 0o644);
    const bytes = Buffer.byteLength(text);
    return context.commit((command) => {
      command.audit(basename(path), { dataset, recipe: newest.version, left });
      return { fileName: basename(path), bytes, left };
    });
  },
  'repair.readRecipe': ({ batch, file }, context) => {
    const steps = [...recipeFromFile(context.grants.path(file, 'read'))];
    return { steps, problems: asProblems(readSteps(steps, getBatchParts(context.reader, batch).columns).problems) };
  },
};

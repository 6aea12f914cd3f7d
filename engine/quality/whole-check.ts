/** The check of a dataset of several batches as one table: put together from what was found in each of them. */
import { join } from 'node:path';
import { remove, sizeOfInput } from '../../base/files.ts';
import { digestOf, utf8 } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { CheckCosts, qualityMethods } from '../../contract/methods/quality.ts';
import { editionsFor } from '../codes/index.ts';
import type { JobContext, QueryContext } from '../context.ts';
import { batchFileOf, contentOf, getBatch, getDataset } from '../datasets/index.ts';
import { activeWaivers, ofDataset, todayOf } from '../issues/index.ts';
import { type RuleSetForRun, ruleSetForRun } from '../rules/index.ts';
import { createSemantics, loadTables } from '../semantics/index.ts';
import { type BatchFile, together } from '../table/index.ts';
import { deleteDataFile, getDataFile, insertDataFile, pathsOf } from '../workspace/index.ts';
import type { AppendedBatch } from './carried-batch.ts';
import { STATE_FORMAT } from './carried.task.ts';
import { type CheckInput, type CheckRun, runCheck } from './check.ts';
import { guestOf } from './guest.ts';
import { publicResult, referenceFiles } from './public.ts';
import { weightsFor } from './score-store.ts';
import { surroundingsOf } from './surroundings.ts';
import { getCheckState, getWholeCheck, putCheckState, putWholeCheck, type StoredWholeCheck } from './whole-store.ts';

type Whole = OutputOf<(typeof qualityMethods)['quality.whole']>;
type Result = NonNullable<Whole['last']>;

/** A check of the whole as it is kept: the batches whose rows it numbers through, and what it cost; both absent in checks of before they were kept. */
export interface KeptWhole extends Omit<Result, 'check' | 'findings' | 'failingRows'>, Partial<Pick<Result, 'findings' | 'failingRows'>> {
  readonly of?: readonly { readonly batch: string; readonly number: number; readonly rows: number }[];
  readonly costs?: CheckCosts;
}

/** What a check of the whole is about. */
export interface Basis {
  readonly name: string;
  readonly batches: readonly { readonly id: string; readonly number: number; readonly day: string; readonly file: BatchFile }[];
  readonly ruleSet: RuleSetForRun;
  /** What a batch's state depends on besides its rows and day. */
  readonly layout: string;
  /** What the result of the whole depends on. */
  readonly text: string;
  readonly input: Omit<CheckInput, 'findings'>;
}

const layoutOf = (file: BatchFile): string => JSON.stringify(file.columns.map(({ name }) => name));

/** What a check of the whole would be about, or why there can be none. */
export function basisOf(context: QueryContext, dataset: string): Basis | 'one-batch' | 'no-rules' | 'columns' {
  const { reader, workspace } = context;
  const { name, ruleSet: ruleSetId } = getDataset(reader, dataset);
  const batches = contentOf(reader, dataset).map((id) => {
    const { number, importedAt } = getBatch(reader, id);
    return { id, number, day: importedAt.slice(0, 10), file: batchFileOf(workspace, reader, id) };
  });
  const [first, newest] = [batches[0], batches.at(-1)];
  if (!first || !newest || batches.length < 2) return 'one-batch';
  if (ruleSetId === null) return 'no-rules';
  if (batches.some(({ file }) => layoutOf(file) !== layoutOf(newest.file))) return 'columns';
  const ruleSet = ruleSetForRun(reader, ruleSetId);
  const references = referenceFiles(ruleSet, context);
  const codes = editionsFor(
    context,
    ruleSet.rules.map(({ spec }) => spec?.params),
  );
  const weights = weightsFor(reader, ruleSet.id);
  const waivers = activeWaivers(reader, ofDataset(dataset), todayOf(context));
  const layout = digest([STATE_FORMAT, ruleSet.rules, ruleSet.nullLike, newest.file.columns, codes]);
  const parts = Object.entries(references).map(([key, { parts: files }]) => [key, files.map(({ path }) => path)]);
  return {
    name,
    batches,
    ruleSet,
    layout,
    text: digest([layout, batches.map(({ id }) => id), parts, weights, waivers.map(({ id }) => id)]),
    input: {
      batch: together(batches.map(({ file }) => file)),
      rules: ruleSet.rules,
      nullLike: ruleSet.nullLike,
      asOf: newest.day,
      references,
      codes,
      weights,
      waivers,
      // what is known of the newest file is not known of the table; what came before is what came before its first batch
      surroundings: { ...surroundingsOf(context, newest.id), source: null, history: surroundingsOf(context, first.id).history },
    },
  };
}

const digest = (value: unknown): string => digestOf(utf8(JSON.stringify(value)));

/** What is kept of the check of the whole, and what a new one would have to read. */
export function wholeCheck(context: QueryContext, dataset: string): Whole {
  const { name } = getDataset(context.reader, dataset);
  const basis = basisOf(context, dataset);
  if (typeof basis === 'string') return { name, why: basis, batches: [], last: null };
  const kept = getWholeCheck(context.reader, dataset);
  const batches = batchesOf(context, basis);
  return { name, why: null, batches, last: kept?.basis === basis.text ? asPublic(kept) : null };
}

/** Its batches, and whether what their rows came to is known. */
export const batchesOf = ({ reader }: QueryContext, { batches, layout }: Basis): Whole['batches'] =>
  batches.map(({ id, number, file }) => ({
    batch: id,
    number,
    rows: file.rowCount,
    kept: getCheckState(reader, id)?.layout === layout,
  }));

function asPublic({ content, findings: check }: StoredWholeCheck): Result {
  const { of: _, costs: __, findings = 0, failingRows = 0, ...kept } = JSON.parse(content) as KeptWhole;
  return { ...kept, check, findings, failingRows };
}

/** Checks all batches of a dataset as one table; of batches whose state is kept only what cannot be carried over is read again. */
export async function runWhole(dataset: string, context: JobContext): Promise<Whole> {
  const basis = basisOf(context, dataset);
  if (typeof basis === 'string') throw new JiadiError('not-found', { what: 'batch', name: getDataset(context.reader, dataset).name });
  context.track(basis.name);
  const startedMs = context.nowMs();
  const startedAt = context.nowIso();
  const made = basis.batches.map(({ id }) => {
    const known = getCheckState(context.reader, id);
    return known?.layout === basis.layout ? { known, file: null } : { known, file: context.newDataFile() };
  });
  const appended = basis.batches.map(({ file, day }, i): AppendedBatch => {
    const { known, file: target } = made[i] ?? { known: null, file: null };
    const state = target === null && known ? { path: pathOf(known.file, context), key: known.key } : null;
    return { file, asOf: day, state, target: target ?? null };
  });
  const fresh = made.flatMap(({ file }, i) => (file ? [{ file, batch: basis.batches[i]?.id ?? '' }] : []));
  const findings = context.newDataFile();
  const gone: string[] = [];
  try {
    const checked = await runCheck(
      { ...basis.input, appended, findings: { temporary: findings.temporary, path: findings.final, key: findings.key } },
      {
        tasks: context.host.tasks,
        semantics: createSemantics({ today: basis.input.asOf, tables: loadTables(context.host.resources) }),
        guest: guestOf(context.host),
      },
      { signal: context.signal, onProgress: context.report },
    );
    // without rules that can be carried over there is nothing to keep
    const written = checked.carried.length > 0 ? fresh : [];
    const kept = [...written.map(({ file }) => ({ file, kind: 'check-state' })), { file: findings, kind: 'findings' }];
    const hashes = await Promise.all(kept.map(({ file }) => context.task<string>('intake.sha256', { path: file.final })));
    const content = resultOf(basis, checked, {
      startedAt,
      seconds: (context.nowMs() - startedMs) / 1000,
      by: context.session?.user.name ?? context.actor,
    });
    context.commit(({ writer, nowIso, audit, actor }) => {
      kept.forEach(({ file: { id, key, final }, kind }, i) =>
        insertDataFile(writer, { id, kind, key, bytes: sizeOfInput(final), sha256: hashes[i] ?? '', at: nowIso() }),
      );
      // another check of the whole may have kept its own meanwhile
      const before = getWholeCheck(writer, dataset)?.findings ?? null;
      if (before !== null) gone.push(before);
      for (const { file, batch } of written) {
        getBatch(writer, batch);
        const old = getCheckState(writer, batch);
        if (old) gone.push(old.file);
        putCheckState(writer, { batch, layout: basis.layout, file: file.id, at: nowIso() });
      }
      const byId = actor;
      putWholeCheck(writer, { dataset, basis: basis.text, content: JSON.stringify(content), findings: findings.id, at: nowIso(), byId });
      for (const file of gone) deleteDataFile(writer, file);
      audit(basis.name, { batches: basis.batches.length, score: checked.score.total });
    });
  } catch (error) {
    for (const { file, batch } of fresh) if (getCheckState(context.reader, batch)?.file !== file.id) remove(file.final);
    if (!getDataFile(context.reader, findings.id)) remove(findings.final);
    throw error;
  }
  // their keys are gone with the commit; a file that stays behind is removed at the next start
  for (const file of gone) remove(pathOf(file, context));
  return wholeCheck(context, dataset);
}

const pathOf = (file: string, { workspace }: Pick<JobContext, 'workspace'>): string => join(pathsOf(workspace.folder).data, `${file}.db`);

function resultOf({ batches, ruleSet, input }: Basis, checked: CheckRun, at: Pick<Result, 'startedAt' | 'seconds' | 'by'>): KeptWhole {
  const carried = new Set(checked.carried);
  return {
    ...at,
    batches: batches.map(({ number }) => number),
    of: batches.map(({ id, number, file }) => ({ batch: id, number, rows: file.rowCount })),
    costs: checked.costs,
    findings: checked.results.reduce((sum, { failed }) => sum + failed, 0),
    failingRows: checked.failingRows ?? 0,
    ruleSetName: ruleSet.name,
    ruleSetVersion: ruleSet.version,
    rows: input.batch.rowCount,
    score: { total: checked.score.total, dimensions: checked.score.dimensions },
    success: checked.success,
    results: checked.results.map((result) => ({ ...publicResult(result), carried: carried.has(result.rule) })),
  };
}

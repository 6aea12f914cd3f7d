import { join } from 'node:path';
import { remove, sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { batchMethods, ChangeKind, Comparison, KeyProposal } from '../../contract/methods/batches.ts';
import type { Batch } from '../../contract/methods/datasets.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, contentOf, deleteDecision, getBatch, getDataset, insertDecision, setKey } from '../datasets/index.ts';
import { storedProfile, storedStructure } from '../profile/index.ts';
import type { BatchFile } from '../table/index.ts';
import { deleteDataFile, getDataFile, insertDataFile, pathsOf } from '../workspace/index.ts';
import type { ChangesInput, ShownChange } from './changes.task.ts';
import type { ComparedBatch, CompareInput, CompareOutput } from './compare.task.ts';
import { pairColumns, rankKeys } from './model.ts';
import type { RowHashes, RowHashesInput } from './row-hashes.task.ts';
import { getComparison, holdOf, putComparison, type StoredComparison } from './store.ts';

export type { RowHashes, RowHashesInput } from './row-hashes.task.ts';
export { batchTasks } from './tasks.ts';

/** What a batch is compared with: the content of its dataset before it, by the dataset's key. */
function basisOf(reader: QueryContext['reader'], batch: string) {
  const own = getBatch(reader, batch);
  const { key, mode, name } = getDataset(reader, own.dataset);
  // a derived batch stands in the place of the one that it came from, and means what that one means
  const parent = own.derived === null ? null : getBatch(reader, own.derived.from).decision;
  return { own, name, base: contentOf(reader, own.dataset, own.number), key, mode: own.decision?.mode ?? parent?.mode ?? mode };
}

/** The kept comparison as far as it is still about the same: a batch never changes, but its base, the key and the mode may. */
function current(reader: QueryContext['reader'], batch: string): StoredComparison | null {
  const kept = getComparison(reader, batch);
  if (!kept) return null;
  const { base, key, mode } = basisOf(reader, batch);
  const { comparison } = kept;
  const same = JSON.stringify([base, key, mode]) === JSON.stringify([comparison.base, comparison.key, comparison.mode]);
  return same ? kept : null;
}

/** Hashes of some columns of several batches at once, with the progress of all of them together. */
async function hashAll(
  wanted: readonly { readonly file: BatchFile; readonly columns: readonly number[] }[],
  keyCount: number,
  context: JobContext,
): Promise<RowHashes[]> {
  const total = wanted.reduce((sum, { file }) => sum + file.rowCount, 0);
  const done = wanted.map(() => 0);
  return await Promise.all(
    wanted.map(({ file, columns }, i) => {
      const input: RowHashesInput = { file, key: columns.slice(0, keyCount), rest: columns.slice(keyCount) };
      return context.task<RowHashes>('batches.rowHashes', input, {
        onProgress: (progress) => {
          done[i] = progress.done;
          context.report({ phase: 'compare', done: done.reduce((a, b) => a + b, 0), total, unit: 'rows' });
        },
      });
    }),
  );
}

async function compare(batch: string, context: JobContext): Promise<Comparison> {
  const { own, name, base, key, mode } = basisOf(context.reader, batch);
  if (base.length === 0) throw new JiadiError('not-found', { what: 'batch', name: `${name} < ${own.number}` });
  const fileOf = (id: string): BatchFile => batchFileOf(context.workspace, context.reader, id);
  const files = base.map(fileOf);
  const after = fileOf(batch);
  const paired = pairColumns(
    files.map(({ columns }) => columns),
    after.columns,
    key,
  );
  context.track(`${name} #${own.number}`);
  const sides = [...files.map((file, i) => ({ file, columns: paired.base[i] ?? [] })), { file: after, columns: paired.after }];
  const hashes = await hashAll(sides, paired.keyCount, context);
  const compared = sides.flatMap((side, i): ComparedBatch[] => {
    const own = hashes[i];
    return own ? [{ ...side, hashes: own }] : [];
  });
  const [newest, ...older] = compared.toReversed();
  if (!newest) throw new JiadiError('not-found', { what: 'batch', name: batch });
  const target = context.newDataFile();
  const input: CompareInput = { base: older.toReversed(), after: newest, mode, target };
  const output = await context.task<CompareOutput>('batches.compareRows', input);
  return await publish(context, { batch, base, key, mode, output, paired, target, rows: after.rowCount });
}

interface Found {
  readonly batch: string;
  readonly base: readonly string[];
  readonly key: readonly string[];
  readonly mode: Comparison['mode'];
  readonly output: CompareOutput;
  readonly paired: ReturnType<typeof pairColumns>;
  readonly target: ReturnType<JobContext['newDataFile']>;
  readonly rows: number;
}

async function publish(context: JobContext, found: Found): Promise<Comparison> {
  const { output, paired, target, mode } = found;
  const comparison: Comparison = {
    batch: found.batch,
    base: [...found.base],
    key: [...found.key],
    mode,
    before: output.before,
    after: found.rows,
    same: output.same,
    changed: output.changed,
    added: output.added,
    gone: mode === 'append' ? null : output.gone,
    repeated: output.repeated,
    columns: [...paired.names],
    columnsAdded: [...paired.added],
    columnsGone: [...paired.gone],
    changedColumns: output.changedColumns
      .map((rows, i) => ({ column: paired.names[i] ?? '', rows }))
      .filter(({ rows }) => rows > 0)
      .toSorted((a, b) => b.rows - a.rows),
    changedOver: output.changedOver,
  };
  const sha256 = await hashOrRemove(context, target.final);
  const old = getComparison(context.reader, found.batch);
  try {
    context.commit(({ writer, nowIso }) => {
      const { id, key } = target;
      insertDataFile(writer, { id, kind: 'comparison', key, bytes: sizeOfInput(target.final), sha256, at: nowIso() });
      putComparison(writer, comparison, id, nowIso());
      if (old) deleteDataFile(writer, old.file);
    });
  } catch (error) {
    if (!getDataFile(context.reader, target.id)) remove(target.final);
    throw error;
  }
  // its key is gone with the commit; a file that stays behind is removed at the next start
  if (old) remove(join(pathsOf(context.workspace.folder).data, `${old.file}.db`));
  return comparison;
}

async function hashOrRemove(context: JobContext, path: string): Promise<string> {
  try {
    return await context.task<string>('intake.sha256', { path });
  } catch (error) {
    remove(path);
    throw error;
  }
}

/** Where the changes of a kind begin in the file, and how many there are. */
function stretchOf(kind: ChangeKind, { changed, added, gone, repeated }: Comparison): { readonly start: number; readonly total: number } {
  switch (kind) {
    case 'changed':
      return { start: 0, total: changed };
    case 'added':
      return { start: changed, total: added };
    case 'gone':
      return { start: changed + added, total: gone ?? 0 };
    case 'repeated':
      return { start: changed + added + (gone ?? 0), total: repeated.after };
  }
}

function proposals(reader: QueryContext['reader'], batch: string): KeyProposal[] {
  const structure = storedStructure(reader, batch);
  const plain = (list: readonly { readonly columns: readonly string[]; readonly shared: number }[]): KeyProposal[] =>
    list.map(({ columns, shared }) => ({ columns: [...columns], shared }));
  return rankKeys([
    ...storedProfile(reader, batch).keys.map((columns) => ({ columns: [...columns], shared: 0 })),
    ...plain(structure?.keys ?? []),
    ...plain(structure?.nearKeys ?? []),
  ]);
}

/** Batches against what was there before, and what people decide about them. */
export const batches: ModuleHandlers<typeof batchMethods> = {
  'batches.keyProposals': ({ batch }, { reader }) => proposals(reader, batch),
  'batches.comparison': ({ batch }, { reader }) => current(reader, batch)?.comparison ?? null,
  'batches.compare': async ({ batch }, context) => current(context.reader, batch)?.comparison ?? (await compare(batch, context)),
  'batches.changes': async ({ batch, kind, offset, limit }, context) => {
    const kept = current(context.reader, batch);
    if (!kept) throw new JiadiError('not-found', { what: 'comparison', name: batch });
    const { comparison } = kept;
    const fileOf = (id: string): BatchFile => batchFileOf(context.workspace, context.reader, id);
    const base = comparison.base.map(fileOf);
    const after = fileOf(batch);
    const paired = pairColumns(
      base.map(({ columns }) => columns),
      after.columns,
      comparison.key,
    );
    const { start, total } = stretchOf(kind, comparison);
    const input: ChangesInput = {
      path: join(pathsOf(context.workspace.folder).data, `${kept.file}.db`),
      key: kept.fileKey,
      base: base.map((file, i) => ({ file, columns: paired.base[i] ?? [] })),
      after: { file: after, columns: paired.after },
      from: start + offset + 1,
      count: Math.max(0, Math.min(limit, total - offset)),
    };
    const rows = input.count === 0 ? [] : await context.task<ShownChange[]>('batches.changes', input);
    const named = rows.map(({ before, ...row }) => ({
      ...row,
      before: before && { ...before, batch: comparison.base[before.batch] ?? '' },
    }));
    return { total, offset, columns: [...paired.names], rows: named };
  },
  'datasets.setKey': ({ dataset, key, mode }, { reader, writer, audit }) => {
    const { name, content } = getDataset(reader, dataset);
    audit(name, { key: key.join(', '), mode, batches: content.length });
    setKey(writer, dataset, key, mode);
    return { key, mode };
  },
  'batches.decide': ({ batch, accept, mode: wanted, note }, context): Batch => {
    const { reader, writer } = context;
    const { own, name, key } = basisOf(reader, batch);
    const title = `${name} #${own.number}`;
    if (own.decision) throw new JiadiError('state-changed', { name: title, state: own.decision.state });
    const seen = current(reader, batch)?.comparison;
    const state = accept ? 'accepted' : 'declined';
    const parent = own.derived && getBatch(reader, own.derived.from);
    const mode = parent?.decision?.mode ?? wanted;
    const decision = { state, mode, note, at: context.nowIso(), byId: context.actor } as const;
    insertDecision(writer, { ...decision, batch });
    // who accepts what was repaired accepts the delivery that it was derived from
    if (accept && parent && !parent.decision) insertDecision(writer, { ...decision, batch: parent.id });
    if (accept && !parent) setKey(writer, own.dataset, key, mode);
    context.audit(name, {
      batch: own.number,
      state,
      mode,
      ...(seen ? { changed: seen.changed, added: seen.added, gone: seen.gone } : { compared: false }),
      note,
    });
    return getBatch(reader, batch);
  },
  'batches.undecide': ({ batch, note }, { reader, writer, audit }): Batch => {
    const { own, name } = basisOf(reader, batch);
    const title = `${name} #${own.number}`;
    if (!own.decision) throw new JiadiError('state-changed', { name: title, state: 'waiting' });
    const { followedBy, before, reviewed, removed } = holdOf(reader, batch);
    if (removed === 1) throw new JiadiError('not-found', { what: 'batch', name: title });
    if (followedBy !== null) throw new JiadiError('decision-followed', { name: title, number: followedBy });
    if (before === 0) throw new JiadiError('decision-first', { name: title });
    if (reviewed > 0) throw new JiadiError('decision-reviewed', { name: title });
    deleteDecision(writer, batch);
    const { state, mode, by, at } = own.decision;
    audit(name, { batch: own.number, takenBack: state, mode, decidedBy: by, decidedAt: at, note });
    return getBatch(reader, batch);
  },
};

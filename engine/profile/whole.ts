/** The profile of a dataset of several batches: put together from what was counted of each of them. */
import { join } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { remove, sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import type { JobContext, QueryContext } from '../context.ts';
import { batchFileOf, getBatch, getDataset } from '../datasets/index.ts';
import { deleteDataFile, insertDataFile, pathsOf } from '../workspace/index.ts';
import { alertsOf } from './alerts/index.ts';
import { type FinishedColumn, type MergeOutput, tableProfile } from './finish.task.ts';
import { wholeStructure } from './kept-structure.ts';
import { isHidden, masked } from './masking.ts';
import type { ColumnProfile, StoredProfile } from './model.ts';
import { type FactsSoFar, type PartSoFar, soFarOf } from './so-far.ts';
import type { StateInput } from './state.task.ts';
import { getState, getWhole, putState, putWhole, type StoredState } from './store.ts';
import { finishedColumn } from './told.ts';
import { type Basis, basisOf, tableOf, type WantedBatch, wantedBasis } from './whole-table.ts';
import type { WholeInput } from './whole.task.ts';

type Whole = OutputOf<(typeof profileMethods)['profile.makeWhole']>;

/** The profile of a dataset as it is kept, or null. */
export function storedWhole(context: QueryContext, dataset: string): Whole | null {
  getDataset(context.reader, dataset);
  const basis = basisOf(context.reader, dataset);
  const content = basis && getWhole(context.reader, dataset, basis.text);
  return basis && content !== null ? asPublic(JSON.parse(content) as StoredProfile, dataset, basis, context) : null;
}

/** The profile of a dataset as it is kept, for whoever writes it out, and the batches that it is about; `not-found` where it was not put together for those. */
export function wholeForReport(
  { reader }: Pick<QueryContext, 'reader'>,
  dataset: string,
): { readonly profile: StoredProfile; readonly batches: readonly string[] } {
  const basis = basisOf(reader, dataset);
  const content = basis && getWhole(reader, dataset, basis.text);
  if (!basis || content === null) throw new JiadiError('not-found', { what: 'profile', name: getDataset(reader, dataset).name });
  return { profile: JSON.parse(content) as StoredProfile, batches: basis.batches.map(({ batch }) => batch) };
}

function asPublic(stored: StoredProfile, dataset: string, basis: Basis, { reader, host }: Pick<QueryContext, 'reader' | 'host'>): Whole {
  const batches = basis.batches.map(({ batch }) => batch);
  return {
    batch: batches.at(-1) ?? '',
    batches,
    alerts: [...alertsOf(stored, wholeStructure(reader, dataset, basis), shanghaiDay(host.clock.nowMs()), isHidden)],
    rows: stored.rowCount,
    columns: stored.columns.map(masked),
    duplicateRows: stored.duplicateRows,
    keys: stored.keys.map((key) => [...key]),
    seconds: stored.seconds,
  };
}

/** Puts the profile of a dataset together and keeps it. Only batches that were never counted this way are read. */
export async function makeWhole(dataset: string, context: JobContext): Promise<Whole> {
  const basis = wantedBasis(context.reader, dataset);
  if (getWhole(context.reader, dataset, basis.text) === null) context.track(getDataset(context.reader, dataset).name);
  return asPublic(await wholeOf(dataset, context), dataset, basis, context);
}

/** The profile of a dataset of several batches: the kept one, or one that is made now and kept; values in it must not leave the engine. */
export async function wholeOf(dataset: string, context: JobContext): Promise<StoredProfile> {
  const basis = wantedBasis(context.reader, dataset);
  const kept = getWhole(context.reader, dataset, basis.text);
  if (kept !== null) return JSON.parse(kept) as StoredProfile;
  const startedMs = context.nowMs();
  const states: StoredState[] = [];
  const growing = growingOf(basis, context);
  const rowsOf = ({ batch }: WantedBatch): number => getBatch(context.reader, batch).rows;
  const unread = basis.batches.filter(({ batch, layout }) => getState(context.reader, batch)?.layout !== layout);
  const total = unread.reduce((sum, wanted) => sum + rowsOf(wanted), 0);
  let before = 0;
  for (const wanted of basis.batches) {
    states.push(await stateOf(wanted, context, { growing, before, total }));
    if (unread.includes(wanted)) before += rowsOf(wanted);
  }
  const profile = await merged(basis, states, context);
  const stored: StoredProfile = { ...profile, seconds: { import: 0, profile: (context.nowMs() - startedMs) / 1000 } };
  // a decision that was made meanwhile makes it about something else: it is kept for what it is about
  context.commit(({ writer, nowIso }) => putWhole(writer, dataset, basis.text, JSON.stringify(stored), nowIso()));
  return stored;
}

/** Batches that have to be read, one after the other: how many rows they have, and how many of them were read. */
interface Reading {
  readonly growing: Growing;
  readonly before: number;
  readonly total: number;
}

type Growing = ((batch: string, part: PartSoFar) => void) | undefined;

/** Tells the figures so far over the batches that had to be read. */
function growingOf({ columns }: Basis, { tell }: JobContext): Growing {
  const parts = new Map<string, PartSoFar>();
  const facts = columns.map(({ name, type, semantic }): FactsSoFar => ({ name, declared: type, isHidden: isHidden({ semantic }) }));
  tell?.({ kind: 'soFar', ...soFarOf([], facts) });
  return (
    tell &&
    ((batch, part) => {
      parts.set(batch, part);
      tell({ kind: 'soFar', ...soFarOf([...parts.values()], facts) });
    })
  );
}

/** The state of a batch: the kept one, or a new one from its rows. */
async function stateOf(
  { batch, columns, layout }: WantedBatch,
  context: JobContext,
  { growing, before, total }: Reading,
): Promise<StoredState> {
  const known = getState(context.reader, batch);
  if (known?.layout === layout) return known;
  const { id, key, temporary, final } = context.newDataFile();
  const { parts } = batchFileOf(context.workspace, context.reader, batch);
  const input: StateInput = { parts, columns, target: { temporary, final, key } };
  await context.task('profile.state', input, {
    onProgress: ({ done, unit }) => context.report({ phase: 'profile', done: before + done, total, unit }),
    onTold: growing && ((part) => growing(batch, part as PartSoFar)),
  });
  try {
    const sha256 = await context.task<string>('intake.sha256', { path: final });
    context.commit(({ writer, nowIso }) => {
      getBatch(writer, batch);
      insertDataFile(writer, { id, kind: 'profile-state', key, bytes: sizeOfInput(final), sha256, at: nowIso() });
      putState(writer, batch, layout, id, nowIso());
      if (known) deleteDataFile(writer, known.file);
    });
  } catch (error) {
    if (getState(context.reader, batch)?.file !== id) remove(final);
    throw error;
  }
  // its key is gone with the commit; a file that stays behind is removed at the next start
  if (known) remove(pathOf(known.file, context));
  return { file: id, key, layout };
}

const pathOf = (file: string, { workspace }: Pick<JobContext, 'workspace'>): string => join(pathsOf(workspace.folder).data, `${file}.db`);

/** Merges the states, half of the columns in each of two tasks. */
async function merged(basis: Basis, states: readonly StoredState[], context: JobContext) {
  const { parts, rowCount } = tableOf(basis, context);
  const all = basis.columns.map(({ name, type, semantic }, index): WholeInput['columns'][number] => ({
    index,
    // what a person or an import said of the newest batch holds for all
    facts: { name, declared: type, candidate: semantic, candidateShare: 0 },
  }));
  const kept = states.map(({ file, key }) => ({ path: pathOf(file, context), key }));
  const outputs = await Promise.all(
    [0, 1].map((group) => {
      const mine = all.filter(({ index }) => index % 2 === group);
      const input: WholeInput = { states: kept, parts, columns: mine, rows: group === 0 };
      return context.task<MergeOutput>('profile.whole', input, {
        onTold: context.tell && ((column) => context.tell?.(finishedColumn(column as FinishedColumn, rowCount, context))),
        ...(group === 0 ? { onProgress: (progress) => context.report(progress) } : {}),
      });
    }),
  );
  const profiles: ColumnProfile[] = [];
  for (const { index, profile } of outputs.flatMap((output) => output.columns)) profiles[index] = profile;
  return tableProfile(rowCount, profiles, outputs[0]?.duplicateRows ?? null);
}

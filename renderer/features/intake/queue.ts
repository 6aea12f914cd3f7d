/**
 * The line of imports: one item at a time, each decided when its turn comes, because the one before may have made the dataset that it belongs to, or
 * may have been the very same file. The line outlives the screen, like the jobs in it.
 */
import { useSyncExternalStore } from 'react';
import { JiadiError } from '../../../contract/errors.ts';
import type { Preview, WantedShape } from '../../../contract/methods/datasets.ts';
import { asError, call, useLiveJobs } from '../../app/engine.ts';
import { intakeItems, targetKey } from '../../app/intake-files.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { type LiveJob, liveJobs } from '../../app/live-jobs.ts';
import { getSticky } from '../../app/sticky.ts';
import type { Target } from '../../app/target.ts';
import { columnsOf, nothingSaid, type OwnColumns, saidOf, wishesOf } from './columns.ts';
import { type Facts, factsOf, type ImportInput, importInput, itemName, noWishes, proposedTarget } from './model.ts';

/** Where an item stands. */
export type Stage = 'reading' | 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'duplicate' | 'cancelled';

export interface ItemState {
  readonly stage: Stage;
  readonly job: LiveJob | undefined;
  readonly error: JiadiError | null;
}

interface Turn {
  readonly item: IntakeItem;
  readonly unit: string;
  /** What somebody decided before the item's own preview; null: decided when its turn comes. */
  readonly input: ImportInput | null;
}

interface Line {
  readonly turns: readonly Turn[];
  readonly current: string | null;
  readonly facts: ReadonlyMap<string, Facts>;
  /** Why an item could not be read, or was not imported when its turn came. */
  readonly verdicts: ReadonlyMap<string, JiadiError | 'duplicate'>;
}

export const wantedKey = (id: string): string => `intake.wanted.${id}`;
export const columnsKey = (id: string): string => `intake.columns.${id}`;
/** The name under which an item's import is known among the live jobs. */
const jobName = (id: string): string => `intake.import#${id}`;

let line: Line = { turns: [], current: null, facts: new Map(), verdicts: new Map() };
const listeners = new Set<() => void>();

function set(next: Partial<Line>): void {
  line = { ...line, ...next };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const ownWanted = (id: string): WantedShape | null => (getSticky(wantedKey(id)) as WantedShape | undefined) ?? null;
const ownTarget = (id: string): Target | null => (getSticky(targetKey(id)) as Target | undefined) ?? null;
const listed = (id: string): boolean => intakeItems().some((item) => item.id === id);
const judge = (id: string, verdict: JiadiError | 'duplicate' | null): void => {
  const verdicts = new Map(line.verdicts);
  verdicts.delete(id);
  if (verdict !== null) verdicts.set(id, verdict);
  set({ verdicts });
};

/** Keeps what a preview says of an item. */
export function noteFacts(id: string, preview: Preview): void {
  const verdict = line.verdicts.get(id);
  // the password that was missing has been given
  if (verdict !== undefined && verdict !== 'duplicate' && verdict.code === 'file-password-needed') judge(id, null);
  set({ facts: new Map(line.facts).set(id, factsOf(preview)) });
}

let scouting = false;

/** Reads the beginning of every item of which nothing is known yet, one after the other. */
export async function scout(): Promise<void> {
  if (scouting) return;
  scouting = true;
  try {
    for (;;) {
      const next = intakeItems().find(({ id }) => !line.facts.has(id) && !line.verdicts.has(id) && liveJobs.get(jobName(id)) === undefined);
      if (!next) return;
      try {
        noteFacts(next.id, await call('intake.detect', { file: next.file.grant, wanted: ownWanted(next.id) ?? noWishes }));
      } catch (raw) {
        judge(next.id, asError(raw));
      }
    }
  } finally {
    scouting = false;
  }
}

async function decide({ item, unit }: Turn): Promise<ImportInput | 'duplicate'> {
  const file = item.file.grant;
  const own = ownWanted(item.id);
  const first = await call('intake.detect', { file, wanted: own ?? noWishes });
  noteFacts(item.id, first);
  if (first.sameAs) return 'duplicate';
  const datasets = await call('datasets.list', undefined);
  const target = ownTarget(item.id) ?? proposedTarget(item, first.suggestedDataset, datasets, unit);
  if (target.dataset === null) return importInput(file, own ?? noWishes, target, true);
  const memory = await call('intake.memory', { dataset: target.dataset });
  const wanted = wishesOf(item, own, memory, first.sheets);
  const preview = Object.keys(wanted).length > 0 ? await call('intake.detect', { file, wanted }) : first;
  const mapping = await call('intake.mapping', { file, wanted, dataset: target.dataset });
  const said = (getSticky(columnsKey(item.id)) as OwnColumns | undefined) ?? nothingSaid;
  const columns = columnsOf(preview, mapping, said, memory.columns);
  const unsure = columns.filter(({ by }) => by === 'content').map(({ from, to }) => `${from} → ${to}`);
  if (unsure.length > 0) throw new JiadiError('columns-unsure', { file: itemName(item), name: target.name, columns: unsure.join('、') });
  return { ...importInput(file, wanted, target, true), ...saidOf(columns, said) };
}

/** Nobody is signed in any more: what waits would fail one by one. */
const isGone = (error: JiadiError | null | undefined): boolean => error?.code === 'workspace-locked' || error?.code === 'workspace-none';

async function take(turn: Turn): Promise<void> {
  const { id } = turn.item;
  try {
    const input = turn.input ?? (await decide(turn));
    if (input === 'duplicate') {
      judge(id, 'duplicate');
      return;
    }
    // cancelled while it was being read
    if (line.current !== id) return;
    await liveJobs.start(jobName(id), 'intake.import', itemName(turn.item), input);
    if (isGone(liveJobs.get(jobName(id))?.error)) set({ turns: [] });
  } catch (raw) {
    const error = asError(raw);
    judge(id, error);
    if (isGone(error)) set({ turns: [] });
  }
}

let working = false;

async function work(): Promise<void> {
  if (working) return;
  working = true;
  try {
    for (;;) {
      const [turn, ...rest] = line.turns;
      if (!turn) return;
      set({ turns: rest, current: turn.item.id });
      if (listed(turn.item.id)) await take(turn);
      set({ current: null });
    }
  } finally {
    working = false;
  }
}

/** Puts items into the line; what they become is decided when their turn comes. */
export function enqueue(items: readonly IntakeItem[], unit: string): void {
  const fresh = items.filter(({ id }) => line.current !== id && !line.turns.some((turn) => turn.item.id === id));
  for (const { id } of fresh) reset(id);
  set({ turns: [...line.turns, ...fresh.map((item): Turn => ({ item, unit, input: null }))] });
  void work();
}

/** Puts an item into the line as a person decided it. */
export function enqueueDecided(item: IntakeItem, input: ImportInput): void {
  reset(item.id);
  set({ turns: [...line.turns.filter((turn) => turn.item.id !== item.id), { item, unit: '', input }] });
  void work();
}

function reset(id: string): void {
  liveJobs.clear(jobName(id));
  judge(id, null);
}

/** Takes an item out of the line, or stops its import. */
export function cancelItem(id: string): void {
  set({ turns: line.turns.filter(({ item }) => item.id !== id), ...(line.current === id ? { current: null } : {}) });
  liveJobs.cancel(jobName(id));
}

/** Empties the line and stops the import that runs. */
export function cancelAll(): void {
  const { current } = line;
  set({ turns: [], current: null });
  if (current !== null) liveJobs.cancel(jobName(current));
}

/** Forgets what is known of an item. */
export function forget(id: string): void {
  cancelItem(id);
  liveJobs.clear(jobName(id));
  const facts = new Map(line.facts);
  facts.delete(id);
  set({ facts });
  judge(id, null);
}

function stateOf(id: string, now: Line, job: LiveJob | undefined): ItemState {
  const verdict = now.verdicts.get(id);
  const error = job?.error ?? (verdict === undefined || verdict === 'duplicate' ? null : verdict);
  const stage = ((): Stage => {
    if (now.turns.some(({ item }) => item.id === id)) return 'queued';
    if (job?.state === 'running') return 'running';
    if (now.current === id) return 'reading';
    if (job) return job.error?.code === 'already-imported' ? 'duplicate' : job.state;
    if (verdict !== undefined) return verdict === 'duplicate' ? 'duplicate' : 'failed';
    return now.facts.has(id) ? 'waiting' : 'reading';
  })();
  return { stage, job, error };
}

/** Where every item stands, and what is known of it. */
export function useQueue(items: readonly IntakeItem[]): {
  readonly states: ReadonlyMap<string, ItemState>;
  readonly facts: ReadonlyMap<string, Facts>;
} {
  const now = useSyncExternalStore(subscribe, () => line);
  const jobs = useLiveJobs();
  const states = new Map(
    items.map(({ id }) => [
      id,
      stateOf(
        id,
        now,
        jobs.find((job) => job.name === jobName(id)),
      ),
    ]),
  );
  return { states, facts: now.facts };
}

import { isoUtc } from '../../base/clock.ts';
import { uuidV7 } from '../../base/ids.ts';
import { type ErrorParams, isJiadiError, JiadiError } from '../../contract/errors.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { EngineHost, JobContext, OpenWorkspace } from '../context.ts';
import { getDataset, latestBatch } from '../datasets/index.ts';
import { runQuality } from '../quality/index.ts';
import { referencesOf, ruleSetForRun } from '../rules/index.ts';
import { dueStep, retryAfterMs } from './model.ts';
import {
  insertEntry,
  listPlans,
  markEntry,
  newestRun,
  resumeEntries,
  setLastDue,
  type StoredPlan,
  uncheckedArrivals,
  type WaitingEntry,
  waitingEntries,
} from './store.ts';

export interface SchedulerOptions {
  readonly host: EngineHost;
  readonly changed: () => void;
  /** Runs a check in the name of a person, as if that person had started it. */
  readonly job: <T>(workspace: OpenWorkspace, userId: string, signal: AbortSignal, work: (context: JobContext) => Promise<T>) => Promise<T>;
}

export interface Scheduler {
  start(workspace: OpenWorkspace): void;
  stop(): Promise<void>;
  /** Looks soon: something changed that may be due. */
  kick(): void;
  /** Does what is due; resolves when it is done. */
  look(): Promise<void>;
}

const EVERY_MS = 20_000;
const SOON_MS = 400;

/** Not the check's fault, or not for long. */
const waits: ReadonlySet<string> = new Set(['cancelled', 'workspace-locked', 'check-running']);
/** Trying again would not help: somebody has to do something. */
const final: ReadonlySet<string> = new Set(['denied', 'not-found', 'rule-file-invalid']);

/** Runs checks that nobody starts: of what arrived, and at their times; one after the other, each noted with what came of it. */
class RunScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  #workspace: OpenWorkspace | null = null;
  #abort = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #again = false;
  /** When a check that failed is tried again, on the clock that only rises. */
  readonly #tryAt = new Map<string, number>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  start(workspace: OpenWorkspace): void {
    this.#workspace = workspace;
    this.#abort = new AbortController();
    this.#tryAt.clear();
    workspace.db.transaction(() => resumeEntries(workspace.db));
    this.#schedule(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#looking;
    this.#workspace = null;
  }

  kick(): void {
    if (this.#looking) this.#again = true;
    else this.#schedule(SOON_MS);
  }

  async look(): Promise<void> {
    const workspace = this.#workspace;
    if (!workspace) return;
    this.#looking ??= this.#lookOver(workspace).finally(() => {
      this.#looking = null;
      this.#schedule(this.#again ? SOON_MS : EVERY_MS);
      this.#again = false;
    });
    await this.#looking;
  }

  #schedule(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#abort.signal.aborted || !this.#workspace) return;
    this.#timer = setTimeout(() => void this.look(), ms);
    this.#timer.unref();
  }

  async #lookOver(workspace: OpenWorkspace): Promise<void> {
    const { host, changed } = this.#options;
    try {
      const plans = listPlans(workspace.db).filter(({ byId }) => byId !== null);
      if (this.#note(workspace, plans)) changed();
      for (const entry of waitingEntries(workspace.db)) {
        if (this.#abort.signal.aborted) return;
        if ((this.#tryAt.get(entry.id) ?? 0) > host.clock.monotonicMs()) continue;
        const plan = plans.find(({ dataset }) => dataset === entry.dataset);
        if (plan) await this.#run(workspace, plan, entry);
      }
    } catch (error) {
      host.log.write('schedule-failed', { error });
      changed();
    }
  }

  /** Puts what is due into the list; true when something was. */
  #note(workspace: OpenWorkspace, plans: readonly StoredPlan[]): boolean {
    const { host } = this.#options;
    const { db } = workspace;
    const nowMs = host.clock.nowMs();
    const newId = (): string => uuidV7(nowMs, host.random);
    const arrivals = uncheckedArrivals(db);
    const steps = plans.flatMap(({ dataset, schedule, lastDue }) => {
      if (!schedule) return [];
      const step = dueStep(schedule, lastDue === null ? nowMs : Date.parse(lastDue), nowMs);
      return step.step === 'nothing' ? [] : [{ dataset, step }];
    });
    if (arrivals.length + steps.length === 0) return false;
    db.transaction(() => {
      for (const { dataset, batch, at } of arrivals) insertEntry(db, { id: newId(), dataset, batch, reason: 'arrival', dueAt: at });
      for (const { dataset, step } of steps) {
        setLastDue(db, dataset, isoUtc(step.due));
        if (step.step === 'run') insertEntry(db, { id: newId(), dataset, batch: null, reason: step.reason, dueAt: isoUtc(step.due) });
      }
    });
    return true;
  }

  async #run(workspace: OpenWorkspace, plan: StoredPlan, entry: WaitingEntry): Promise<void> {
    const { host, job, changed } = this.#options;
    const { db } = workspace;
    const mark = (m: Parameters<typeof markEntry>[2]): void => {
      db.transaction(() => markEntry(db, entry.id, m));
      changed();
    };
    const attempts = entry.attempts + 1;
    const now = (): string => isoUtc(host.clock.nowMs());
    try {
      const found = this.#batchOf(workspace, plan, entry);
      if ('skip' in found) return mark({ state: 'skipped', code: found.skip, endedAt: now() });
      if (plan.byId === null || plan.role === null || !rightsOf[plan.role].includes('quality.run'))
        throw new JiadiError('denied', { right: 'quality.run', role: plan.by ?? '' });
      mark({ state: 'running', attempts, batch: found.batch });
      const run = await job(workspace, plan.byId, this.#abort.signal, (context) => runQuality({ batch: found.batch }, context));
      mark({ state: 'done', run: run.id, endedAt: now() });
    } catch (raw) {
      if (this.#abort.signal.aborted) return;
      const error = isJiadiError(raw) ? raw : new JiadiError('internal', { log: host.log.path ?? '' }, raw);
      if (!isJiadiError(raw)) host.log.write('auto-run-failed', { error: raw });
      this.#failed(entry, attempts, error, mark);
    }
  }

  #failed(entry: WaitingEntry, attempts: number, error: JiadiError, mark: (m: Parameters<typeof markEntry>[2]) => void): void {
    const { clock } = this.#options.host;
    const told: { readonly code: string; readonly params: ErrorParams } = { code: error.code, params: error.params };
    if (waits.has(error.code)) {
      this.#tryAt.set(entry.id, clock.monotonicMs() + EVERY_MS);
      return mark({ state: 'waiting', attempts: entry.attempts, ...told });
    }
    const after = final.has(error.code) ? null : retryAfterMs(attempts);
    if (after === null) return mark({ state: 'failed', attempts, ...told, endedAt: isoUtc(clock.nowMs()) });
    this.#tryAt.set(entry.id, clock.monotonicMs() + after);
    mark({ state: 'waiting', attempts, ...told });
  }

  /** The batch to check, or why none is: a check that could only repeat the last one is left out. */
  #batchOf({ db }: OpenWorkspace, plan: StoredPlan, entry: WaitingEntry): { readonly batch: string } | { readonly skip: string } {
    const { ruleSet } = getDataset(db, plan.dataset);
    if (ruleSet === null) return { skip: 'no-rules' };
    if (entry.batch !== null) return { batch: entry.batch };
    const batch = latestBatch(db, plan.dataset);
    if (batch === null) return { skip: 'no-batch' };
    const rules = ruleSetForRun(db, ruleSet);
    const before = newestRun(db, batch);
    const same = before?.ruleSet === rules.id && before.version === rules.version;
    // rules that look at other datasets may see something new there
    return same && referencesOf(db, rules).length === 0 ? { skip: 'nothing-new' } : { batch };
  }
}

/** See `RunScheduler`. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  return new RunScheduler(options);
}

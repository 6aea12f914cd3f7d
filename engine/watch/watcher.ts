import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asFileError } from '../../base/files.ts';
import { isoUtc } from '../../base/clock.ts';
import { uuidV7 } from '../../base/ids.ts';
import { type ErrorParams, isJiadiError, JiadiError } from '../../contract/errors.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { EngineHost, JobContext, OpenWorkspace } from '../context.ts';
import { importWatched } from '../intake/index.ts';
import { isComplete, isMeant, look, type SeenFile, type Unchanged } from './model.ts';
import { insertFile, knownFiles, listRules, type StoredRule } from './store.ts';

/** How a rule is doing since the workspace was opened. */
export interface RuleStatus {
  readonly lookedAt: string;
  readonly arriving: number;
  readonly problem: { readonly code: string; readonly params: ErrorParams } | null;
}

export interface WatcherOptions {
  readonly host: EngineHost;
  readonly changed: () => void;
  /** Runs a job in the name of a person, as if that person had started it. */
  readonly job: <T>(workspace: OpenWorkspace, userId: string, signal: AbortSignal, work: (context: JobContext) => Promise<T>) => Promise<T>;
}

export interface Watcher {
  start(workspace: OpenWorkspace): void;
  stop(): Promise<void>;
  /** Looks into all folders; resolves when what is complete was taken in. */
  look(): Promise<void>;
  status(rule: string): RuleStatus | null;
}

/** Folders tell of changes where they can; where they cannot, they are looked into so often. */
const EVERY_MS = 5_000;
const SOON_MS = 300;

/** Not the file's fault, or not for long: it is tried again at the next look. */
const passing: ReadonlySet<string> = new Set(['file-changed', 'file-locked', 'file-not-found', 'cancelled', 'workspace-locked']);

/** Looks into the watched folders while a workspace is open and takes in what has arrived there completely, one file at a time. */
class FolderWatcher implements Watcher {
  readonly #options: WatcherOptions;
  #workspace: OpenWorkspace | null = null;
  #abort = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  readonly #seen = new Map<string, Map<string, Unchanged>>();
  readonly #status = new Map<string, RuleStatus>();
  readonly #events = new Map<string, FSWatcher>();

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  start(workspace: OpenWorkspace): void {
    this.#workspace = workspace;
    this.#abort = new AbortController();
    this.#schedule(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    for (const events of this.#events.values()) events.close();
    this.#events.clear();
    await this.#looking;
    this.#workspace = null;
    this.#seen.clear();
    this.#status.clear();
  }

  status(rule: string): RuleStatus | null {
    return this.#status.get(rule) ?? null;
  }

  async look(): Promise<void> {
    const workspace = this.#workspace;
    if (!workspace) return;
    this.#looking ??= this.#lookAll(workspace).finally(() => {
      this.#looking = null;
      this.#schedule(EVERY_MS);
    });
    await this.#looking;
  }

  #schedule(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    this.#timer = setTimeout(() => void this.look(), ms);
    this.#timer.unref();
  }

  async #lookAll(workspace: OpenWorkspace): Promise<void> {
    const { host, changed } = this.#options;
    try {
      const rules = listRules(workspace.db).filter(({ paused }) => !paused);
      this.#listen(new Set(rules.map(({ folder }) => folder)));
      for (const gone of [...this.#status.keys()].filter((id) => rules.every((rule) => rule.id !== id))) this.#status.delete(gone);
      for (const rule of rules) {
        if (this.#abort.signal.aborted) return;
        await this.#lookInto(workspace, rule);
      }
    } catch (error) {
      host.log.write('watch-failed', { error });
      changed();
    }
  }

  /** What a folder tells by itself makes the next look come sooner. */
  #listen(folders: ReadonlySet<string>): void {
    for (const [folder, events] of this.#events) {
      if (folders.has(folder)) continue;
      events.close();
      this.#events.delete(folder);
    }
    for (const folder of folders) {
      if (this.#events.has(folder)) continue;
      const events = eventsOf(folder, () => {
        if (!this.#looking) this.#schedule(SOON_MS);
      });
      if (!events) continue;
      events.on('error', () => {
        // a folder that went away, or a share that tells nothing: it is looked into all the same
        events.close();
        this.#events.delete(folder);
      });
      this.#events.set(folder, events);
    }
  }

  async #lookInto(workspace: OpenWorkspace, rule: StoredRule): Promise<void> {
    const { clock } = this.#options.host;
    const refused = refusalOf(rule);
    if (refused) return this.#tell(rule, 0, refused);
    let found: readonly SeenFile[];
    try {
      found = await filesOf(rule);
    } catch (error) {
      const known = asFileError(error, rule.folder);
      return this.#tell(rule, 0, isJiadiError(known) ? known : new JiadiError('internal', { log: '' }, known));
    }
    const known = knownFiles(workspace.db, rule.id);
    const before = this.#seen.get(rule.id) ?? new Map<string, Unchanged>();
    const fresh = found.filter((file) => !known(file));
    const now = new Map(fresh.map((file) => [file.name, look(before.get(file.name), file, clock.monotonicMs())]));
    this.#seen.set(rule.id, now);
    const complete = fresh.filter((file) => {
      const seen = now.get(file.name);
      return seen !== undefined && isComplete(seen, clock.monotonicMs(), clock.nowMs());
    });
    this.#tell(rule, fresh.length, null);
    let left = fresh.length;
    for (const file of complete) {
      if (this.#abort.signal.aborted) return;
      if (await this.#take(workspace, rule, file)) this.#tell(rule, --left, null);
    }
  }

  #tell(rule: StoredRule, arriving: number, problem: JiadiError | null): void {
    const before = this.#status.get(rule.id);
    const { code, params } = problem ?? { code: null, params: {} };
    this.#status.set(rule.id, {
      lookedAt: isoUtc(this.#options.host.clock.nowMs()),
      arriving,
      problem: code === null ? null : { code, params },
    });
    // looks that find nothing new are no news
    if (before?.arriving !== arriving || before.problem?.code !== (code ?? undefined)) this.#options.changed();
  }

  /** Takes a file in, or notes why not; false when it is to be tried again. */
  async #take(workspace: OpenWorkspace, rule: StoredRule, file: SeenFile): Promise<boolean> {
    const { host, job, changed } = this.#options;
    const outcome = () => ({ id: uuidV7(host.clock.nowMs(), host.random), rule: rule.id, file, at: isoUtc(host.clock.nowMs()) });
    try {
      await job(workspace, rule.byId, this.#abort.signal, (context) =>
        importWatched({ path: join(rule.folder, file.name), dataset: rule.dataset }, context, ({ writer }, batch) =>
          insertFile(writer, { ...outcome(), state: 'imported', batch }),
        ),
      );
    } catch (raw) {
      if (this.#abort.signal.aborted) return false;
      const error = isJiadiError(raw) ? raw : new JiadiError('internal', { log: host.log.path ?? '' }, raw);
      if (passing.has(error.code)) return false;
      if (!isJiadiError(raw)) host.log.write('watch-take-failed', { error: raw });
      const state = error.code === 'already-imported' ? 'known' : 'failed';
      workspace.db.transaction(() => insertFile(workspace.db, { ...outcome(), state, code: error.code, params: error.params }));
    }
    changed();
    return true;
  }
}

/** What a folder tells of changes; null where it tells nothing: the next look says what is wrong with it, if anything is. */
function eventsOf(folder: string, onChange: () => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, onChange);
  } catch {
    return null;
  }
}

/** Why a rule may take nothing in, whatever lies in its folder. */
function refusalOf({ datasetRemoved, datasetName, role, by }: StoredRule): JiadiError | null {
  if (datasetRemoved) return new JiadiError('not-found', { what: 'dataset', name: datasetName });
  if (role === null || !rightsOf[role].includes('data.import')) return new JiadiError('watch-nobody', { name: by });
  return null;
}

/** The files that a rule means, the oldest first. */
async function filesOf({ folder, pattern }: Pick<StoredRule, 'folder' | 'pattern'>): Promise<readonly SeenFile[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && isMeant(pattern, entry.name));
  const found = await Promise.all(
    names.map(async ({ name }): Promise<SeenFile | null> => {
      const about = await stat(join(folder, name)).catch(() => null);
      // one that went away between the two looks is simply not there
      return about && { name, bytes: about.size, modifiedMs: Math.floor(about.mtimeMs) };
    }),
  );
  return found.filter((file) => file !== null).toSorted((a, b) => a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : 1));
}

/** See `FolderWatcher`. */
export function createWatcher(options: WatcherOptions): Watcher {
  return new FolderWatcher(options);
}

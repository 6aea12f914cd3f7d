import { isJiadiError } from '../../contract/errors.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { EngineHost, JobContext, OpenWorkspace } from '../context.ts';
import { applyToBatch } from './apply.ts';
import { listToRepair } from './store.ts';

export interface RepairerOptions {
  readonly host: EngineHost;
  /** Runs a job in the name of a person, as if that person had started it. */
  readonly job: <T>(workspace: OpenWorkspace, userId: string, signal: AbortSignal, work: (context: JobContext) => Promise<T>) => Promise<T>;
}

/** Uses recipes on new batches of datasets for which somebody asked for it. */
export interface Repairer {
  start(workspace: OpenWorkspace): void;
  stop(): Promise<void>;
  /** Looks for batches that wait for their recipe. */
  kick(): void;
}

/**
 * Each batch is tried once while a workspace is open: what fails is in the task centre, and the recipe can be used by hand. It acts in the name of whoever
 * wrote the newest version of the recipe, as long as that person may.
 */
export function createRepairer({ host, job }: RepairerOptions): Repairer {
  let open: OpenWorkspace | null = null;
  let abort = new AbortController();
  let working: Promise<void> | null = null;
  let asked = false;
  const tried = new Set<string>();

  const round = async (workspace: OpenWorkspace): Promise<void> => {
    do {
      asked = false;
      for (const { batch, steps, by, role } of listToRepair(workspace.db)) {
        if (abort.signal.aborted) return;
        if (tried.has(batch)) continue;
        tried.add(batch);
        if (role === null || !rightsOf[role].includes('data.import')) continue;
        try {
          await job(workspace, by, abort.signal, (context) => applyToBatch({ batch, steps }, context));
        } catch (error) {
          // an expected failure is told by the task centre; a clean batch is none
          if (!isJiadiError(error)) host.log.write('repair-failed', { error });
        }
      }
    } while (asked);
  };
  const kick = (): void => {
    asked = true;
    const workspace = open;
    if (!workspace || working) return;
    working = round(workspace)
      .catch((error: unknown) => host.log.write('repair-failed', { error }))
      .finally(() => {
        working = null;
      });
  };
  return {
    start: (workspace) => {
      open = workspace;
      abort = new AbortController();
      tried.clear();
      kick();
    },
    stop: async () => {
      abort.abort();
      await working;
      open = null;
    },
    kick,
  };
}

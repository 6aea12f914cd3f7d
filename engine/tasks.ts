import type { TaskTable } from '../base/jobs/index.ts';
import { batchTasks } from './batches/index.ts';
import { clusterTasks } from './clusters/index.ts';
import { readCodes } from './codes/index.ts';
import { datasetTasks } from './datasets/index.ts';
import { intakeTasks } from './intake/index.ts';
import { pushdownTasks } from './pushdown/index.ts';
import { findingRows, qualityTasks } from './quality/index.ts';
import { repairTasks } from './repair/index.ts';
import { createSemantics, loadTables, type Semantics } from './semantics/index.ts';
import { reworkTasks } from './rework/index.ts';
import { sourceTasks } from './sources/index.ts';
import { tableTasks } from './table/index.ts';
import { verifyFiles } from './workspace/index.ts';

/** What every worker thread starts with. */
export interface TaskHost {
  /** Folder with code tables. */
  readonly resources: string;
  /** Today as YYYY-MM-DD in the user's time zone. */
  readonly today: () => string;
}

/** Everything that may run in a worker thread, by name. */
export function createTasks(host: TaskHost): TaskTable {
  const semantics = semanticsOf(host);
  return {
    'workspace.verifyFiles': verifyFiles,
    ...tableTasks,
    ...intakeTasks(semantics),
    'codes.read': readCodes,
    ...sourceTasks(semantics),
    ...pushdownTasks(semantics),
    ...datasetTasks(findingRows, semantics),
    ...batchTasks,
    ...clusterTasks,
    ...repairTasks(semantics),
    ...qualityTasks(semantics),
    ...reworkTasks(semantics),
  };
}

/** The semantic kinds with their code tables, loaded when first needed and again when the day changes. */
function semanticsOf(host: TaskHost): () => Semantics {
  let known: { readonly today: string; readonly semantics: Semantics } | null = null;
  return () => {
    const today = host.today();
    if (known?.today !== today) known = { today, semantics: createSemantics({ today, tables: loadTables(host.resources) }) };
    return known.semantics;
  };
}

import type { Method } from '../method.ts';
import { auditMethods } from './audit.ts';
import { batchMethods } from './batches.ts';
import { catalogMethods } from './catalog.ts';
import { clusterMethodTable } from './clusters.ts';
import { codeMethods } from './codes.ts';
import { datasetMethods } from './datasets.ts';
import { findingsMethods } from './findings.ts';
import { inPlaceMethods } from './in-place.ts';
import { issueMethods } from './issues.ts';
import { jobMethods } from './jobs.ts';
import { lifecycleMethods } from './lifecycle.ts';
import { mappingMethods } from './mapping.ts';
import { profileMethods } from './profile.ts';
import { qualityMethods } from './quality.ts';
import { repairMethods } from './repair.ts';
import { reportMethods } from './report.ts';
import { reviewMethods } from './review.ts';
import { ruleMethods } from './rules.ts';
import { scheduleMethods } from './schedule.ts';
import { scoreMethods } from './score.ts';
import { sourceMethods } from './sources.ts';
import { syncMethods } from './sync.ts';
import { watchMethods } from './watch.ts';
import { workspaceMethods } from './workspace.ts';

/** Everything the engine can do; a module's methods stand in a file of its own. */
export const methods = {
  ...workspaceMethods,
  ...jobMethods,
  ...auditMethods,
  ...datasetMethods,
  ...batchMethods,
  ...repairMethods,
  ...mappingMethods,
  ...watchMethods,
  ...scheduleMethods,
  ...sourceMethods,
  ...inPlaceMethods,
  ...profileMethods,
  ...clusterMethodTable,
  ...reportMethods,
  ...ruleMethods,
  ...codeMethods,
  ...qualityMethods,
  ...scoreMethods,
  ...findingsMethods,
  ...issueMethods,
  ...reviewMethods,
  ...syncMethods,
  ...catalogMethods,
  ...lifecycleMethods,
} as const satisfies Readonly<Record<string, Method>>;

export type Methods = typeof methods;
export type MethodName = keyof Methods;

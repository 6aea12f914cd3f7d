import type { methods } from '../contract/methods/index.ts';
import { audit } from './audit/index.ts';
import { batches } from './batches/index.ts';
import { catalog } from './catalog/index.ts';
import { clusters } from './clusters/index.ts';
import { codes } from './codes/index.ts';
import type { ModuleHandlers } from './context.ts';
import { datasets } from './datasets/index.ts';
import { intake, mapping } from './intake/index.ts';
import { issues } from './issues/index.ts';
import { jobs } from './jobs/index.ts';
import { lifecycle } from './lifecycle/index.ts';
import { profile } from './profile/index.ts';
import { inPlace } from './pushdown/index.ts';
import { findings, quality, scores } from './quality/index.ts';
import { repair } from './repair/index.ts';
import { reports } from './report/index.ts';
import { review } from './review/index.ts';
import { rework } from './rework/index.ts';
import { rules } from './rules/index.ts';
import { sample } from './sample/index.ts';
import { schedule } from './schedule/index.ts';
import { sources } from './sources/index.ts';
import { sync } from './sync/index.ts';
import { watch } from './watch/index.ts';
import { workspace } from './workspace/index.ts';

/** The modules of the engine; every method of the contract has its handler here, or this does not compile. */
export const handlers: ModuleHandlers<typeof methods> = {
  ...workspace,
  ...sample,
  ...jobs,
  ...audit,
  ...datasets,
  ...batches,
  ...repair,
  ...intake,
  ...mapping,
  ...watch,
  ...schedule,
  ...sources,
  ...inPlace,
  ...profile,
  ...clusters,
  ...reports,
  ...rules,
  ...codes,
  ...quality,
  ...scores,
  ...findings,
  ...issues,
  ...rework,
  ...review,
  ...sync,
  ...catalog,
  ...lifecycle,
};

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ensureFolder, moveDurably, remove, withFileErrors } from '../../base/files.ts';
import { isJiadiError } from '../../contract/errors.ts';
import type { workspaceMethods } from '../../contract/methods/workspace.ts';
import type { CoreContext, ModuleHandlers } from '../context.ts';
import { lockWorkspace, requireFreePlace, statusOf, unlockWorkspace } from '../workspace/index.ts';
import { buildSample, readPlan, stepCount } from './build.ts';

export {
  type BuiltSample,
  buildSample,
  readPlan,
  type SampleCaller,
  type SampleHost,
  type SamplePlan,
  type SampleSource,
  stepCount,
} from './build.ts';

/** Builds beside the wanted place and moves it there when all of it is done: a half-built sample is never opened. */
async function createSample(folder: string, context: CoreContext): Promise<void> {
  const { core, grants, host, signal } = context;
  // the built folder takes the place of this one, so nothing may be in it
  requireFreePlace(folder, true);
  const prefix = `.${basename(folder)}-building-`;
  ensureFolder(dirname(folder));
  removeAbandoned(dirname(folder), prefix);
  const building = join(dirname(folder), `${prefix}${context.newId()}`);
  ensureFolder(building);
  await core.closeWorkspace();
  const total = stepCount(readPlan(host.resources));
  let done = 0;
  try {
    await buildSample(building, {
      connect: () => core.connect(),
      grant: (path, use) => grants.add(path, use),
      resources: host.resources,
      signal,
      step: () => context.report({ phase: 'sample', done: done++, total, unit: 'items' }),
    });
    await core.closeWorkspace();
    remove(folder);
    moveDurably(building, folder);
    core.folder = folder;
  } catch (error) {
    await core.closeWorkspace();
    core.folder = null;
    remove(building);
    throw error;
  }
}

/** Takes away what a build left that was killed; one that another program is still at is locked and stays. */
function removeAbandoned(parent: string, prefix: string): void {
  for (const name of withFileErrors(parent, () => readdirSync(parent)).filter((n) => n.startsWith(prefix))) {
    const path = join(parent, name);
    try {
      lockWorkspace(path, name);
      unlockWorkspace(path);
    } catch (error) {
      if (isJiadiError(error) && error.code === 'workspace-busy') continue;
      throw error;
    }
    remove(path);
  }
}

/** The sample workspace. */
export const sample: ModuleHandlers<Pick<typeof workspaceMethods, 'workspace.createSample'>> = {
  'workspace.createSample': async ({ folder }, context) => {
    await createSample(context.grants.path(folder, 'folder'), context);
    return statusOf({ ...context, workspace: context.core.workspace });
  },
};

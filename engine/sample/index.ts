import { dirname, join } from 'node:path';
import { ensureFolder, exists, moveDurably, remove } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { workspaceMethods } from '../../contract/methods/workspace.ts';
import type { CoreContext, ModuleHandlers } from '../context.ts';
import { pathsOf, statusOf } from '../workspace/index.ts';
import { buildSample, readPlan, stepCount } from './build.ts';

export { type BuiltSample, buildSample, readPlan, type SampleCaller, type SampleHost, type SamplePlan, type SampleSource, stepCount } from './build.ts';

/** Builds beside the wanted place and moves it there when all of it is done: a half-built sample is never opened. */
async function createSample(folder: string, context: CoreContext): Promise<void> {
  const { core, grants, host, signal } = context;
  if (exists(pathsOf(folder).manifest)) throw new JiadiError('workspace-exists', { name: folder });
  const building = join(dirname(folder), `.jiadi-${context.newId()}`);
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

/** The sample workspace. */
export const sample: ModuleHandlers<Pick<typeof workspaceMethods, 'workspace.createSample'>> = {
  'workspace.createSample': async ({ folder }, context) => {
    await createSample(context.grants.path(folder, 'folder'), context);
    return statusOf({ ...context, workspace: context.core.workspace });
  },
};

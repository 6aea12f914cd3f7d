import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { type EngineFiles, runsEngineItself } from './engine-process.ts';
import type { EngineStart } from './engine-wire.ts';

/** Where everything lies, in a checkout and in a package. `out` is the folder of the built program. */
export function findPlaces(out: string) {
  const userData = app.getPath('userData');
  const logs = join(userData, 'logs');
  const resources = app.isPackaged ? join(process.resourcesPath, 'resources') : join(app.getAppPath(), 'resources');
  const icon = join(resources, 'icons', '256x256.png');
  return {
    preload: join(out, 'preload', 'index.cjs'),
    renderer: join(out, 'renderer'),
    state: join(userData, 'shell.json'),
    sampleWorkspace: join(userData, 'workspaces', 'sample'),
    userData,
    logs,
    icon: existsSync(icon) ? icon : null,
    engineFiles: engineFiles(out),
    engineStart: engineStart(out, resources, logs),
  };
}

export type Places = ReturnType<typeof findPlaces>;

/** Plain Node cannot look into an asar archive: what it runs lies unpacked beside it. */
const readable = (path: string): string => (runsEngineItself() ? path : path.replace('app.asar', 'app.asar.unpacked'));

function engineFiles(out: string): EngineFiles {
  const node = app.isPackaged ? join(process.resourcesPath, 'node', 'node') : join(app.getAppPath(), 'node_modules', '.bin', 'node');
  return { entry: readable(join(out, 'main', 'engine.cjs')), node: runsEngineItself() ? null : node };
}

const WORKERS_MIN = 2;
const WORKERS_MAX = 4;

function engineStart(out: string, resources: string, logs: string): EngineStart {
  const cores = availableParallelism();
  return {
    appVersion: app.getVersion(),
    resources,
    logs,
    workerEntry: readable(join(out, 'main', 'worker.cjs')),
    guestEntry: readable(join(out, 'main', 'guest.cjs')),
    jobWorkers: Math.min(WORKERS_MAX, Math.max(WORKERS_MIN, cores)),
    scanWorkers: cores >= WORKERS_MAX ? 2 : 1,
  };
}

import type { Method } from '../method.ts';
import { auditMethods } from './audit.ts';
import { jobMethods } from './jobs.ts';
import { workspaceMethods } from './workspace.ts';

/** Everything the engine can do; a module's methods stand in a file of its own. */
export const methods = { ...workspaceMethods, ...jobMethods, ...auditMethods } as const satisfies Readonly<Record<string, Method>>;

export type Methods = typeof methods;
export type MethodName = keyof Methods;

import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { roles } from '../rights.ts';
import { done, grant, id, label, nothing, time } from './common.ts';

export const role = z.enum(roles);

export const account = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{1,31}$/);

/** A person of the workspace. */
export const user = z.object({ id, account: z.string(), name: z.string(), role, unit: z.string(), disabled: z.boolean(), createdAt: time });
export type User = z.infer<typeof user>;

/** What the window must know before and after sign-in. */
export const workspaceStatus = z.object({
  state: z.enum(['none', 'locked', 'open']),
  name: z.string().nullable(),
  /** The folder's bare name: paths do not reach a window. */
  folder: z.string().nullable(),
  sample: z.boolean(),
  accounts: z.array(z.object({ account: z.string(), name: z.string(), role })),
  session: z.object({ user, signedInAt: time }).nullable(),
  /** Jobs that a crash or quit interrupted, told once after sign-in. */
  interrupted: z.number(),
});
export type WorkspaceStatus = z.infer<typeof workspaceStatus>;

const password = z.string().min(1).max(200);
const person = z.object({ account, name: label, password });

/** One finding of `workspace.verify`. */
export const verifyProblem = z.object({ check: z.string(), what: z.string(), detail: z.string() });
export type VerifyProblem = z.infer<typeof verifyProblem>;

export const workspaceMethods = {
  'workspace.status': query({ access: 'open', reads: ['workspace'], input: nothing, output: workspaceStatus }),
  'workspace.create': job({
    access: 'open',
    writes: ['workspace'],
    input: z.object({
      folder: grant,
      name: label,
      unit: label,
      sample: z.boolean().default(false),
      people: z.array(person.extend({ role })).min(1).max(20),
    }),
    output: workspaceStatus,
  }),
  /** Builds the ready sample workspace in a folder that holds none. */
  'workspace.createSample': job({ access: 'open', writes: ['workspace'], input: z.object({ folder: grant }), output: workspaceStatus }),
  'workspace.openFolder': job({ access: 'open', writes: ['workspace'], input: z.object({ folder: grant }), output: workspaceStatus }),
  'workspace.signIn': job({ access: 'open', writes: ['workspace'], input: z.object({ account, password }), output: workspaceStatus }),
  'workspace.signOut': job({ access: 'session', writes: ['workspace'], input: nothing, output: workspaceStatus }),
  'workspace.lock': job({ access: 'open', writes: ['workspace'], input: nothing, output: workspaceStatus }),
  'workspace.verify': job({
    access: 'session',
    writes: [],
    input: nothing,
    output: z.object({ clean: z.boolean(), problems: z.array(verifyProblem), checked: z.record(z.string(), z.number()) }),
  }),
  'workspace.snapshot': job({
    access: 'session',
    writes: ['workspace'],
    input: nothing,
    output: z.object({ file: z.string(), bytes: z.number() }),
  }),
  'users.list': query({ access: 'session', reads: ['user'], input: nothing, output: z.array(user) }),
  'users.add': job({ access: 'user.manage', writes: ['user'], input: person.extend({ role, unit: label }), output: user }),
  'users.setDisabled': command({
    access: 'user.manage',
    writes: ['user'],
    input: z.object({ user: id, disabled: z.boolean() }),
    output: user,
  }),
  'settings.list': query({ access: 'session', reads: ['setting'], input: nothing, output: z.record(z.string(), z.unknown()) }),
  'settings.set': command({
    access: 'session',
    writes: ['setting'],
    audited: false,
    input: z.object({ key: z.string().min(1).max(200), value: z.json() }),
    output: done,
  }),
};

import { basename } from 'node:path';
import { isoUtc } from '../../base/clock.ts';
import { zero } from '../../base/trust/index.ts';
import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { VerifyProblem, workspaceMethods, WorkspaceStatus } from '../../contract/methods/workspace.ts';
import type { CoreContext, ModuleHandlers } from '../context.ts';
import { readManifest, writeManifest } from './folder.ts';
import { createWorkspace, masterKeyOf, newPersonKeys, openAccount, openWorkspace, sessionOf } from './lifecycle.ts';
import { createLockout, type Lockout } from './lockout.ts';
import { snapshotWorkspace } from './snapshot.ts';
import { getUser, insertUser, listSettings, listUsers, setSetting, setUserDisabled } from './store.ts';
import { filesToVerify, orUnreadable, verifyDatabase, verifyManifest } from './verify.ts';

export { asDamaged, closeOpenWorkspace, deviceIdOf } from './lifecycle.ts';
export { pathsOf, requireFreePlace } from './folder.ts';
export { lockWorkspace, unlockWorkspace } from './lock.ts';
export { type DataFile, deleteDataFile, getDataFile, getUser, insertDataFile, listEnrolments, listUsers } from './store.ts';
export { sha256OfFile, verifyFiles } from './verify.ts';

const lockouts = new WeakMap<object, Lockout>();

/** One lockout an engine. */
function lockoutOf(context: CoreContext): Lockout {
  const known = lockouts.get(context.core);
  if (known) return known;
  const fresh = createLockout(() => context.host.clock.monotonicMs());
  lockouts.set(context.core, fresh);
  return fresh;
}

/** The workspace as one client sees it. */
export function statusOf(context: CoreContext): WorkspaceStatus {
  const { core, client } = context;
  const closed = { name: null, folder: null, sample: false, accounts: [], session: null, interrupted: 0 };
  if (!core.folder) return { state: 'none', ...closed };
  const manifest = readManifest(core.folder);
  const accounts = manifest.people.filter((p) => !p.disabled).map(({ account, name, role }) => ({ account, name, role }));
  const common = { name: manifest.name, folder: basename(core.folder), sample: manifest.sample, accounts };
  const { session } = client;
  if (!core.workspace || !session) return { state: 'locked', ...common, session: null, interrupted: 0 };
  return {
    state: 'open',
    ...common,
    session: { user: session.user, signedInAt: session.signedInAt },
    interrupted: core.workspace.interrupted,
  };
}

async function choose(context: CoreContext, folder: string): Promise<void> {
  readManifest(folder);
  if (context.core.folder !== folder) await context.core.closeWorkspace();
  context.core.folder = folder;
}

async function signIn(context: CoreContext, account: string, password: string): Promise<void> {
  const { core, host } = context;
  if (!core.folder) throw new JiadiError('workspace-none');
  const lockout = lockoutOf(context);
  lockout.check(account);
  const opened = await openAccount(core.folder, account, password).catch((error: unknown) => {
    if (isJiadiError(error) && error.code === 'wrong-password') lockout.failed(account);
    throw error;
  });
  if (!core.workspace) {
    core.workspace = openWorkspace(host, core.folder, opened.manifest, masterKeyOf(opened.secret));
    core.background.start(core.workspace);
  }
  context.client.session = sessionOf(core.workspace, opened.userId, opened.secret, isoUtc(host.clock.nowMs()));
  zero(opened.secret);
  lockout.succeeded(account);
}

/** The workspace: create, open, lock, people, settings, verify, snapshot. */
export const workspace: Omit<ModuleHandlers<typeof workspaceMethods>, 'workspace.createSample'> = {
  'workspace.status': (_, context) => statusOf(context),
  'workspace.create': async ({ folder, people, ...wanted }, context) => {
    const path = context.grants.path(folder, 'folder');
    await createWorkspace(context.host, path, { ...wanted, people: people.map((p) => ({ ...p, unit: wanted.unit })) });
    await choose(context, path);
    return statusOf(context);
  },
  'workspace.openFolder': async ({ folder }, context) => {
    await choose(context, context.grants.path(folder, 'folder'));
    return statusOf(context);
  },
  'workspace.signIn': async ({ account, password }, context) => {
    await signIn(context, account, password);
    return statusOf(context);
  },
  'workspace.signOut': async (_, context) => {
    const { core, client } = context;
    client.session = null;
    if (!core.othersSignedIn(client)) setImmediate(() => void core.closeWorkspace());
    return statusOf({ ...context, workspace: core.workspace });
  },
  'workspace.lock': async (_, context) => {
    await context.core.closeWorkspace();
    return statusOf(context);
  },
  'workspace.verify': async (_, context) => {
    const { reader, workspace: open } = context;
    const { checked, problems } = verifyDatabase(reader);
    problems.push(...(orUnreadable(problems, () => verifyManifest(reader, open.folder)) ?? []));
    const files = orUnreadable(problems, () => filesToVerify(reader, open.folder));
    if (files) {
      checked['dataFiles'] = files.files.length;
      problems.push(...(await context.task<VerifyProblem[]>('workspace.verifyFiles', files)));
    }
    for (const [name, check] of Object.entries(context.core.verifyChecks)) {
      const result = orUnreadable(problems, () => check(reader, open.folder));
      checked[name] = result?.checked ?? 0;
      problems.push(...(result?.problems ?? []));
    }
    return { clean: problems.length === 0, problems, checked };
  },
  'workspace.snapshot': (_, context) => {
    const result = snapshotWorkspace(context.workspace, context.nowIso());
    context.commit(({ audit }) => audit(result.file, { bytes: result.bytes }));
    return result;
  },
  'users.list': (_, { reader }) => listUsers(reader),
  'users.add': async (person, context) => {
    const { workspace: open } = context;
    const requireNew = (): void => {
      if (listUsers(context.reader).some((u) => u.account === person.account))
        throw new JiadiError('already-exists', { name: person.account });
    };
    requireNew();
    const owner = {
      workspaceId: open.id,
      workspaceUnit: open.unit,
      workspaceName: open.name,
      device: open.device,
      masterKey: open.masterKey,
    };
    const keys = await newPersonKeys(context.host, owner, person);
    requireNew();
    // the slot first: a slot without its row opens nothing, a row without its slot would lock the person out
    const manifest = readManifest(open.folder);
    // a slot of that account without a row is what a crash between the two left: it is replaced
    const others = manifest.people.filter((p) => p.account !== person.account);
    writeManifest(open.folder, {
      ...manifest,
      people: [...others, { id: keys.id, account: person.account, name: person.name, role: person.role, disabled: false, slot: keys.slot }],
    });
    return context.commit(({ writer, audit }) => {
      insertUser(writer, { ...person, id: keys.id, publicKey: keys.publicKey, enrolment: keys.enrolment, at: context.nowIso() });
      audit(person.account, { role: person.role });
      return requireUser(getUser(writer, keys.id), keys.id);
    });
  },
  'users.setDisabled': ({ user, disabled }, { writer, audit, workspace: open }) => {
    const found = requireUser(getUser(writer, user), user);
    setUserDisabled(writer, user, disabled);
    const manifest = readManifest(open.folder);
    writeManifest(open.folder, { ...manifest, people: manifest.people.map((p) => (p.id === user ? { ...p, disabled } : p)) });
    audit(found.account, { disabled });
    return { ...found, disabled };
  },
  'settings.list': (_, { reader, actor }) => listSettings(reader, actor),
  'settings.set': ({ key, value }, { writer, actor }) => {
    setSetting(writer, actor, key, value);
    return {};
  },
};

function requireUser<T>(user: T | null, id: string): T {
  if (!user) throw new JiadiError('not-found', { what: 'user', name: id });
  return user;
}

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isoUtc } from '../../base/clock.ts';
import { asFileError, exists, remove, withFileErrors } from '../../base/files.ts';
import { uuidV7 } from '../../base/ids.ts';
import { type Database, migrate, openDatabase, sql } from '../../base/sqlite/index.ts';
import {
  canonicalBytes,
  createEnvelope,
  createSlot,
  newSeed,
  openSlot,
  passwordProblems,
  type Signer,
  signerFromSeed,
  toBase64,
  unwrapSecret,
  utf8,
  wrapSecret,
  zero,
} from '../../base/trust/index.ts';
import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Role } from '../../contract/rights.ts';
import { payloadTypes } from '../../contract/wire/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { EngineHost, OpenWorkspace, Session } from '../context.ts';
import { interruptJobs } from '../jobs/index.ts';
import { migrations } from '../migrations/index.ts';
import { type Manifest, pathsOf, prepareFolder, readManifest, writeManifest } from './folder.ts';
import { lockWorkspace, unlockWorkspace } from './lock.ts';
import { getUser, insertUser, insertWorkspace } from './store.ts';

/** A person to be put into a workspace. */
export interface NewPerson {
  readonly account: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
  readonly unit: string;
}

const forDatabase = utf8('jiadi workspace.db key');
const forDevice = utf8('jiadi device seed');
const SEED = 32;

/** Refuses a password that the policy does not allow. */
export function requirePassword(password: string): void {
  if (passwordProblems(password).length > 0) throw new JiadiError('weak-password');
}

/** Where a person's keys belong. */
export interface KeyOwner {
  readonly workspaceId: string;
  readonly workspaceUnit: string;
  readonly workspaceName: string;
  readonly device: Signer;
  readonly masterKey: Uint8Array;
}

/** The name under which a platform knows this workspace's device. */
export const deviceIdOf = (workspaceId: string): string => `dev-${workspaceId}`;

/** A person's id, slot (master key and own signing seed under the password), public key and signed enrolment request. */
export async function newPersonKeys(host: EngineHost, owner: KeyOwner, person: NewPerson) {
  requirePassword(person.password);
  const { masterKey } = owner;
  const id = `u-${uuidV7(host.clock.nowMs(), host.random)}`;
  const seed = newSeed(host.random);
  const secret = new Uint8Array(SEED * 2);
  secret.set(masterKey);
  secret.set(seed, SEED);
  const slot = await createSlot(person.password, secret, host.random);
  const signer = signerFromSeed(seed);
  const enrolment = enrolmentOf(
    owner,
    { id, name: person.name, units: [...new Set([owner.workspaceUnit, person.unit])] },
    signer,
    isoUtc(host.clock.nowMs()),
  );
  zero(secret);
  zero(seed);
  return { id, slot, publicKey: signer.publicKey, enrolment };
}

function enrolmentOf(
  owner: KeyOwner,
  user: { readonly id: string; readonly name: string; readonly units: readonly string[] },
  signer: Signer,
  at: string,
): string {
  const device = {
    id: deviceIdOf(owner.workspaceId),
    name: owner.workspaceName,
    units: [owner.workspaceUnit],
    publicKey: toBase64(owner.device.publicKey),
  };
  const payload = canonicalBytes({ v: 1, device, users: [{ ...user, units: [...user.units], publicKey: toBase64(signer.publicKey) }], at });
  return JSON.stringify(createEnvelope(payloadTypes.enrolment, payload, [owner.device, signer]));
}

/** Creates a workspace with its people in an empty folder. The manifest is written last: without it the folder is no workspace. */
export async function createWorkspace(
  host: EngineHost,
  folder: string,
  wanted: { readonly name: string; readonly unit: string; readonly sample: boolean; readonly people: readonly NewPerson[] },
): Promise<void> {
  for (const person of wanted.people) requirePassword(person.password);
  if (new Set(wanted.people.map((p) => p.account)).size < wanted.people.length)
    throw new JiadiError('invalid-input', { problem: 'account' });
  prepareFolder(folder);
  const nowIso = isoUtc(host.clock.nowMs());
  const masterKey = newSeed(host.random);
  const databaseKey = newSeed(host.random);
  const deviceSeed = newSeed(host.random);
  const people: Manifest['people'] = [];
  const id = uuidV7(host.clock.nowMs(), host.random);
  const db = openDatabase({ path: pathsOf(folder).database, mode: 'workspace', key: databaseKey });
  try {
    migrate(db, migrations);
    const owner: KeyOwner = {
      workspaceId: id,
      workspaceUnit: wanted.unit,
      workspaceName: wanted.name,
      device: signerFromSeed(deviceSeed),
      masterKey,
    };
    const keyed = await Promise.all(wanted.people.map(async (person) => ({ person, keys: await newPersonKeys(host, owner, person) })));
    db.transaction(() => {
      insertWorkspace(db, { id, name: wanted.name, unit: wanted.unit, sample: wanted.sample, at: nowIso });
      for (const { person, keys } of keyed) {
        insertUser(db, { ...person, id: keys.id, publicKey: keys.publicKey, enrolment: keys.enrolment, at: nowIso });
        people.push({ id: keys.id, account: person.account, name: person.name, role: person.role, disabled: false, slot: keys.slot });
      }
      appendAudit(db, {
        at: nowIso,
        actor: 'system',
        action: 'workspace.create',
        object: wanted.name,
        details: JSON.stringify({ people: people.length }),
      });
    });
  } finally {
    db.close();
  }
  writeManifest(folder, {
    format: 1,
    id,
    name: wanted.name,
    sample: wanted.sample,
    cipher: 'aegis',
    databaseKey: wrapSecret(masterKey, databaseKey, forDatabase, host.random),
    deviceSeed: wrapSecret(masterKey, deviceSeed, forDevice, host.random),
    people,
  });
  for (const key of [masterKey, databaseKey, deviceSeed]) zero(key);
}

/** Opens an account's slot; throws `wrong-password` (the caller counts the tries). */
export async function openAccount(
  folder: string,
  account: string,
  password: string,
): Promise<{ readonly manifest: Manifest; readonly userId: string; readonly secret: Uint8Array }> {
  const manifest = readManifest(folder);
  const person = manifest.people.find((p) => p.account === account && !p.disabled);
  const secret = person ? await openSlot(person.slot, password) : 'wrong-password';
  if (secret === 'wrong-password' || !person) throw new JiadiError('wrong-password', { left: 0 });
  return { manifest, userId: person.id, secret };
}

/** Opens the workspace's database with the master key; takes the lock, applies migrations, and recovers from whatever ended the last run. */
export function openWorkspace(host: EngineHost, folder: string, manifest: Manifest, masterKey: Uint8Array): OpenWorkspace {
  const databaseKey = unwrapSecret(masterKey, manifest.databaseKey, forDatabase);
  const deviceSeed = unwrapSecret(masterKey, manifest.deviceSeed, forDevice);
  if (!databaseKey || !deviceSeed) throw new JiadiError('workspace-damaged', { name: manifest.name, problem: 'workspace.json' });
  lockWorkspace(folder, manifest.name);
  let db: Database | null = null;
  try {
    const path = pathsOf(folder).database;
    if (!exists(path)) throw new JiadiError('workspace-damaged', { name: manifest.name, problem: 'workspace.db' });
    db = openDatabase({ path, mode: 'workspace', key: databaseKey });
    migrate(db, migrations);
    const own = db.get<{ id: string; name: string; unit: string; sample: number }>(sql`SELECT id, name, unit, sample FROM workspace`);
    if (own?.id !== manifest.id) throw new JiadiError('workspace-damaged', { name: manifest.name, problem: 'workspace.json' });
    const interrupted = recover(host, folder, db);
    alignManifest(folder, manifest, db);
    return {
      id: own.id,
      name: own.name,
      unit: own.unit,
      folder,
      sample: own.sample === 1,
      db,
      masterKey,
      device: signerFromSeed(deviceSeed),
      interrupted,
    };
  } catch (error) {
    db?.close();
    unlockWorkspace(folder);
    throw asDamaged(error, manifest.name);
  } finally {
    zero(databaseKey);
    zero(deviceSeed);
  }
}

/** Unreadable pages of `workspace.db` as the error that says so; anything else as it is. */
export function asDamaged(error: unknown, name: string): unknown {
  const sqlite = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');
  const known = asFileError(error, sqlite ? 'workspace.db' : '');
  return isJiadiError(known) && known.code === 'file-damaged'
    ? new JiadiError('workspace-damaged', { name, problem: 'workspace.db' }, error)
    : known;
}

/** Everything that a crash can leave: half-written data files that no row names, and jobs that were running. */
function recover(host: EngineHost, folder: string, db: Database): number {
  const paths = pathsOf(folder);
  const named = new Set(db.all<{ id: string }>(sql`SELECT id FROM data_file`).map((row) => `${row.id}.db`));
  for (const name of filesIn(paths.temporary)) remove(join(paths.temporary, name));
  for (const name of filesIn(paths.data)) if (name !== 'tmp' && !named.has(name)) remove(join(paths.data, name));
  for (const name of filesIn(paths.snapshots)) if (!name.endsWith('.db')) remove(join(paths.snapshots, name));
  remove(`${paths.manifest}.part`);
  const at = isoUtc(host.clock.nowMs());
  return db.transaction(() => {
    const count = interruptJobs(db, at);
    if (count > 0)
      appendAudit(db, {
        at,
        actor: 'system',
        action: 'workspace.recover',
        object: basename(folder),
        details: JSON.stringify({ interrupted: count }),
      });
    return count;
  });
}

/** A crash between the two writes of `users.setDisabled` leaves the manifest ahead of the row; the row is what was decided. */
function alignManifest(folder: string, manifest: Manifest, db: Database): void {
  const rows = new Map(db.all<{ id: string; disabled: number }>(sql`SELECT id, disabled FROM user`).map((u) => [u.id, u.disabled === 1]));
  const people = manifest.people.map((p) => ({ ...p, disabled: rows.get(p.id) ?? p.disabled }));
  if (people.some((p, i) => p.disabled !== manifest.people[i]?.disabled)) writeManifest(folder, { ...manifest, people });
}

function filesIn(folder: string): readonly string[] {
  return exists(folder) ? withFileErrors(folder, () => readdirSync(folder)) : [];
}

/** The session of a person whose slot was opened; a disabled account is refused. */
export function sessionOf(workspace: OpenWorkspace, userId: string, secret: Uint8Array, nowIso: string): Session {
  const user = getUser(workspace.db, userId);
  if (!user || user.disabled) throw new JiadiError('wrong-password', { left: 0 });
  const seed = secret.slice(SEED);
  const signer = signerFromSeed(seed);
  zero(seed);
  return { user, signedInAt: nowIso, signer };
}

/** The master key inside an opened slot. */
export function masterKeyOf(secret: Uint8Array): Uint8Array {
  return secret.slice(0, SEED);
}

/** Closes the database and forgets the keys, whatever state the disk is in. */
export function closeOpenWorkspace(workspace: OpenWorkspace): void {
  try {
    workspace.db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // a full disk cannot take the journal in; it stays beside the database and the next start reads it
    if (!isJiadiError(asFileError(error, ''))) throw error;
  } finally {
    workspace.db.close();
    zero(workspace.masterKey);
    unlockWorkspace(workspace.folder);
  }
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isoUtc } from '../base/clock.ts';
import { uuidV7 } from '../base/ids.ts';
import type { TaskProgress } from '../base/jobs/index.ts';
import { JiadiError } from '../contract/errors.ts';
import type { Method } from '../contract/method.ts';
import { type MethodName, methods } from '../contract/methods/index.ts';
import type { Noun } from '../contract/nouns.ts';
import { rightsOf, roles } from '../contract/rights.ts';
import type { CallOptions } from '../contract/rpc.ts';
import { toldBy } from '../contract/told.ts';
import { appendAudit } from './audit/index.ts';
import type {
  CommandContext,
  CoreContext,
  EngineCore,
  EngineHost,
  JobContext,
  OpenWorkspace,
  QueryContext,
  ScanContext,
  Session,
} from './context.ts';
import type { Grants } from './grants.ts';
import { endJob, insertJob, liveJobs } from './jobs/index.ts';
import { handlers } from './modules.ts';
import { asDamaged } from './workspace/index.ts';

export interface DispatchCall {
  readonly host: EngineHost;
  readonly core: EngineCore;
  readonly grants: Grants;
  readonly client: { session: Session | null };
  readonly method: string;
  readonly input: unknown;
  readonly options: CallOptions;
  /** Runs the call under an abort controller that quitting and locking reach as well. */
  readonly abort: AbortController;
}

/** True for methods that work on the engine itself rather than on an open workspace. */
export function isOpenMethod(method: string): boolean {
  return Object.hasOwn(methods, method) && methods[method as MethodName].access === 'open';
}

type AnyHandler = (input: unknown, context: unknown) => unknown;

/**
 * The one path every call takes: find the method, parse the input, check the right, run it by kind, write the audit row,
 * reply, and after commit announce what changed.
 */
export async function dispatch(call: DispatchCall): Promise<unknown> {
  const { host, method } = call;
  const startedMs = host.clock.monotonicMs();
  try {
    const spec: Method | undefined = Object.hasOwn(methods, method) ? methods[method as MethodName] : undefined;
    if (!spec) throw new JiadiError('not-found', { what: 'method', name: method });
    const parsed = spec.input.safeParse(call.input);
    if (!parsed.success) throw new JiadiError('invalid-input', { problem: describeIssue(parsed.error.issues[0]), method });
    const handler = handlers[method as MethodName] as AnyHandler;
    const output = await run(call, spec, handler, parsed.data);
    host.log.write('call', { method, ms: Math.round(host.clock.monotonicMs() - startedMs) });
    return output;
  } catch (raw) {
    // tasks name their own files; pages that cannot be read here are those of workspace.db
    const error = raw instanceof JiadiError ? raw : asDamaged(raw, call.core.workspace?.name ?? '');
    if (error instanceof JiadiError) {
      host.log.write('call-refused', { method, code: error.code });
      throw error;
    }
    host.log.write('call-failed', { method, error });
    throw new JiadiError('internal', { log: host.log.path ?? '' }, error);
  }
}

function describeIssue(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): string {
  return issue ? `${issue.path.map(String).join('.')} ${issue.message}`.trim() : '';
}

async function run(call: DispatchCall, spec: Method, handler: AnyHandler, input: unknown): Promise<unknown> {
  if (spec.access === 'open') return await runOpen(call, spec, handler, input);
  const context = signedInContext(call, spec);
  switch (spec.kind) {
    case 'query':
      return handler(input, context);
    case 'command':
      return runCommand(call, spec, context, (ctx) => handler(input, ctx));
    case 'scan': {
      const scan: ScanContext = {
        ...context,
        signal: call.abort.signal,
        task: (name, taskInput) => call.host.tasks.run(name, taskInput, { lane: 'scan', signal: call.abort.signal }),
      };
      return await handler(input, scan);
    }
    case 'job':
      return await runJob(call, spec, handler, input, context);
  }
}

function base(call: DispatchCall) {
  const { host, client } = call;
  return {
    host,
    grants: call.grants,
    session: client.session,
    actor: client.session?.user.id ?? 'system',
    nowIso: () => isoUtc(host.clock.nowMs()),
    nowMs: () => host.clock.monotonicMs(),
    newId: () => uuidV7(host.clock.nowMs(), host.random),
  };
}

async function runOpen(call: DispatchCall, spec: Method, handler: AnyHandler, input: unknown): Promise<unknown> {
  const context: CoreContext = {
    ...base(call),
    report: (progress) => call.options.onProgress?.(progress),
    signal: call.abort.signal,
    workspace: call.core.workspace,
    core: call.core,
    client: call.client,
  };
  const output = await handler(input, context);
  if (spec.writes.length > 0) call.core.changed(spec.writes);
  return output;
}

function signedInContext(call: DispatchCall, spec: Method): QueryContext {
  const { core, client } = call;
  if (!core.folder) throw new JiadiError('workspace-none');
  if (!core.workspace || !client.session) throw new JiadiError('workspace-locked');
  const { access } = spec;
  if (access !== 'session' && access !== 'open') {
    if (!rightsOf[client.session.user.role].includes(access)) {
      throw new JiadiError('denied', { right: access, role: roles.filter((r) => rightsOf[r].includes(access)).join(', ') });
    }
  }
  return { ...base(call), reader: core.workspace.db, workspace: core.workspace, background: core.background };
}

/** An act that nobody started (a receipt arrived): the same transaction and audit row as a person's, in the name of `system`. */
export function runAsSystem<T>(
  engine: Pick<DispatchCall, 'host' | 'core' | 'grants'>,
  workspace: OpenWorkspace,
  action: string,
  writes: readonly Noun[],
  work: (context: CommandContext) => T,
): T {
  const call: DispatchCall = {
    ...engine,
    client: { session: null },
    method: action,
    input: undefined,
    options: {},
    abort: new AbortController(),
  };
  const spec: Pick<Method, 'writes'> = { writes };
  return runCommand(call, spec, { ...base(call), reader: workspace.db, workspace, background: engine.core.background }, work);
}

/** A job that goes on by itself in the name of the person who once asked for it; the task centre and the audit log show it like one that was started. */
export async function runForPerson<T>(
  engine: Pick<DispatchCall, 'host' | 'core' | 'grants'>,
  workspace: OpenWorkspace,
  options: { readonly userId: string; readonly method: MethodName; readonly signal: AbortSignal },
  work: (context: JobContext) => Promise<T>,
): Promise<T> {
  const { userId, method, signal } = options;
  const abort = new AbortController();
  signal.addEventListener('abort', () => abort.abort(), { once: true });
  if (signal.aborted) abort.abort();
  const call: DispatchCall = { ...engine, client: { session: null }, method, input: undefined, options: {}, abort };
  const context = { ...base(call), actor: userId, reader: workspace.db, workspace, background: engine.core.background };
  let output: T | undefined;
  await runJob(call, methods[method], async (_, job) => (output = await work(job as JobContext)), {}, context);
  return output as T;
}

/** Runs `work` in one transaction with its audit row, then announces what changed. */
function runCommand<T>(
  call: DispatchCall,
  spec: Pick<Method, 'writes' | 'audited'>,
  context: QueryContext,
  work: (context: CommandContext) => T,
): T {
  const { db } = context.workspace;
  const touched = new Set<Noun>(spec.writes);
  const result = db.transaction(() => {
    let object = '';
    let details: Readonly<Record<string, string | number | boolean | null>> = {};
    const command: CommandContext = {
      ...context,
      writer: db,
      audit: (what, more = {}) => {
        object = what;
        details = more;
      },
      touch: (...nouns) => nouns.forEach((noun) => touched.add(noun)),
    };
    const value = work(command);
    if (spec.audited !== false)
      appendAudit(db, { at: context.nowIso(), actor: context.actor, action: call.method, object, details: JSON.stringify(details) });
    return value;
  });
  call.core.changed(spec.audited === false ? [...touched] : [...touched, 'audit']);
  return result;
}

async function runJob(call: DispatchCall, spec: Method, handler: AnyHandler, input: unknown, context: QueryContext): Promise<unknown> {
  const { host, core } = call;
  let tracked: string | null = null;
  let published = false;
  const report = (progress: TaskProgress): void => {
    const live = tracked ? liveJobs.get(tracked) : undefined;
    if (live) live.progress = progress;
    call.options.onProgress?.(progress);
  };
  const job: JobContext & { core: EngineCore; client: DispatchCall['client'] } = {
    ...context,
    core,
    client: call.client,
    signal: call.abort.signal,
    report,
    tell: teller(call),
    track: (title) => {
      tracked = context.newId();
      liveJobs.set(tracked, { progress: null, abort: call.abort });
      const row = { id: tracked, method: call.method, title, input, at: context.nowIso(), userId: context.actor };
      context.workspace.db.transaction(() => insertJob(context.workspace.db, row));
      core.changed(['job']);
    },
    task: (name, taskInput, options) => host.tasks.run(name, taskInput, { signal: call.abort.signal, onProgress: report, ...options }),
    throwIfCancelled: () => {
      if (call.abort.signal.aborted) throw new JiadiError('cancelled');
    },
    newDataFile: () => newDataFile(context.workspace, context.newId()),
    commit: (work) => {
      if (call.abort.signal.aborted) throw new JiadiError('cancelled');
      const value = runCommand(call, spec, context, (command) => {
        const made = work(command);
        // in the same transaction: a kill after it must not show as interrupted what is done, or somebody does it again
        if (tracked) endJob(command.writer, tracked, { state: 'done', at: command.nowIso() });
        return made;
      });
      published = true;
      return value;
    },
  };
  const end = (state: 'done' | 'failed' | 'cancelled', error?: JiadiError): void => {
    if (!tracked) return;
    liveJobs.delete(tracked);
    // a workspace that was closed meanwhile marks its running jobs as interrupted when it is opened again
    if (core.workspace !== context.workspace) return;
    const id = tracked;
    const { db } = context.workspace;
    try {
      if (state !== 'done' || !published)
        db.transaction(() => endJob(db, id, { state, at: context.nowIso(), ...(error ? { code: error.code, params: error.params } : {}) }));
    } catch (failure) {
      // a full disk takes no row either; what the caller must hear is what went wrong first. The task centre shows the job as interrupted
      host.log.write('job-end-failed', { method: call.method, error: failure });
    }
    core.changed(['job']);
  };
  try {
    const output = await handler(input, job);
    end('done');
    return output;
  } catch (raw) {
    const error = raw instanceof JiadiError ? raw : asDamaged(raw, context.workspace.name);
    const known = error instanceof JiadiError ? error : new JiadiError('internal', { log: host.log.path ?? '' }, error);
    end(known.code === 'cancelled' ? 'cancelled' : 'failed', known);
    throw error;
  }
}

/** Passes on what a job tells before it is done: of it, what the contract names. */
function teller({ method, options: { onTold } }: DispatchCall): JobContext['tell'] {
  const schema = toldBy[method];
  return onTold && schema && ((told) => onTold(schema.parse(told)));
}

function newDataFile(workspace: OpenWorkspace, id: string) {
  return {
    id,
    temporary: join(workspace.folder, 'data', 'tmp', `${id}.db`),
    final: join(workspace.folder, 'data', `${id}.db`),
    key: new Uint8Array(randomBytes(32)),
  };
}

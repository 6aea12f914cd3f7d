import { z } from 'zod';
import { type ErrorCode, type ErrorParams, JiadiError } from './errors.ts';
import { grant } from './methods/common.ts';

/*
 * The small contract between a window and Electron main. All product work goes over the engine port instead.
 *
 * How a page gets its engine port: it listens for `message` events whose `data` is `enginePortMessage`, whose `source` is the
 * window itself and whose `origin` is its own, and then calls `jiadi.requestEngine()`. The port is `event.ports[0]` (call `start()`
 * or set `onmessage`). After a crash of the engine a new port comes by itself: the page gives up the old one (`lost()`).
 */

/** `data` of the message by which the preload hands an engine port to the page; a named port has `/name` behind it. */
export const enginePortMessage = 'jiadi-engine-port';

/** Longest message a window may send, in bytes of its serialized form. */
export const messageBytesMax = 1024 * 1024;

export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['zh-CN', 'en'] as const;

/** What a window remembers on this machine, before and without any workspace. */
export const shellSettings = z.object({
  theme: z.enum(themes),
  language: z.enum(languages),
  /** Zoom factor; 1 is 100 %. */
  zoom: z.number().min(0.5).max(3),
  /** Minutes without any input on the machine until the workspace is locked. */
  lockMinutes: z.int().min(5).max(30),
});
export type ShellSettings = z.infer<typeof shellSettings>;

/** Commands of the native menu that the window carries out. Those a window has not offered are hidden (modules) or greyed (others). */
export const menuCommands = [
  'workspace.new',
  'workspace.open',
  'workspace.lock',
  'intake.import',
  'export',
  'print',
  'undo',
  'redo',
  'find',
  'go-to-row',
  'filter-row',
  'refresh',
  'palette',
  'tasks',
  'help',
  'shortcuts',
  'module.home',
  'module.data',
  'module.quality',
  'module.match',
  'module.catalog',
  'module.lifecycle',
  'module.evaluation',
  'module.sync',
  'module.review',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** What a file is for: decides the name filters of its dialog, and which written files may be shown in their folder. */
export const fileKinds = ['data', 'rules', 'bundle', 'csv', 'xlsx', 'yaml', 'json', 'html', 'pdf', 'any'] as const;
export type FileKind = (typeof fileKinds)[number];

const fileName = z.string().min(1).max(255);

/** A chosen file or folder: a token for the engine and the bare name for people; never a path. */
export const picked = z.object({ grant, name: fileName });
export type Picked = z.infer<typeof picked>;

/** How long the event loop of a thread was blocked since the last reset, in milliseconds. */
export const loopDelay = z.object({ longestMs: z.number(), p99Ms: z.number(), samples: z.number() });
export type LoopDelay = z.infer<typeof loopDelay>;

const nothing = z.object({});

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

/** Everything a window may ask of Electron main: the closed list of ipc channels, with the schemas both ways. */
export const shellCalls = {
  'platform.info': call(
    nothing,
    z.object({
      platform: z.string(),
      arch: z.string(),
      appVersion: z.string(),
      electron: z.string(),
      chrome: z.string(),
      /** The machine's name, for watermarks. */
      machine: z.string(),
      packaged: z.boolean(),
    }),
  ),
  'engine.request': call(
    z.object({
      name: z
        .string()
        .regex(/^[a-z-]{0,20}$/)
        .default(''),
    }),
    nothing,
  ),
  'settings.get': call(nothing, shellSettings),
  'settings.set': call(shellSettings.partial().strict(), shellSettings),
  'menu.offer': call(z.object({ commands: z.array(z.enum(menuCommands)).max(menuCommands.length) }), nothing),
  /** Sent by the preload only: a page hands over a dropped `File` and never sees the path. */
  'grant.dropped': call(z.object({ path: z.string().min(1).max(4096) }), picked),
  'dialog.openFiles': call(z.object({ kind: z.enum(fileKinds), multiple: z.boolean() }), z.array(picked)),
  'dialog.saveFile': call(z.object({ kind: z.enum(fileKinds), suggestedName: fileName }), picked.nullable()),
  'dialog.openFolder': call(
    z.object({ purpose: z.enum(['workspace-new', 'workspace-open', 'ferry', 'export', 'watch']) }),
    picked.nullable(),
  ),
  /** The workspace to start with: the one named on the command line, else this user's sample workspace. */
  'workspace.default': call(nothing, picked.extend({ from: z.enum(['argument', 'sample']), exists: z.boolean(), wanted: z.boolean() })),
  'exported.show': call(z.object({ grant }), nothing),
  /** Prints a page that the engine made for it to a chosen file. */
  'report.print': call(z.object({ page: z.string().min(1).max(200), to: grant }), z.object({ bytes: z.number() })),
  'window.print': call(nothing, z.object({ printed: z.boolean() })),
  'window.reload': call(nothing, nothing),
  'timings.mark': call(z.object({ mark: z.literal('usable') }), nothing),
  'timings.read': call(
    z.object({ reset: z.boolean().default(false) }),
    z.object({
      /** Milliseconds from the start of the process. */
      marks: z.record(z.string(), z.number()),
      main: loopDelay,
      /** Null while the engine is not running. */
      engine: loopDelay.nullable(),
    }),
  ),
} as const satisfies Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;

export type ShellCall = keyof typeof shellCalls;
export type ShellInput<C extends ShellCall> = z.input<(typeof shellCalls)[C]['input']>;
export type ShellParsedInput<C extends ShellCall> = z.output<(typeof shellCalls)[C]['input']>;
export type ShellOutput<C extends ShellCall> = z.output<(typeof shellCalls)[C]['output']>;

/** The answer to a shell call: errors cross as code and parameters, because ipc keeps of an Error only its message. */
export type ShellReply<T> =
  | { readonly ok: true; readonly output: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly params: ErrorParams };

/** The output of a shell call; throws its JiadiError. */
export function shellValue<T>(reply: ShellReply<T>): T {
  if (reply.ok) return reply.output;
  throw new JiadiError(reply.code, reply.params);
}

/** What Electron main tells a window by itself. */
export const shellEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('menu'), command: z.enum(menuCommands) }),
  /** Nobody is there any more: lock the workspace. */
  z.object({ type: z.literal('idle'), reason: z.enum(['idle', 'suspend', 'lock-screen']) }),
  z.object({ type: z.literal('settings'), settings: shellSettings }),
  /** `restarting`: open calls are lost. A `ready` after it is followed by a new port. */
  z.object({ type: z.literal('engine'), state: z.enum(['restarting', 'ready', 'failed']) }),
  /** A second start of the program named this workspace. */
  z.object({ type: z.literal('open-workspace'), folder: picked }),
]);
export type ShellEvent = z.infer<typeof shellEvent>;

/** The ipc channel of shell events. */
export const shellEventChannel = 'shell.event';
/** The ipc channel on which a window gets its engine port. */
export const enginePortChannel = 'engine.port';

/** As much of the page's `File` as this folder, which knows no DOM, may name. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

type Ask<C extends ShellCall> = (input: ShellInput<C>) => Promise<ShellReply<ShellOutput<C>>>;
type AskPlain<C extends ShellCall> = () => Promise<ShellReply<ShellOutput<C>>>;

/** `window.jiadi`: all that a page can do besides talking to the engine. */
export interface JiadiApi {
  readonly platformInfo: AskPlain<'platform.info'>;
  /** Asks for an engine port, which arrives as described at the top of `contract/shell.ts`. A name makes it another port beside the page's own, with a sign-in of its own. */
  readonly requestEngine: (input?: ShellInput<'engine.request'>) => Promise<ShellReply<ShellOutput<'engine.request'>>>;
  readonly getSettings: AskPlain<'settings.get'>;
  readonly setSettings: Ask<'settings.set'>;
  /** Says which menu commands this window can carry out now; call it again whenever that changes. */
  readonly offerCommands: Ask<'menu.offer'>;
  /** A read grant for a file dropped on the page; a `File` made by a script has no path and is refused with `grant-expired`. */
  readonly grantDropped: (file: DroppedFile) => Promise<ShellReply<Picked>>;
  /** Read grants; empty when the person cancelled. */
  readonly openFiles: Ask<'dialog.openFiles'>;
  /** A write grant; null when the person cancelled. */
  readonly saveFile: Ask<'dialog.saveFile'>;
  /** A folder grant; null when the person cancelled. */
  readonly openFolder: Ask<'dialog.openFolder'>;
  readonly defaultWorkspace: AskPlain<'workspace.default'>;
  /** Shows a file that the engine wrote, in its folder. */
  readonly showExported: Ask<'exported.show'>;
  /** Prints a page of the engine to a PDF file. */
  readonly printReport: Ask<'report.print'>;
  readonly print: AskPlain<'window.print'>;
  readonly reload: AskPlain<'window.reload'>;
  readonly mark: Ask<'timings.mark'>;
  readonly timings: Ask<'timings.read'>;
  /** Listens to shell events; returns the way to stop. */
  readonly onShellEvent: (listener: (event: ShellEvent) => void) => () => void;
}

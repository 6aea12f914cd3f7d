import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { app, type BrowserWindow, shell } from 'electron';
import { JiadiError } from '../../contract/errors.ts';
import type { LoopDelay, MenuCommand, Picked, ShellSettings } from '../../contract/shell.ts';
import type { EngineLink } from '../engine-link.ts';
import { chooseFiles, chooseFolder, chooseTarget, mayShow } from './dialogs.ts';
import type { ShellHandlers } from './ipc.ts';
import { printPage } from './print-page.ts';

export interface HandlerOptions {
  readonly link: EngineLink;
  readonly marks: { mark(name: string): void; read(): Readonly<Record<string, number>> };
  readonly delay: { read(reset: boolean): LoopDelay };
  readonly sampleWorkspace: string;
  /** The program was started for the sample: it opens without a question. */
  readonly sample: boolean;
  /** Full path of the workspace named on the command line, or null. */
  readonly workspace: string | null;
  settings(): ShellSettings;
  change(change: Partial<ShellSettings>): ShellSettings;
  offer(commands: readonly MenuCommand[]): void;
  giveEngine(window: BrowserWindow, name: string): void;
}

const GRANTS_KEPT = 500;

/** Handlers of all shell calls. Paths stay here and in the engine; the page gets tokens and names. */
export function createHandlers(options: HandlerOptions): ShellHandlers & { grantFolder(path: string): Promise<Picked> } {
  const { link } = options;
  // paths of write grants, by token: what the person may be shown later
  const written = new Map<string, string>();

  const grant = async (path: string, use: 'read' | 'write' | 'folder'): Promise<Picked> => {
    const token = await link.ask('grant', { path, use });
    if (use === 'write') {
      written.set(token, path);
      const oldest = written.size > GRANTS_KEPT ? written.keys().next().value : undefined;
      if (oldest !== undefined) written.delete(oldest);
    }
    return { grant: token, name: basename(path) || path };
  };

  return { grantFolder: (path) => grant(path, 'folder'), ...programHandlers(options), ...pathHandlers(options, grant, written) };
}

type Grant = (path: string, use: 'read' | 'write' | 'folder') => Promise<Picked>;

/** Calls about the program and its window. */
function programHandlers(options: HandlerOptions) {
  const { link } = options;
  return {
    'platform.info': () => ({
      platform: process.platform,
      arch: process.arch,
      appVersion: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      machine: hostname(),
      packaged: app.isPackaged,
    }),
    'engine.request': ({ name }, window) => {
      options.giveEngine(window, name);
      return {};
    },
    'settings.get': () => options.settings(),
    'settings.set': (change) => options.change(change),
    'menu.offer': ({ commands }) => {
      options.offer(commands);
      return {};
    },
    'window.print': (_, window) =>
      new Promise((resolve) => {
        window.webContents.print({ silent: false, printBackground: true }, (printed) => resolve({ printed }));
      }),
    'window.reload': (_, window) => {
      window.webContents.reload();
      return {};
    },
    'timings.mark': ({ mark }) => {
      options.marks.mark(mark);
      return {};
    },
    'timings.read': async ({ reset }) => ({
      marks: options.marks.read(),
      main: options.delay.read(reset),
      engine: link.state === 'ready' ? await link.ask('delay', { reset }) : null,
    }),
  } satisfies Partial<ShellHandlers>;
}

/** Calls that take or give paths, which stay on this side. */
function pathHandlers(options: HandlerOptions, grant: Grant, written: ReadonlyMap<string, string>) {
  const { link } = options;
  return {
    'grant.dropped': async ({ path }) => {
      if (!isAbsolute(path) || path.includes('\0') || !statSync(path, { throwIfNoEntry: false })) throw new JiadiError('grant-expired');
      return await grant(path, 'read');
    },
    'dialog.openFiles': async (input, window) => {
      const paths = await chooseFiles(window, options.settings().language, input);
      return await Promise.all(paths.map((path) => grant(path, 'read')));
    },
    'dialog.saveFile': async (input, window) => {
      const path = await chooseTarget(window, options.settings().language, input);
      return path === null ? null : await grant(path, 'write');
    },
    'dialog.openFolder': async (input, window) => {
      const path = await chooseFolder(window, options.settings().language, input);
      return path === null ? null : await grant(path, 'folder');
    },
    'workspace.default': async () => {
      const path = options.workspace ?? options.sampleWorkspace;
      const picked = await grant(path, 'folder');
      return {
        ...picked,
        from: options.workspace === null ? 'sample' : 'argument',
        exists: existsSync(join(path, 'workspace.json')),
        wanted: options.sample,
      };
    },
    'report.print': async ({ page, to }) => {
      const path = written.get(to);
      const html = path === undefined ? null : await link.ask('page', { token: page });
      if (path === undefined || html === null) throw new JiadiError('grant-expired');
      return { bytes: await printPage(html, path) };
    },
    'exported.show': ({ grant: token }) => {
      const path = written.get(token);
      if (path === undefined) throw new JiadiError('grant-expired');
      if (!mayShow(path) || !statSync(path, { throwIfNoEntry: false })?.isFile())
        throw new JiadiError('file-not-found', { file: basename(path) });
      shell.showItemInFolder(path);
      return {};
    },
  } satisfies Partial<ShellHandlers>;
}

import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme } from 'electron';
import { isoUtc, systemClock } from '../../base/clock.ts';
import { ensureFolder } from '../../base/files.ts';
import { fileLog, type Log } from '../../base/log.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { ShellEvent } from '../../contract/shell.ts';
import { createEngineLink, type EngineLink, type EngineState } from '../engine-link.ts';
import { appOrigin } from './app-protocol.ts';
import type { StartArguments } from './arguments.ts';
import { askAboutHang, askAfterEngineFailure, askAfterWindowCrash, type CrashChoices, tellOfMainCrash } from './crash.ts';
import { runsEngineItself } from './engine-process.ts';
import { createHandlers } from './handlers.ts';
import { createUiSession, hardenContents, isOurs, type Origins } from './harden.ts';
import { watchIdle } from './idle.ts';
import { serveShellCalls } from './ipc.ts';
import { createLoopWatch } from './loop-watch.ts';
import { loadPage, openWindow, sendEvent, sendPort } from './main-window.ts';
import type { createMarks } from './marks.ts';
import { findPlaces, type Places } from './places.ts';
import { createPreferences, type Preferences } from './preferences.ts';
import { openState, type StateStore } from './state.ts';

export interface ProgramOptions {
  /** Folder of the built program. */
  readonly out: string;
  readonly given: StartArguments;
  readonly marks: ReturnType<typeof createMarks>;
}

/** What the parts of the running program share. */
interface Program extends ProgramOptions {
  readonly places: Places;
  readonly log: Log;
  readonly store: StateStore;
  readonly origins: Origins;
  readonly preferences: Preferences;
  readonly link: EngineLink;
  /** The program's windows, with the names of the engine ports that their page asked for. */
  readonly windows: Map<BrowserWindow, Set<string>>;
  broadcast(event: ShellEvent): void;
}

const STOP_LIMIT_MS = 5_000;
/** Most engine ports of one page. */
const PORTS_MAX = 4;

/** Runs the program in this process, the first of its kind for this user. */
export function runProgram(options: ProgramOptions): void {
  const places = findPlaces(options.out);
  ensureFolder(places.logs);
  const log = fileLog(join(places.logs, 'main.log'), () => isoUtc(systemClock.nowMs()));
  const store = openState(places.state, log);
  const windows = new Map<BrowserWindow, Set<string>>();
  const broadcast = (event: ShellEvent): void => {
    for (const window of windows.keys()) sendEvent(window, event);
  };
  const preferences = createPreferences({ store, windows, broadcast, log: log.path ?? '', development: !app.isPackaged });
  const origins: Origins = { page: appOrigin, development: developmentServer() };
  const link: EngineLink = createEngineLink({
    files: places.engineFiles,
    start: places.engineStart,
    nowMs: () => systemClock.monotonicMs(),
    onState: (state, code) => onEngineState(program, state, code),
  });
  const program: Program = { ...options, places, log, store, origins, preferences, link, windows, broadcast };
  catchCrashesOfMain(program);
  hardenContents(origins);
  nativeTheme.themeSource = store.state.settings.theme;
  // plain Node may start before Electron is ready, a utility process may not
  if (!runsEngineItself()) link.start();
  endInOrder(program);
  void app.whenReady().then(() => begin(program));
}

/** The build tool's server, in development only. */
function developmentServer(): string | null {
  const given = process.env['ELECTRON_RENDERER_URL'];
  if (app.isPackaged || given === undefined || !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d+\/?$/.test(given)) return null;
  return given.endsWith('/') ? given : `${given}/`;
}

function begin(program: Program): void {
  const { marks, link, places, preferences, windows } = program;
  marks.mark('appReady');
  link.start();
  const session = createUiSession(places.renderer, program.origins);
  const handlers = createHandlers({
    link,
    marks: {
      ...marks,
      mark: (name) => {
        const known = name in marks.read();
        marks.mark(name);
        if (!known) for (const [state, ms] of Object.entries(marks.read())) program.log.write('started', { state, ms });
      },
    },
    delay: createLoopWatch(),
    sampleWorkspace: places.sampleWorkspace,
    sample: program.given.sample,
    workspace: program.given.workspace,
    settings: () => program.store.state.settings,
    change: (change) => preferences.change(change),
    offer: (commands) => preferences.offer(commands),
    giveEngine: (window, name) => {
      const names = windows.get(window);
      if (!names || (names.size >= PORTS_MAX && !names.has(name))) throw new JiadiError('limit-reached', { limit: 'ports' });
      names.add(name);
      const port = link.openPort();
      if (port) sendPort(window, name, port);
    },
  });
  serveShellCalls({
    handlers,
    log: program.log,
    senderWindow: ({ sender, senderFrame }) => {
      if (!senderFrame || senderFrame.parent !== null || !isOurs(senderFrame.url, program.origins)) return null;
      const window = BrowserWindow.fromWebContents(sender);
      return window && windows.has(window) ? window : null;
    },
  });
  preferences.showMenu();
  const window = openWindow({
    ...program,
    session,
    icon: places.icon,
    preload: places.preload,
    devTools: !app.isPackaged,
    mark: (name) => marks.mark(name),
  });
  adopt(program, window);
  watchIdle({ lockMinutes: () => program.store.state.settings.lockMinutes, away: (reason) => program.broadcast({ type: 'idle', reason }) });
  app.on('second-instance', (_event, _argv, _folder, data) => void onSecondStart(program, handlers, data));
}

/** Watches a window of ours for its end and its mishaps. */
function adopt(program: Program, window: BrowserWindow): void {
  const { windows, log, preferences } = program;
  windows.set(window, new Set());
  window.on('closed', () => windows.delete(window));
  window.webContents.on('did-navigate', (_event, url) => {
    windows.set(window, new Set());
    preferences.offer([]);
    // `about:blank` is the one address that no handler is asked about: the window comes straight back
    if (!isOurs(url, program.origins)) loadPage(window, program.origins);
  });
  const choices = (): CrashChoices => ({
    language: program.store.state.settings.language,
    reload: () => window.webContents.reload(),
    quit: () => app.quit(),
  });
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log.write('window-crashed', { state: reason, count: exitCode });
    if (!window.isVisible()) window.show();
    void askAfterWindowCrash(window, reason, choices());
  });
  let asking = false;
  window.on('unresponsive', () => {
    log.write('window-hangs');
    if (asking) return;
    asking = true;
    void askAboutHang(window, choices()).finally(() => (asking = false));
  });
}

function onEngineState(program: Program, state: EngineState, exitCode: number | null): void {
  const { windows, log, marks, link } = program;
  log.write('engine-state', { state, ...(exitCode === null ? {} : { count: exitCode }) });
  if (state === 'ready') {
    marks.mark('engineReady');
    program.broadcast({ type: 'engine', state });
    for (const [window, names] of windows) {
      for (const name of names) {
        const port = link.openPort();
        if (port) sendPort(window, name, port);
      }
    }
  } else if (state === 'restarting') program.broadcast({ type: 'engine', state });
  else if (state === 'failed') {
    program.broadcast({ type: 'engine', state });
    const choices = { language: program.store.state.settings.language, reload: () => link.start(), quit: () => app.quit() };
    void app.whenReady().then(() => askAfterEngineFailure(join(program.places.logs, 'engine.log'), choices));
  }
}

/** Another start of the program: its workspace, if it names one, is offered to the window, which comes to the front. */
async function onSecondStart(program: Program, handlers: ReturnType<typeof createHandlers>, data: unknown): Promise<void> {
  const [window] = program.windows.keys();
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  const workspace = typeof data === 'object' && data !== null && 'workspace' in data ? data.workspace : null;
  if (typeof workspace !== 'string') return;
  try {
    sendEvent(window, { type: 'open-workspace', folder: await handlers.grantFolder(workspace) });
  } catch (error) {
    program.log.write('second-start-failed', { error });
  }
}

/** Quitting: no more calls, the engine closes its workspace, what is remembered is written, then the process ends. */
function endInOrder({ link, store, log, windows }: Program): void {
  let step: 'running' | 'ending' | 'ended' = 'running';
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (step === 'ended') return;
    event.preventDefault();
    if (step === 'ending') return;
    step = 'ending';
    for (const window of windows.keys()) window.hide();
    void end();
  });
  const end = async (): Promise<void> => {
    await link.stop(STOP_LIMIT_MS);
    store.flush();
    log.write('ended');
    step = 'ended';
    app.quit();
  };
}

/** An error that nobody expected in main: it is logged and told, and the program ends; the engine ends with it. */
function catchCrashesOfMain({ log, store }: Program): void {
  const end = (error: unknown): void => {
    log.write('main-died', { error });
    tellOfMainCrash(store.state.settings.language, log.path ?? '');
    app.exit(70);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

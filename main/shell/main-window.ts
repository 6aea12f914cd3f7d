import { BrowserWindow, type Display, nativeTheme, screen, type Session } from 'electron';
import { enginePortChannel, shellEvent, shellEventChannel, type ShellEvent } from '../../contract/shell.ts';
import { t } from '../../contract/text/index.ts';
import { appPage } from './app-protocol.ts';
import { placeWindow, smallestWindow } from './bounds.ts';
import type { Origins } from './harden.ts';
import type { StateStore } from './state.ts';

export interface WindowOptions {
  readonly preload: string;
  readonly icon: string | null;
  readonly session: Session;
  readonly store: StateStore;
  readonly origins: Origins;
  readonly devTools: boolean;
  mark(name: string): void;
}

/** How long a loaded page may take to draw before its window is shown as it is. */
const DRAWN_LIMIT_MS = 500;

/** The window's colour before its page has drawn, so that it never flashes. */
export function backgroundColour(): string {
  return nativeTheme.shouldUseDarkColors ? '#141414' : '#f5f7fa';
}

/** Opens the window: in place, hidden until its page can be shown, and locked down. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const { store } = options;
  const place = placeWindow(
    store.state.bounds,
    screen.getAllDisplays().map((display: Display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...place,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    backgroundColor: backgroundColour(),
    title: t(store.state.settings.language, 'app.title'),
    ...(options.icon ? { icon: options.icon } : {}),
    webPreferences: {
      preload: options.preload,
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: options.devTools,
      // long work is shown by its progress also while the window is behind others
      backgroundThrottling: false,
      zoomFactor: store.state.settings.zoom,
    },
  });
  options.mark('windowCreated');
  window.webContents.once('dom-ready', () => options.mark('domReady'));
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(store.state.settings.zoom));
  showWhenDrawn(window, () => {
    if (store.state.maximised) window.maximize();
    window.show();
    options.mark('shown');
  });
  // the title is ours and does not follow the page
  window.on('page-title-updated', (event) => event.preventDefault());
  rememberPlace(window, store);
  loadPage(window, options.origins);
  return window;
}

/** Shows a window as soon as its page has drawn; a theme that changes meanwhile swallows that event, so a loaded page is shown soon in any case. */
function showWhenDrawn(window: BrowserWindow, show: () => void): void {
  let shown = false;
  const once = (): void => {
    if (shown || window.isDestroyed()) return;
    shown = true;
    show();
  };
  window.once('ready-to-show', once);
  window.webContents.once('did-finish-load', () => setTimeout(once, DRAWN_LIMIT_MS));
}

/** Loads our page into a window. */
export function loadPage(window: BrowserWindow, origins: Origins): void {
  // a load that fails is shown by the window itself, and one that another load ends is no failure
  window.loadURL(origins.development ?? appPage).catch(() => undefined);
}

function rememberPlace(window: BrowserWindow, store: StateStore): void {
  const remember = (): void => {
    if (window.isMinimized() || window.isFullScreen()) return;
    store.update({ bounds: window.getNormalBounds(), maximised: window.isMaximized() });
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event as 'resize', remember);
}

/** Tells a window something; what does not fit the contract is a mistake of ours and throws. */
export function sendEvent(window: BrowserWindow, event: ShellEvent): void {
  if (!window.isDestroyed()) window.webContents.send(shellEventChannel, shellEvent.parse(event));
}

/** Hands an engine port to a window, under the name it was asked for. */
export function sendPort(window: BrowserWindow, name: string, port: Electron.MessagePortMain): void {
  window.webContents.postMessage(enginePortChannel, name, [port]);
}

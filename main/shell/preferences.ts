import { app, type BrowserWindow, dialog, nativeTheme, shell } from 'electron';
import type { MenuCommand, ShellEvent, ShellSettings } from '../../contract/shell.ts';
import { t } from '../../contract/text/index.ts';
import { backgroundColour, sendEvent } from './main-window.ts';
import { showMenu } from './menu.ts';
import type { StateStore } from './state.ts';
import { nextZoom } from './zoom.ts';

export interface PreferencesOptions {
  readonly store: StateStore;
  readonly windows: ReadonlyMap<BrowserWindow, unknown>;
  /** Path of the log, for the menu that shows it. */
  readonly log: string;
  readonly development: boolean;
  broadcast(event: ShellEvent): void;
}

/** Theme, language, zoom and the menu bar that follows them. */
export interface Preferences {
  /** Changes settings, applies them everywhere and remembers them. */
  change(change: Partial<ShellSettings>): ShellSettings;
  /** Takes over what the window says it can do now. */
  offer(commands: readonly MenuCommand[]): void;
  showMenu(): void;
}

/** Creates the keeper of the preferences. */
export function createPreferences(options: PreferencesOptions): Preferences {
  const { store, windows } = options;
  let offered: ReadonlySet<MenuCommand> = new Set();

  const change = (wanted: Partial<ShellSettings>): ShellSettings => {
    const settings = { ...store.state.settings, ...wanted };
    store.update({ settings });
    nativeTheme.themeSource = settings.theme;
    for (const window of windows.keys()) {
      window.setTitle(t(settings.language, 'app.title'));
      window.setBackgroundColor(backgroundColour());
      window.webContents.setZoomFactor(settings.zoom);
    }
    show();
    options.broadcast({ type: 'settings', settings });
    return settings;
  };

  const show = (): void =>
    showMenu({
      settings: store.state.settings,
      offered,
      development: options.development,
      command: (command) => {
        const target = front(windows);
        if (target) sendEvent(target, { type: 'menu', command });
      },
      set: (wanted) => void change(wanted),
      zoom: (step) => void change({ zoom: nextZoom(store.state.settings.zoom, step) }),
      quit: () => app.quit(),
      showLogs: () => shell.showItemInFolder(options.log),
      showAbout: () => showAbout(store.state.settings.language, front(windows)),
      toggleDevTools: () => front(windows)?.webContents.toggleDevTools(),
    });

  return {
    change,
    offer: (commands) => {
      const next = new Set(commands);
      if (next.size === offered.size && commands.every((command) => offered.has(command))) return;
      offered = next;
      show();
    },
    showMenu: show,
  };
}

function front(windows: ReadonlyMap<BrowserWindow, unknown>): BrowserWindow | null {
  const all = [...windows.keys()];
  return all.find((window) => window.isFocused()) ?? all[0] ?? null;
}

function showAbout(language: ShellSettings['language'], window: BrowserWindow | null): void {
  const { electron, chrome } = process.versions;
  const box = {
    type: 'info' as const,
    title: t(language, 'menu.help.about'),
    message: t(language, 'app.title'),
    detail: t(language, 'dialog.about', { version: app.getVersion(), electron, chrome }),
    buttons: [t(language, 'dialog.ok')],
    noLink: true,
  };
  void (window ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box));
}

import { type BrowserWindow, dialog, shell } from 'electron';
import { type Language, t } from '../../contract/text/index.ts';

/** What the person may choose after a crash. These windows are the system's own: they share nothing with what crashed. */
export interface CrashChoices {
  readonly language: Language;
  reload(): void;
  quit(): void;
}

/** After the window's process ended: reload or quit. */
export async function askAfterWindowCrash(window: BrowserWindow, reason: string, { language, reload, quit }: CrashChoices): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: t(language, 'crash.window.title'),
    message: t(language, 'crash.window.title'),
    detail: t(language, 'crash.window.message', { reason }),
    buttons: [t(language, 'crash.window.reload'), t(language, 'crash.window.quit')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 0) reload();
  else quit();
}

/** While the window does not respond: wait or reload. */
export async function askAboutHang(window: BrowserWindow, { language, reload }: CrashChoices): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: t(language, 'crash.hang.title'),
    message: t(language, 'crash.hang.title'),
    detail: t(language, 'crash.hang.message'),
    buttons: [t(language, 'crash.hang.wait'), t(language, 'crash.window.reload')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 1) reload();
}

/** After the engine ended too often: try again, look at the log, or quit. */
export async function askAfterEngineFailure(log: string, { language, reload, quit }: CrashChoices): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: t(language, 'crash.engine.title'),
    message: t(language, 'crash.engine.title'),
    detail: t(language, 'crash.engine.message', { log }),
    buttons: [t(language, 'crash.engine.restart'), t(language, 'crash.engine.logs'), t(language, 'crash.window.quit')],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  if (response === 0) return reload();
  if (response === 2) return quit();
  shell.showItemInFolder(log);
  await askAfterEngineFailure(log, { language, reload, quit });
}

/** Tells of an error of main itself, after which it ends. */
export function tellOfMainCrash(language: Language, log: string): void {
  dialog.showErrorBox(t(language, 'crash.main.title'), t(language, 'crash.main.message', { log }));
}

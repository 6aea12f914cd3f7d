/** The window's side of the shell contract: the same calls, with failures thrown as expected errors. */
import {
  enginePortMessage,
  type DroppedFile,
  type JiadiApi,
  type MenuCommand,
  type ShellEvent,
  shellValue,
  type ShellInput,
  type ShellOutput,
  type ShellReply,
} from '../../contract/shell.ts';
import { link, portOf } from './engine-link.ts';

declare global {
  interface Window {
    readonly jiadi: JiadiApi;
  }
}

const value = async <T>(reply: Promise<ShellReply<T>>): Promise<T> => shellValue(await reply);

/** The workspace that the program was started with. */
export type DefaultWorkspace = ShellOutput<'workspace.default'>;

/** What the window may ask of Electron main. */
export const shell = {
  info: () => value(window.jiadi.platformInfo()),
  settings: () => value(window.jiadi.getSettings()),
  setSettings: (change: ShellInput<'settings.set'>) => value(window.jiadi.setSettings(change)),
  offerCommands: (commands: readonly MenuCommand[]) => value(window.jiadi.offerCommands({ commands: [...commands] })),
  grantDropped: (file: DroppedFile) => value(window.jiadi.grantDropped(file)),
  openFiles: (input: ShellInput<'dialog.openFiles'>) => value(window.jiadi.openFiles(input)),
  saveFile: (input: ShellInput<'dialog.saveFile'>) => value(window.jiadi.saveFile(input)),
  openFolder: (input: ShellInput<'dialog.openFolder'>) => value(window.jiadi.openFolder(input)),
  defaultWorkspace: () => value(window.jiadi.defaultWorkspace()),
  showExported: (file: ShellInput<'exported.show'>) => value(window.jiadi.showExported(file)),
  printReport: (input: ShellInput<'report.print'>) => value(window.jiadi.printReport(input)),
  print: () => value(window.jiadi.print()),
  markUsable: () => value(window.jiadi.mark({ mark: 'usable' })),
  onEvent: (listener: (event: ShellEvent) => void) => window.jiadi.onShellEvent(listener),
} as const;

/** Listens for engine ports (a first one, and new ones after a crash) and asks for the first. */
export function linkEngine(): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    if (event.source !== window || event.origin !== window.location.origin || event.data !== enginePortMessage || !port) return;
    link.attach(portOf(port));
  });
  void value(window.jiadi.requestEngine());
}

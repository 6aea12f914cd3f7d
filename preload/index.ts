/** Runs isolated in the sandboxed window: hands over the engine port and the few shell calls, and knows nothing of the product. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type {
  enginePortChannel,
  enginePortMessage,
  JiadiApi,
  ShellCall,
  ShellEvent,
  shellEventChannel,
  ShellInput,
  ShellOutput,
  ShellReply,
} from '../contract/shell.ts';

// Types only cross from the contract, so that its schemas stay out of this bundle: main checks everything.
const portChannel: typeof enginePortChannel = 'engine.port';
const portMessage: typeof enginePortMessage = 'jiadi-engine-port';
const eventChannel: typeof shellEventChannel = 'shell.event';

const invoke = <C extends ShellCall>(name: C, input: ShellInput<C>): Promise<ShellReply<ShellOutput<C>>> =>
  ipcRenderer.invoke(name, input) as Promise<ShellReply<ShellOutput<C>>>;

const api: JiadiApi = {
  platformInfo: () => invoke('platform.info', {}),
  requestEngine: (input = {}) => invoke('engine.request', input),
  getSettings: () => invoke('settings.get', {}),
  setSettings: (input) => invoke('settings.set', input),
  offerCommands: (input) => invoke('menu.offer', input),
  grantDropped: async (file) => {
    const path = webUtils.getPathForFile(file as File);
    return path === '' ? { ok: false, code: 'grant-expired', params: {} } : invoke('grant.dropped', { path });
  },
  openFiles: (input) => invoke('dialog.openFiles', input),
  saveFile: (input) => invoke('dialog.saveFile', input),
  openFolder: (input) => invoke('dialog.openFolder', input),
  defaultWorkspace: () => invoke('workspace.default', {}),
  showExported: (input) => invoke('exported.show', input),
  printReport: (input) => invoke('report.print', input),
  print: () => invoke('window.print', {}),
  reload: () => invoke('window.reload', {}),
  mark: (input) => invoke('timings.mark', input),
  timings: (input) => invoke('timings.read', input),
  onShellEvent: (listener) => {
    const onEvent = (_: unknown, event: ShellEvent): void => listener(event);
    ipcRenderer.on(eventChannel, onEvent);
    return () => void ipcRenderer.off(eventChannel, onEvent);
  },
};

ipcRenderer.on(portChannel, (event, name: string) => {
  window.postMessage(name === '' ? portMessage : `${portMessage}/${name}`, window.location.origin, event.ports);
});
contextBridge.exposeInMainWorld('jiadi', api);

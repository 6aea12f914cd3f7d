import { app, type Session, session, type WebContents } from 'electron';
import { createAppHandler, appScheme } from './app-protocol.ts';

/** Our page's addresses: `app://ui/`, and in development the build tool's server. */
export interface Origins {
  readonly page: string;
  /** Address of the development server, with `/` at the end; null otherwise. */
  readonly development: string | null;
}

/** True for addresses of our own page. */
export function isOurs(address: string, origins: Origins): boolean {
  return address.startsWith('app://ui/') || (origins.development !== null && address.startsWith(origins.development));
}

/** The session of our windows: in memory, with no cache, no permissions, no downloads, no network. */
export function createUiSession(rendererFolder: string, origins: Origins): Session {
  const ui = session.fromPartition('ui', { cache: false });
  // the development server has the page itself; without a build there is nothing to list
  if (origins.development === null) ui.protocol.handle(appScheme, createAppHandler(rendererFolder));
  hardenSession(ui, origins);
  hardenSession(session.defaultSession, { page: '', development: null });
  return ui;
}

function hardenSession(target: Session, origins: Origins): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  target.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  target.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer(null);
  });
  target.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  target.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  target.on('will-download', (event) => event.preventDefault());
  target.setSpellCheckerEnabled(false);
  const socket = origins.development?.replace(/^http/, 'ws') ?? null;
  target.webRequest.onBeforeRequest(({ url }, answer) => {
    const allowed =
      (origins.page !== '' && isOurs(url, origins)) || (socket !== null && url.startsWith(socket)) || url.startsWith('devtools://');
    answer({ cancel: !allowed });
  });
}

/** Refuses navigation, new windows, web views and foreign frames to every page that ever exists in this program. */
export function hardenContents(origins: Origins): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const stay = (event: { preventDefault(): void; readonly url: string }): void => {
      if (origins.development === null || !event.url.startsWith(origins.development)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', stay);
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  // basic authentication and certificates of strangers have no place here
  app.on('login', (event) => event.preventDefault());
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
}

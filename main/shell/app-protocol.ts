import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Where the window's page lives. */
export const appScheme = 'app';
export const appOrigin = 'app://ui';
export const appPage = `${appOrigin}/index.html`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
};

/** The policy of a page: scripts only from our files, styles from our files or with this load's nonce, no network at all. */
export function contentPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    // the grid and the charts place elements by style attributes
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'none'`,
    `worker-src 'none'`,
    `frame-src 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** All files below a folder by the path they are served under; listed once, so nothing else can ever be served. */
export function listServedFiles(folder: string): ReadonlyMap<string, string> {
  const served = new Map<string, string>();
  const walk = (path: string, prefix: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(path, entry.name), `${prefix}${entry.name}/`);
      else if (entry.isFile() && Object.hasOwn(types, extname(entry.name))) served.set(`${prefix}${entry.name}`, join(path, entry.name));
    }
  };
  walk(folder, '/');
  return served;
}

/** The file behind an `app://` address, or null. The path is looked up as it is written: what is encoded or clever is in no list. */
export function fileFor(served: ReadonlyMap<string, string>, address: string): string | null {
  const match = /^app:\/\/ui(\/[^?#]*)?(?:[?#]|$)/.exec(address);
  if (!match) return null;
  const path = match[1] ?? '/';
  return served.get(path === '/' ? '/index.html' : path) ?? null;
}

const refuse = (status: number): Response => new Response(null, { status, headers: commonHeaders });

/** Answers requests for `app://` from a fixed list of files; a page gets a new nonce with every load. */
export function createAppHandler(folder: string): (request: { readonly url: string; readonly method: string }) => Promise<Response> {
  const served = listServedFiles(folder);
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const file = fileFor(served, url);
    if (!file) return refuse(404);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const body = await readFile(file);
    if (extname(file) !== '.html') return new Response(new Uint8Array(body), { headers: { ...commonHeaders, 'Content-Type': type } });
    const nonce = randomBytes(18).toString('base64');
    const page = body.toString('utf8').replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}">`);
    return new Response(page, { headers: { ...commonHeaders, 'Content-Type': type, 'Content-Security-Policy': contentPolicy(nonce) } });
  };
}

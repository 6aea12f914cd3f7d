/** The address of the window lies in its hash: `#/datasets/7?batch=3`. Going back restores what a screen kept with `useSticky`. */
import { useSyncExternalStore } from 'react';

export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

function read(): Place {
  const [path = '', search = ''] = window.location.hash.replace(/^#/, '').split('?');
  return { path: path === '' ? '/home' : path, query: Object.fromEntries(new URLSearchParams(search)) };
}

let place = read();
const listeners = new Set<() => void>();

/** Follows the address; call once at start. */
export function startRouter(): void {
  window.addEventListener('hashchange', () => {
    place = read();
    for (const listener of listeners) listener();
  });
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where the window is. */
export const usePlace = (): Place => useSyncExternalStore(subscribe, () => place);

/** The hash of a place, for links. */
export function hrefOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(entries).toString();
  return `#${path}${search === '' ? '' : `?${search}`}`;
}

/** Goes to a screen. `replace` leaves no step to come back to. */
export function go(path: string, query: Readonly<Record<string, string | undefined>> = {}, replace = false): void {
  const href = hrefOf(path, query);
  if (replace) {
    window.history.replaceState(null, '', href);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else window.location.hash = href;
}

/** Things a person can do now, by key, menu or palette. A screen offers its own while it is shown. */
import { useEffect, useSyncExternalStore } from 'react';
import type { MenuCommand } from '../../contract/shell.ts';
import { useLatest } from '../ui/useLatest.ts';

export interface Action {
  readonly id: string;
  readonly title: string;
  /** Such as `Ctrl+Shift+E`; shown as written. */
  readonly keys?: string;
  /** The command of the native menu that does the same. */
  readonly menu?: MenuCommand;
  readonly everywhere?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

const sets = new Map<symbol, readonly Action[]>();
const listeners = new Set<() => void>();
let flat: readonly Action[] = [];

function changed(): void {
  const byId = new Map<string, Action>();
  for (const set of sets.values()) for (const action of set) byId.set(action.id, action);
  flat = [...byId.values()];
  for (const listener of listeners) listener();
}

/** What can be done now; of two actions with one id the newer counts. */
export const currentActions = (): readonly Action[] => flat;

export const subscribeActions = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useCurrentActions = (): readonly Action[] => useSyncExternalStore(subscribeActions, currentActions);

/** Offers actions while the component is shown. */
export function useActions(actions: readonly Action[]): void {
  const latest = useLatest(actions);
  const shape = actions.map(({ id, title, keys, menu, disabled }) => [id, title, keys, menu, disabled].join('|')).join('\n');
  useEffect(() => {
    const key = Symbol(shape);
    const offered = latest.current.map((action): Action => ({
      ...action,
      run: () => latest.current.find(({ id }) => id === action.id)?.run(),
    }));
    sets.set(key, offered);
    changed();
    return () => {
      sets.delete(key);
      changed();
    };
  }, [shape, latest]);
}

const names: Readonly<Record<string, string>> = { ' ': 'Space', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/** A key press as it is written in `keys`. */
export function comboOf(event: KeyboardEvent): string {
  const key = names[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && key.length > 0 && event.key.length > 1 ? 'Shift' : event.shiftKey && (event.ctrlKey || event.metaKey) ? 'Shift' : '',
    key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** Runs the action whose keys were pressed; input methods and open dialogs come first. */
export function onKey(event: KeyboardEvent): void {
  // 229 is what an input method sends while it composes.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const combo = comboOf(event);
  const action = flat.findLast(({ keys }) => keys === combo);
  if (!action || action.disabled) return;
  if (document.querySelector('dialog[open], .ant-modal-wrap:not([style*="display: none"]) .ant-modal') && !action.everywhere) return;
  const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable=true]') !== null;
  if (typing && !combo.includes('+') && !/^F\d/.test(combo)) return;
  event.preventDefault();
  event.stopPropagation();
  action.run();
}

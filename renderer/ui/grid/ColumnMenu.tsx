import { Popover } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../appearance.tsx';
import { Icon, type IconName } from '../icons.tsx';
import type { GridColumn } from './types.ts';

export interface OpenMenu {
  readonly column: GridColumn;
  readonly left: number;
  readonly top: number;
}

interface Props {
  readonly menu: OpenMenu;
  readonly sorted: 'asc' | 'desc' | null;
  readonly pinned: boolean;
  readonly extra: ReactNode;
  readonly onSort: (descending: boolean | null) => void;
  readonly onPin: (pinned: boolean) => void;
  /** Some columns are hidden. */
  readonly hidden: boolean;
  readonly onHide: () => void;
  readonly onShowAll: () => void;
  readonly onClose: () => void;
}

/** Arrow keys walk through everything that can be pressed or ticked. */
function walk(event: KeyboardEvent<HTMLDivElement>, onClose: () => void): void {
  if (event.nativeEvent.isComposing) return;
  if (event.key === 'Escape') {
    event.stopPropagation();
    onClose();
    return;
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([disabled]), input')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[(at + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length];
  event.preventDefault();
  next?.focus();
}

/** The menu of a column: sort, freeze, hide, and what the screen adds (the value list). */
export function ColumnMenu({ menu, sorted, pinned, extra, onSort, onPin, hidden, onHide, onShowAll, onClose }: Props) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => box.current?.querySelector<HTMLElement>('button')?.focus(), 30);
    return () => clearTimeout(timer);
  }, [menu]);
  const item = (icon: IconName, word: string, act: () => void) => (
    <button
      type="button"
      className="ui-menu-item"
      onClick={() => {
        act();
        onClose();
      }}
    >
      <Icon name={icon} /> {word}
    </button>
  );
  const content = (
    <div
      ref={box}
      className="ui-menu"
      role="dialog"
      aria-label={t('ui.grid.menu', { column: menu.column.title })}
      onKeyDown={(event) => walk(event, onClose)}
    >
      {menu.column.sortable !== false && sorted !== 'asc' && item('up', t('ui.grid.sortUp'), () => onSort(false))}
      {menu.column.sortable !== false && sorted !== 'desc' && item('down', t('ui.grid.sortDown'), () => onSort(true))}
      {sorted !== null && item('close', t('ui.grid.sortNone'), () => onSort(null))}
      {item('pin', pinned ? t('ui.grid.unpin') : t('ui.grid.pinHere'), () => onPin(!pinned))}
      {item('close', t('ui.grid.hide'), onHide)}
      {hidden && item('columns', t('ui.grid.showAll'), onShowAll)}
      {extra}
    </div>
  );
  return (
    <Popover
      open
      trigger="click"
      placement="bottomRight"
      arrow={false}
      content={content}
      onOpenChange={(open) => !open && onClose()}
      destroyOnHidden
    >
      <span className="ui-anchor" style={{ left: menu.left, top: menu.top }} />
    </Popover>
  );
}

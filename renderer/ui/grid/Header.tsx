import type { IHeaderParams } from 'ag-grid-community';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useT } from '../appearance.tsx';
import { Icon } from '../icons.tsx';
import type { GridColumn } from './types.ts';

export interface HeaderContext {
  readonly openMenu: (key: string, at: DOMRect) => void;
}

/** Column title: click sorts, the button opens the column's menu, a lock tells that values are masked. */
export function Header(props: IHeaderParams & { readonly gridColumn: GridColumn }) {
  const { gridColumn, column, enableSorting, progressSort } = props;
  const t = useT();
  const [sort, setSort] = useState(column.getSort());
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const follow = (): void => setSort(column.getSort());
    column.addEventListener('sortChanged', follow);
    return () => column.removeEventListener('sortChanged', follow);
  }, [column]);
  const openMenu = (): void => {
    const at = button.current?.getBoundingClientRect();
    if (at) (props.context as HeaderContext).openMenu(gridColumn.key, at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' && event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      openMenu();
    }
  };
  return (
    <div className={`ui-grid-head ui-grid-head-${gridColumn.align ?? 'left'}`} onKeyDown={onKeyDown} role="presentation">
      <button
        type="button"
        className="ui-grid-title"
        tabIndex={-1}
        title={gridColumn.note ? `${gridColumn.title} · ${gridColumn.note}` : gridColumn.title}
        onClick={(event) => enableSorting && progressSort(event.shiftKey)}
      >
        <span>{gridColumn.title}</span>
        {gridColumn.masked && (
          <span className="ui-grid-lock" role="img" aria-label={t('ui.grid.masked')}>
            <Icon name="lock" size={12} />
          </span>
        )}
        {sort && <Icon name={sort === 'asc' ? 'up' : 'down'} size={12} />}
      </button>
      <button
        ref={button}
        type="button"
        className="ui-grid-more"
        tabIndex={-1}
        aria-label={t('ui.grid.menu', { column: gridColumn.title })}
        aria-haspopup="dialog"
        onClick={openMenu}
      >
        <Icon name="down" size={12} />
      </button>
    </div>
  );
}

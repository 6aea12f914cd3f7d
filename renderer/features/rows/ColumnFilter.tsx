import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import type { Column, Filter } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { columnOf, withFilter } from './filters.ts';
import { ValueList } from './ValueList.tsx';

interface Props {
  readonly batch: string;
  readonly column: Column;
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: Filter[]) => void;
  readonly onFacet: () => void;
  readonly onProfile: () => void;
}

const ranged = new Set(['integer', 'decimal', 'date', 'datetime', 'time']);

/** What the rows screen adds to a column's menu: conditions and the value list. */
export function ColumnFilter({ batch, column, filters, onFilters, onFacet, onProfile }: Props) {
  const t = useT();
  const now = filters.find((filter) => columnOf(filter) === column.name);
  const [text, setText] = useState(now?.op === 'contains' ? now.value : '');
  const [min, setMin] = useState(now?.op === 'between' ? String(now.min ?? '') : '');
  const [max, setMax] = useState(now?.op === 'between' ? String(now.max ?? '') : '');
  const set = (filter: Filter): void => onFilters(withFilter(filters, filter));
  const bound = (value: string): string | number | undefined =>
    value === ''
      ? undefined
      : (column.type === 'integer' || column.type === 'decimal') && !Number.isNaN(Number(value))
        ? Number(value)
        : value;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (ranged.has(column.type)) {
      if (min !== '' || max !== '') set({ column: column.name, op: 'between', min: bound(min), max: bound(max) });
    } else if (text !== '') set({ column: column.name, op: 'contains', value: text });
  };
  return (
    <div className="column-filter">
      <button type="button" className="ui-menu-item" onClick={onFacet}>
        <Icon name="filter" /> {t('rows.addColumnFacet')}
      </button>
      <button type="button" className="ui-menu-item" onClick={onProfile}>
        <Icon name="chart" /> {t('rows.profileColumn')}
      </button>
      <div className="ui-actions">
        <Button size="small" onClick={() => set({ column: column.name, op: 'isNull' })}>
          {t('rows.onlyNulls')}
        </Button>
        <Button size="small" onClick={() => set({ column: column.name, op: 'isNotNull' })}>
          {t('rows.noNulls')}
        </Button>
      </div>
      {!column.sensitive && (
        <form onSubmit={onSubmit} className="column-filter-form">
          {ranged.has(column.type) ? (
            <>
              <Input
                size="small"
                aria-label={t('rows.from')}
                placeholder={t('rows.from')}
                value={min}
                onChange={(event) => setMin(event.target.value)}
              />
              <Input
                size="small"
                aria-label={t('rows.to')}
                placeholder={t('rows.to')}
                value={max}
                onChange={(event) => setMax(event.target.value)}
              />
            </>
          ) : (
            <Input
              size="small"
              aria-label={t('rows.contains')}
              placeholder={t('rows.contains')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
          <Button size="small" htmlType="submit">
            {t('rows.apply')}
          </Button>
        </form>
      )}
      <h3>{t('rows.values')}</h3>
      <ValueList batch={batch} column={column} filters={filters} onFilters={onFilters} limit={200} />
    </div>
  );
}

import { Checkbox, Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { CellValue, Column, Filter } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ErrorPanel, useLate } from '../../ui/states.tsx';
import { chosenValues, toggleValue, without } from './filters.ts';

interface Props {
  readonly batch: string;
  readonly column: Column;
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: Filter[]) => void;
  readonly limit?: number;
}

/** A column's values by count, found by search; counted by the engine under the other filters. */
export function ValueList({ batch, column, filters, onFilters, limit = 50 }: Props) {
  const t = useT();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const facet = useQuery(
    'rows.facet',
    { batch, column: column.name, filters: without(filters, column.name), search: column.sensitive ? '' : wanted, limit },
    { keep: true },
  );
  const chosen = chosenValues(filters, column.name);
  const slow = useLate(facet.refreshing, 200);
  const toggle = (value: CellValue): void => onFilters(toggleValue(filters, column.name, value));
  if (facet.error) return <ErrorPanel error={facet.error} onRetry={facet.reload} quiet />;
  const most = Math.max(1, ...(facet.data?.values.map((one) => one.count) ?? []));
  return (
    <div className={slow ? 'values ui-dim' : 'values'} aria-busy={slow}>
      {column.sensitive ? (
        <p className="ui-muted values-note">{t('rows.masked')}</p>
      ) : (
        <Input
          size="small"
          allowClear
          prefix={<Icon name="search" size={12} />}
          aria-label={`${t('rows.facetSearch')}: ${column.name}`}
          placeholder={t('rows.facetSearch')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {facet.data && (
        <ul>
          {facet.data.nulls > 0 && (
            <Value
              word={t('rows.facetNulls')}
              muted
              count={facet.data.nulls}
              most={most}
              checked={chosen.includes(null)}
              onToggle={() => toggle(null)}
            />
          )}
          {facet.data.values
            .filter((one) => one.value !== null)
            .map((one) => (
              <Value
                key={String(one.value)}
                word={one.value === '' ? '""' : String(one.value)}
                count={one.count}
                most={most}
                checked={chosen.includes(one.value)}
                onToggle={column.sensitive ? undefined : () => toggle(one.value)}
              />
            ))}
        </ul>
      )}
      {facet.data && facet.data.distinct > facet.data.values.length && (
        <p className="ui-muted values-note">
          {t('rows.facetMore', { count: formatCount(facet.data.distinct - facet.data.values.length) })}
        </p>
      )}
    </div>
  );
}

function Value(props: {
  readonly word: string;
  readonly count: number;
  readonly most: number;
  readonly checked: boolean;
  readonly muted?: boolean;
  readonly onToggle: (() => void) | undefined;
}) {
  return (
    <li title={props.word}>
      <span className="values-fill" style={{ width: `${Math.min(100, (props.count / props.most) * 100)}%` }} />
      {props.onToggle ? (
        <Checkbox checked={props.checked} onChange={props.onToggle}>
          <span className={props.muted ? 'values-word ui-muted' : 'values-word'}>{props.word}</span>
        </Checkbox>
      ) : (
        <span className="values-word ui-cell-masked">{props.word}</span>
      )}
      <span className="values-count">{formatCount(props.count)}</span>
    </li>
  );
}

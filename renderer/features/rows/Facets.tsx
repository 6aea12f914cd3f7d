import { Select } from 'antd';
import type { Column, Filter } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { ValueList } from './ValueList.tsx';

interface Props {
  readonly batch: string;
  readonly columns: readonly Column[];
  readonly facets: readonly string[];
  readonly filters: readonly Filter[];
  readonly onFacets: (facets: readonly string[]) => void;
  readonly onFilters: (filters: Filter[]) => void;
  readonly onClose: () => void;
}

/** Columns with their values and counts, beside the grid. */
export function Facets({ batch, columns, facets, filters, onFacets, onFilters, onClose }: Props) {
  const t = useT();
  const chosen = facets.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  return (
    <aside className="facets" data-region="facets" aria-label={t('rows.facets')}>
      <header>
        <h2>{t('rows.facets')}</h2>
        <IconButton icon="close" size={12} label={t('ui.close')} onClick={onClose} />
      </header>
      <Select
        size="small"
        showSearch
        aria-label={t('rows.facetAdd')}
        placeholder={t('rows.facetAdd')}
        value={null}
        onChange={(name: string | null) => name !== null && onFacets([...facets, name])}
        options={columns.filter((column) => !facets.includes(column.name)).map((column) => ({ value: column.name, label: column.name }))}
      />
      {chosen.length === 0 && <p className="ui-muted">{t('rows.facetHint')}</p>}
      {chosen.map((column) => (
        <section key={column.name} aria-label={column.name}>
          <header>
            <h3>{column.name}</h3>
            <IconButton
              icon="close"
              size={12}
              label={t('rows.facetRemove', { column: column.name })}
              onClick={() => onFacets(facets.filter((name) => name !== column.name))}
            />
          </header>
          <ValueList batch={batch} column={column} filters={filters} onFilters={onFilters} />
        </section>
      ))}
    </aside>
  );
}

import { Button } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import { useT } from '../../ui/appearance.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { describeFilter } from './filters.ts';

/** The active filters, each removable. */
export function FilterChips({
  filters,
  onFilters,
}: {
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: Filter[]) => void;
}) {
  const t = useT();
  if (filters.length === 0) return null;
  return (
    <ul className="chips">
      {filters.map((filter, i) => {
        const words = describeFilter(t, filter);
        return (
          <li key={words}>
            <span className="chips-words" title={words}>
              {words}
            </span>
            <IconButton
              icon="close"
              size={12}
              label={t('ui.removeFilter', { what: words })}
              onClick={() => onFilters(filters.filter((_, j) => j !== i))}
            />
          </li>
        );
      })}
      {filters.length > 1 && (
        <li className="chips-clear">
          <Button size="small" type="link" onClick={() => onFilters([])}>
            {t('ui.clearFilters')}
          </Button>
        </li>
      )}
    </ul>
  );
}

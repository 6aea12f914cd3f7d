import { Button, Dropdown } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { describeFilter, rulesOf } from './filters.ts';

/** The active filters, each removable. */
export function FilterChips({
  filters,
  onFilters,
  onRule,
}: {
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: Filter[]) => void;
  /** Makes a rule of a filter; left out for those who may not. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
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
            {onRule && <MakeRule filter={filter} words={words} onRule={onRule} />}
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

/** Beside the chip, so that the menu belongs to the page's main part. */
const popupPlace = (chip: HTMLElement): HTMLElement => chip.closest('main') ?? document.body;

/** What a filter shows can be demanded of every batch to come. */
function MakeRule({ filter, words, onRule }: { readonly filter: Filter; readonly words: string; readonly onRule: (rule: Rule) => void }) {
  const t = useT();
  const rules = rulesOf(filter);
  if (rules.length === 0) return null;
  const items = rules.map(({ says, rule }) => ({ key: says, label: t(says), onClick: () => onRule(rule) }));
  return (
    <Dropdown menu={{ items }} trigger={['click']} getPopupContainer={popupPlace}>
      <Button size="small" type="text" icon={<Icon name="rules" size={12} />} aria-label={t('rows.rule.make', { what: words })} />
    </Dropdown>
  );
}

import { Button } from 'antd';
import type { FindingFilter } from '../../../contract/methods/findings.ts';
import { useT } from '../../ui/appearance.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { type Checked, placeWords } from './checked.ts';
import { clear, type View } from './view.ts';

type Words = ReturnType<typeof useT>;

const wordOf = (t: Words, filter: FindingFilter, checked: Checked): string =>
  'sameAs' in filter
    ? t('findings.chipSame', { column: filter.column, row: placeWords(t, checked, filter.sameAs) })
    : 'pattern' in filter
      ? t('findings.chipPattern', { column: filter.column, pattern: filter.pattern })
      : t('findings.chipValues', {
          column: filter.column,
          values: filter.values.map((value) => (value === null ? t('rows.facetNulls') : String(value))).join('、'),
        });

interface Chip {
  readonly words: string;
  readonly without: (view: View) => View;
}

function chipsOf(t: Words, view: View, checked: Checked): readonly Chip[] {
  const one = (words: string | undefined, without: Chip['without']): readonly Chip[] => (words === undefined ? [] : [{ words, without }]);
  const number = checked.batches.find(({ batch }) => batch === view.batch)?.number;
  return [
    ...one(number === undefined ? undefined : t('quality.batchNumber', { number }), (v) => ({ ...v, batch: undefined })),
    ...one(view.rule, (v) => ({ ...v, rule: undefined })),
    ...one(view.column, (v) => ({ ...v, column: undefined })),
    ...one(view.severity && t(`severity.${view.severity}`), (v) => ({ ...v, severity: undefined })),
    ...view.filters.map((filter) => ({
      words: wordOf(t, filter, checked),
      without: (v: View): View => ({ ...v, filters: v.filters.filter((other) => other !== filter) }),
    })),
    ...one(view.search === '' ? undefined : t('findings.chipSearch', { search: view.search }), (v) => ({ ...v, search: '' })),
  ];
}

/** The active conditions in words. */
export const wordsOf = (t: Words, view: View, checked: Checked): readonly string[] => chipsOf(t, view, checked).map(({ words }) => words);

/** The active conditions, each with a button that takes it away. */
export function Chips({
  view,
  checked,
  onView,
}: {
  readonly view: View;
  readonly checked: Checked;
  readonly onView: (view: View) => void;
}) {
  const t = useT();
  return (
    <ul className="chips" aria-label={t('quality.filters')}>
      {chipsOf(t, view, checked).map(({ words, without }) => (
        <li key={words}>
          <span className="chips-words" title={words}>
            {words}
          </span>
          <IconButton icon="close" size={12} label={t('findings.chipRemove', { what: words })} onClick={() => onView(without(view))} />
        </li>
      ))}
      <li className="chips-clear">
        <Button size="small" type="link" onClick={() => onView(clear(view))}>
          {t('ui.clearFilters')}
        </Button>
      </li>
    </ul>
  );
}

import { Checkbox, Select } from 'antd';
import type { Column } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { IconButton } from '../../ui/parts.tsx';
import { ErrorPanel, useLate } from '../../ui/states.tsx';
import type { Checked } from './checked.ts';
import { type FacetBy, isChosen, requestOf, toggled, type View } from './view.ts';

interface Props {
  readonly checked: Checked;
  readonly view: View;
  readonly columns: readonly Column[];
  readonly onView: (view: View) => void;
  readonly onClose: () => void;
}

/** Failing rows counted by rule, severity, column and unit, and by the values and patterns of columns; a tick narrows them down. */
export function Facets(props: Props) {
  const { view, columns, checked } = props;
  const { dataset } = checked;
  const t = useT();
  const [added, setAdded] = useSticky<readonly string[]>(`findings.facets.${dataset}`, []);
  const own = view.column !== undefined && !added.includes(view.column) ? [view.column] : [];
  const unit = useUnitColumn(dataset, columns);
  const shown = [...own, ...added].flatMap((name) => columns.find((column) => column.name === name && name !== unit?.name) ?? []);
  return (
    <aside className="facets" data-region="facets" aria-label={t('rows.facets')}>
      <header>
        <h2>{t('rows.facets')}</h2>
        <IconButton icon="close" size={12} label={t('ui.close')} onClick={props.onClose} />
      </header>
      {checked.whole && <Section {...props} by="batch" title={t('quality.batch')} />}
      <Section {...props} by="severity" title={t('rules.severity')} />
      <Section {...props} by="rule" title={t('findings.rule')} />
      <Section {...props} by="column" title={t('findings.column')} />
      {unit && <Section {...props} by="value" column={unit} title={t('findings.unitOf', { column: unit.name })} />}
      <Select
        size="small"
        showSearch
        aria-label={t('rows.facetAdd')}
        placeholder={t('rows.facetAdd')}
        value={null}
        onChange={(name: string | null) => name !== null && setAdded([...added, name])}
        options={columns
          .filter((column) => !added.includes(column.name) && column !== unit)
          .map(({ name }) => ({ value: name, label: name }))}
      />
      {shown.map((column) => (
        <div key={column.name}>
          <Section
            {...props}
            by="value"
            column={column}
            title={column.name}
            onRemove={() => setAdded(added.filter((name) => name !== column.name))}
          />
          <Section {...props} by="pattern" column={column} title={t('findings.patternsOf', { column: column.name })} />
        </div>
      ))}
    </aside>
  );
}

/** The column that names whose a row is, where the dataset has one. */
function useUnitColumn(dataset: string, columns: readonly Column[]): Column | undefined {
  const { can } = useSession();
  const settings = useQuery('issues.settings', undefined, { skip: !can('catalog.read') });
  const name = settings.data?.unitColumns.find((one) => one.dataset === dataset)?.column;
  return columns.find((column) => column.name === name);
}

function Section({
  checked,
  view,
  by,
  column,
  title,
  onView,
  onRemove,
}: Props & { readonly by: FacetBy; readonly column?: Column; readonly title: string; readonly onRemove?: () => void }) {
  const t = useT();
  const of = column?.name ?? '';
  const facet = useQuery('findings.facet', { ...requestOf(checked.id, view), by, ...(column ? { of } : {}), limit: 50 }, { keep: true });
  const slow = useLate(facet.refreshing, 200);
  // what is hidden cannot be chosen: two different values may look alike
  const fixed = by === 'value' && column?.sensitive === true;
  const word = (value: string | number | null): string => {
    if (value === null) return t('rows.facetNulls');
    if (by === 'batch') return t('quality.batchNumber', { number: checked.batches.find(({ batch }) => batch === value)?.number ?? '' });
    if (by === 'severity') return t(`severity.${value as 'critical' | 'major' | 'minor' | 'info'}`);
    return value === '' ? '""' : String(value);
  };
  const most = Math.max(1, ...(facet.data?.values.map((one) => one.count) ?? []));
  return (
    <section aria-label={title}>
      <header>
        <h3>{title}</h3>
        {onRemove && <IconButton icon="close" size={12} label={t('rows.facetRemove', { column: title })} onClick={onRemove} />}
      </header>
      {facet.error && <ErrorPanel error={facet.error} onRetry={facet.reload} quiet />}
      {facet.data && (
        <div className={slow ? 'values ui-dim' : 'values'} aria-busy={slow}>
          <ul>
            {facet.data.values.map(({ value, count }) => (
              <li key={String(value)} title={word(value)}>
                <span className="values-fill" style={{ width: `${(count / most) * 100}%` }} />
                {fixed && value !== null ? (
                  <span className="values-word ui-cell-masked">{word(value)}</span>
                ) : (
                  <Checkbox checked={isChosen(view, by, of, value)} onChange={() => onView(toggled(view, by, of, value))}>
                    <span className={value === null ? 'values-word ui-muted' : 'values-word'}>{word(value)}</span>
                  </Checkbox>
                )}
                <span className="values-count">{formatCount(count)}</span>
              </li>
            ))}
          </ul>
          {facet.data.distinct > facet.data.values.length && (
            <p className="ui-muted values-note">
              {t('findings.facetMore', { count: formatCount(facet.data.distinct - facet.data.values.length) })}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

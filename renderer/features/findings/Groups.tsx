import { Select } from 'antd';
import type { Column } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import type { Checked } from './checked.ts';
import { requestOf, toggled, type View } from './view.ts';

interface Props {
  readonly checked: Checked;
  readonly view: View;
  readonly columns: readonly Column[];
  readonly by: 'rule' | 'column' | 'value';
  readonly onView: (view: View) => void;
}

/** Failing rows by rule, column or value, the most first; opening a group shows its records. */
export function Groups({ checked, view, columns, by, onView }: Props) {
  const t = useT();
  const open = columns.filter((column) => !column.sensitive);
  const [kept, setKept] = useSticky<string | null>(`findings.groupBy.${checked.dataset}`, null);
  const of = open.find((column) => column.name === kept)?.name ?? open[0]?.name ?? '';
  const skip = by === 'value' && of === '';
  const facet = useQuery(
    'findings.facet',
    { ...requestOf(checked.id, view), by, ...(by === 'value' ? { of } : {}), limit: 500 },
    { skip, keep: true },
  );
  const title = by === 'value' ? of : t(by === 'rule' ? 'findings.rule' : 'findings.column');
  if (skip) return <EmptyState title={t('findings.allSensitive')} />;
  return (
    <div className="findings-groups">
      {by === 'value' && (
        <label className="findings-group-by">
          {t('findings.groupBy')}
          <Select
            showSearch
            aria-label={t('findings.groupBy')}
            popupMatchSelectWidth={false}
            value={of}
            onChange={setKept}
            options={open.map(({ name }) => ({ value: name, label: name }))}
          />
        </label>
      )}
      <Load of={facet}>
        {(data) => (
          <ListTable
            label={title}
            rows={data.values}
            rowKey={(one) => JSON.stringify(one.value)}
            onOpen={(one) =>
              onView({ ...toggled({ ...view, ...(by === 'value' ? {} : { [by]: undefined }) }, by, of, one.value), show: 'records' })
            }
            empty={<EmptyState small title={t('findings.none')} />}
            columns={[
              {
                key: 'value',
                title,
                width: '3fr',
                sortBy: (one) => one.value,
                render: (one) => (one.value === null ? <span className="ui-muted">{t('rows.facetNulls')}</span> : String(one.value)),
              },
              {
                key: 'count',
                title: t('quality.failingRows'),
                width: 120,
                align: 'right',
                sortBy: (one) => one.count,
                render: (one) => formatCount(one.count),
              },
              {
                key: 'share',
                title: t('findings.share'),
                width: 120,
                align: 'right',
                sortBy: (one) => one.count,
                render: (one) => formatShare(one.count, data.rows),
              },
            ]}
          />
        )}
      </Load>
    </div>
  );
}

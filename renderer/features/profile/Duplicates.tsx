import { Button, Select } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Duplicates as Found } from '../../../contract/methods/profile.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import type { Subject } from '../../app/structure.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { placesOf, sameAs } from './stretches.ts';

interface Props {
  readonly subject: Subject;
  readonly columns: readonly string[];
  readonly onRows: (filters: readonly Filter[]) => void;
  /** Left out for those who may not make rules. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
}

type Group = Found['largest'][number];
const shownColumns = 6;

/** Rows that are the same in the columns that somebody chose: how many, the largest groups, and the way to their rows and to a rule. */
export function Duplicates({ subject, columns, onRows, onRule }: Props) {
  const t = useT();
  const [chosen, setChosen] = useSticky<readonly string[]>(`profile.duplicates.${subject.key}`, []);
  const job = useJob('profile.duplicates', subject.key);
  const look = (): void => void job.run({ ...subject.of, columns: [...chosen] }, subject.title);
  return (
    <div className="profile-duplicates">
      <div className="toolbar">
        <Select<string[]>
          mode="multiple"
          allowClear
          className="profile-duplicates-columns"
          maxTagCount="responsive"
          aria-label={t('profile.duplicates.columns')}
          placeholder={t('profile.duplicates.all')}
          value={[...chosen]}
          onChange={setChosen}
          options={columns.map((value) => ({ value, label: value }))}
        />
        <Button type="primary" loading={job.running} onClick={look}>
          {t('profile.duplicates.find')}
        </Button>
      </div>
      <RunningJob of={job} onRetry={look} />
      {job.output ? (
        <Groups found={job.output} onRows={onRows} onRule={onRule} />
      ) : (
        !job.running && <EmptyState title={t('profile.duplicates.hint')} />
      )}
    </div>
  );
}

function Groups({ found, onRows, onRule }: Pick<Props, 'onRows' | 'onRule'> & { readonly found: Found }) {
  const t = useT();
  const { columns, largest, groups, rowsInGroups, rows, empty, batches } = found;
  const names = columns.slice(0, shownColumns).join(' + ') + (columns.length > shownColumns ? ' …' : '');
  const numbers = (one: Group): string => placesOf(one.rows, batches) + (one.count > one.rows.length ? ' …' : '');
  const toRows = (one: Group): void => onRows([sameAs(columns, one.rows[0] ?? 1, batches)]);
  return (
    <>
      <div className="profile-summary">
        <b>
          {groups === 0
            ? t('profile.duplicates.none', { columns: names })
            : t('profile.duplicates.found', { groups: formatCount(groups), rows: formatCount(rowsInGroups), all: formatCount(rows) })}
        </b>
        {groups > 0 && <span className="ui-muted">{names}</span>}
        {groups > largest.length && <Chip>{t('profile.duplicates.largest', { count: largest.length })}</Chip>}
        {empty > 0 && <Chip>{t('profile.duplicates.empty', { count: formatCount(empty) })}</Chip>}
        {onRule && (
          <Button size="small" onClick={() => onRule(found.rule)}>
            {t('alertStep.rule')}
          </Button>
        )}
      </div>
      {groups > 0 && (
        <div className="ui-box ui-pane-fill">
          <ListTable<Group>
            label={t('profile.duplicates.title')}
            rows={largest}
            rowKey={(one) => String(one.rows[0])}
            onOpen={toRows}
            columns={[
              ...columns.slice(0, shownColumns).map((title, c) => ({
                key: `c${c}`,
                title,
                sortBy: (one: Group) => one.values[c] ?? null,
                render: (one: Group) => one.values[c] ?? <span className="ui-muted">{t('ui.grid.null')}</span>,
              })),
              {
                key: 'count',
                title: t('profile.alertCount'),
                width: 90,
                align: 'right',
                sortBy: (one) => one.count,
                render: (one) => formatCount(one.count),
              },
              { key: 'rows', title: t('profile.duplicates.rows'), render: (one) => <span title={numbers(one)}>{numbers(one)}</span> },
              {
                key: 'act',
                title: '',
                width: 90,
                align: 'right',
                render: (one) => (
                  <Button size="small" type="link" tabIndex={-1} onClick={() => toRows(one)}>
                    {t('profile.seeRows')}
                  </Button>
                ),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}

import { Button, Input } from 'antd';
import type { Cluster, Spelling } from '../../../../contract/methods/clusters.ts';
import { useT } from '../../../ui/appearance.tsx';
import { Side } from '../../../ui/Difference.tsx';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { ListTable } from '../../../ui/ListTable.tsx';
import { Chip } from '../../../ui/parts.tsx';
import type { Place } from './place.ts';
import { type Choice, parted, toggled, writtenAs } from './taken.ts';

interface Props {
  readonly cluster: Cluster;
  readonly place: Place;
  readonly choice: Choice;
  /** Left out where nothing can be taken. */
  readonly onChoice?: ((choice: Choice) => void) | undefined;
  readonly rejected: boolean;
  /** Left out for those who may not decide. */
  readonly onReject?: (() => void) | undefined;
}

/** One group: how it is to be written, and each of its spellings with what differs, its rows and the way to them. */
export function Group({ cluster, place, choice, onChoice, rejected, onReject }: Props) {
  const t = useT();
  const { key, similarity, more } = cluster;
  const as = writtenAs(cluster, choice);
  const write = (value: string): void => onChoice?.({ ...choice, written: { ...choice.written, [key]: value } });
  const out = choice.out[key] ?? [];
  const { same, others } = parted(cluster, choice);
  const id = ({ row }: Spelling): string => String(row);
  const checked = new Set(others.filter(({ value }) => !out.includes(value)).map(id));
  const onCheck = (next: ReadonlySet<string>): void =>
    onChoice?.(
      others.filter((one) => checked.has(id(one)) !== next.has(id(one))).reduce((now, { value }) => toggled(now, key, value), choice),
    );
  const toRows = ({ row }: Spelling): void => place.onRows([{ op: 'sameAs', columns: [place.column], row }]);
  return (
    <section className="clusters-group" aria-label={as}>
      <header>
        {onChoice && (
          <label>
            <span>{t('clusters.proposed')}</span>
            <Input value={as} maxLength={500} onChange={(event) => write(event.target.value)} />
          </label>
        )}
        {similarity !== null && <Chip>{t('clusters.like', { share: formatShare(similarity, 1) })}</Chip>}
        {rejected && <Chip tone="warn">{t('clusters.rejected')}</Chip>}
        {onReject && (
          <Button size="small" title="D" onClick={onReject}>
            {t(rejected ? 'clusters.unreject' : 'clusters.reject')}
          </Button>
        )}
      </header>
      {same && (
        <p className="clusters-acts">
          <span>{t('clusters.already', { value: as, count: formatCount(same.count) })}</span>
          <Button size="small" type="link" onClick={() => toRows(same)}>
            {t('profile.seeRows')}
          </Button>
        </p>
      )}
      <div className="ui-box">
        <ListTable<Spelling>
          label={t('clusters.others')}
          rows={others}
          rowKey={id}
          onOpen={toRows}
          {...(onChoice ? { checked, onCheck } : {})}
          columns={[
            {
              key: 'value',
              title: t('clusters.others'),
              sortBy: ({ value }) => value,
              render: ({ value }) => <Side before={value} after={as} side="before" />,
            },
            {
              key: 'count',
              title: t('repair.rows'),
              width: 76,
              align: 'right',
              sortBy: ({ count }) => count,
              render: ({ count }) => formatCount(count),
            },
            {
              key: 'act',
              title: '',
              width: 200,
              render: (one) => (
                <span className="clusters-acts">
                  {onChoice && (
                    <Button size="small" type="link" tabIndex={-1} onClick={() => write(one.value)}>
                      {t('clusters.asProposed')}
                    </Button>
                  )}
                  <Button size="small" type="link" tabIndex={-1} onClick={() => toRows(one)}>
                    {t('profile.seeRows')}
                  </Button>
                </span>
              ),
            },
          ]}
        />
      </div>
      {more > 0 && <p className="ui-muted">{t('clusters.more', { count: formatCount(more) })}</p>}
    </section>
  );
}

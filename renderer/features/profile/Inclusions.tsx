import { Button } from 'antd';
import type { Inclusion } from '../../../contract/methods/profile.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import type { Subject } from '../../app/structure.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';

interface Props {
  readonly subject: Subject;
  /** Left out for those who may not make rules. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
}

const listHeight = 420;

/** Columns whose values stand in another dataset of the workspace; looked for when a person asks, because every dataset is read. */
export function Inclusions({ subject, onRule }: Props) {
  const t = useT();
  const job = useJob('profile.findInclusions', subject.key);
  const look = (): void => void job.run(subject.of, subject.title);
  const list = job.output;
  return (
    <Card
      title={t('profile.inclusions')}
      extra={
        <Button size="small" loading={job.running} onClick={look}>
          {t('profile.inclusions.find')}
        </Button>
      }
      flush
    >
      <RunningJob of={job} onRetry={look} />
      {list ? (
        <ListTable<Inclusion>
          label={t('profile.inclusions')}
          rows={list}
          rowKey={(one) => [one.column, one.dataset, one.otherColumn].join('\u0000')}
          maxHeight={listHeight}
          empty={<EmptyState small title={t('profile.inclusions.none')} />}
          columns={[
            { key: 'column', title: t('drift.column'), sortBy: (one) => one.column, render: (one) => one.column },
            {
              key: 'there',
              title: t('profile.inclusions.there'),
              width: '2fr',
              sortBy: (one) => one.dataset,
              render: (one) => `${one.dataset} · ${one.otherColumn}`,
            },
            {
              key: 'share',
              title: t('profile.inclusions.share'),
              width: 150,
              sortBy: (one) => one.missing / one.values,
              render: (one) => <Chip tone={one.missing === 0 ? 'good' : 'warn'}>{formatShare(one.values - one.missing, one.values)}</Chip>,
            },
            {
              key: 'rows',
              title: t('profile.inclusions.rows'),
              width: 110,
              align: 'right',
              sortBy: (one) => one.rows,
              render: (one) => formatCount(one.rows),
            },
            { key: 'examples', title: t('profile.examples'), width: '2fr', render: (one) => one.examples.join(' · ') },
            {
              key: 'act',
              title: '',
              width: 90,
              align: 'right',
              render: ({ column, dataset, otherColumn }) =>
                onRule && (
                  <Button
                    size="small"
                    type="link"
                    tabIndex={-1}
                    onClick={() => onRule({ kind: 'exists-in', column, dataset, otherColumns: [otherColumn] })}
                  >
                    {t('alertStep.rule')}
                  </Button>
                ),
            },
          ]}
        />
      ) : (
        !job.running && <EmptyState small title={t('profile.inclusions.hint')} />
      )}
    </Card>
  );
}

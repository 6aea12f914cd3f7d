import { Button } from 'antd';
import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Alert } from '../../../contract/methods/profile.ts';
import type { Rule } from '../../../contract/methods/rules.ts';
import { alertSentence } from '../../../contract/text/index.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';

interface Props {
  readonly alerts: readonly Alert[];
  readonly onOpen: (column: string) => void;
  /** Left out where they are not about the rows of one batch. */
  readonly onRows?: ((filters: readonly Filter[]) => void) | undefined;
  /** Left out for those who may not make rules. */
  readonly onRule?: ((rule: Rule) => void) | undefined;
}

const tones = { rule: 'warn', map: 'warn', ask: 'warn', mask: 'info', know: 'plain' } as const;
const keyOf = (one: Alert): string => `${one.code} ${one.column ?? ''} ${JSON.stringify(one.params)}`;

/** Everything that a person should look at in a profile, the gravest first, with its rows and the next step. */
export function Alerts({ alerts, onOpen, onRows, onRule }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  return (
    <div className="ui-box ui-pane-fill">
      <ListTable<Alert>
        label={t('profile.alerts')}
        rows={alerts}
        rowKey={keyOf}
        onOpen={(one) => one.column !== null && onOpen(one.column)}
        empty={<EmptyState small title={t('profile.noAlerts')} />}
        columns={[
          {
            key: 'step',
            title: t('profile.nextStep'),
            width: 110,
            sortBy: ({ step }) => step,
            render: ({ step }) => <Chip tone={tones[step]}>{t(`alertStep.${step}`)}</Chip>,
          },
          {
            key: 'column',
            title: t('drift.column'),
            sortBy: ({ column }) => column,
            render: ({ column }) => column ?? t('profile.wholeTable'),
          },
          {
            key: 'text',
            title: t('profile.alert'),
            width: '3fr',
            sortBy: ({ weight }) => -weight,
            render: (one) => <span title={alertSentence(dynamic, one)}>{alertSentence(dynamic, one)}</span>,
          },
          {
            key: 'count',
            title: t('profile.alertCount'),
            width: 90,
            align: 'right',
            sortBy: ({ count }) => count,
            render: ({ count }) => formatCount(count),
          },
          {
            key: 'act',
            title: '',
            width: 220,
            align: 'right',
            render: ({ filter, column, rule }) => (
              <>
                {rule && onRule && (
                  <Button size="small" type="link" tabIndex={-1} onClick={() => onRule(rule)}>
                    {t('alertStep.rule')}
                  </Button>
                )}
                {filter && onRows && (
                  <Button size="small" type="link" tabIndex={-1} onClick={() => onRows([filter])}>
                    {t('profile.seeRows')}
                  </Button>
                )}
                {column !== null && (
                  <Button size="small" type="link" tabIndex={-1} onClick={() => onOpen(column)}>
                    {t('profile.detail')}
                  </Button>
                )}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

import { useMemo } from 'react';
import type { Review } from '../../../contract/methods/review.ts';
import { useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs } from '../../ui/Toolbar.tsx';
import { Detail } from './Detail.tsx';
import './review.css';

const tabs = ['mine', 'pending', 'decided'] as const;
type Tab = (typeof tabs)[number];
const tone = { pending: 'info', approved: 'good', rejected: 'bad', withdrawn: 'plain' } as const;

/** S12: what waits for a decision and what was decided, with the chosen one beside the list. */
export function ReviewPage({ params }: ScreenProps) {
  const t = useT();
  const { can } = useSession();
  const reviews = useQuery('review.list', {});
  return (
    <Load of={reviews}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState
            icon={<Icon name="review" size={36} />}
            title={t('review.none')}
            hint={t(can('review.decide') ? 'review.noneHintChecker' : 'review.noneHint')}
          />
        ) : (
          <Reviews list={list} chosen={params['review'] ?? null} />
        )
      }
    </Load>
  );
}

function Reviews({ list, chosen }: { readonly list: readonly Review[]; readonly chosen: string | null }) {
  const t = useT();
  const { user, can } = useSession();
  const [tab, setTab] = useSticky<Tab>('review.tab', can('review.decide') ? 'pending' : 'mine');
  const current = list.find((one) => one.id === chosen);
  const of = useMemo<Readonly<Record<Tab, readonly Review[]>>>(
    () => ({
      mine: list.filter((one) => one.makerId === user.id),
      pending: list.filter((one) => one.state === 'pending'),
      decided: list.filter((one) => one.state === 'approved' || one.state === 'rejected' || one.state === 'withdrawn'),
    }),
    [list, user.id],
  );
  const rows = of[tab];
  const open = (one: Review): void => go(`/review/${encodeURIComponent(one.id)}`, {}, chosen !== null);
  return (
    <div className="ui-pane">
      <CountTabs
        label={t('screen.review')}
        value={tab}
        onChange={setTab}
        tabs={tabs
          .filter((value) => value !== 'mine' || can('review.submit'))
          .map((value) => ({ value, label: t(`review.tab.${value}`), count: of[value].length }))}
      />
      <div className="review-split">
        <div className="ui-box">
          <ListTable
            label={t('screen.review')}
            rows={rows}
            rowKey={(one) => one.id}
            selected={chosen}
            onSelect={open}
            onOpen={open}
            empty={<EmptyState small title={t('review.noneHere')} />}
            columns={[
              {
                key: 'title',
                title: t('review.what'),
                width: '2fr',
                sortBy: (one) => one.title,
                render: (one) => (
                  <span className="ui-list-inline" title={one.title}>
                    <Icon name={one.subject === 'resource' ? 'catalog' : 'quality'} size={14} />
                    <span>{one.title}</span>
                  </span>
                ),
              },
              { key: 'maker', title: t('review.maker'), width: 76, sortBy: (one) => one.maker, render: (one) => one.maker },
              {
                key: 'at',
                title: t('review.at'),
                width: 92,
                sortBy: (one) => one.submittedAt,
                render: (one) => <span className="ui-muted">{formatTime(one.submittedAt).slice(5)}</span>,
              },
              {
                key: 'state',
                title: t('issues.stateTitle'),
                width: 72,
                sortBy: (one) => one.state,
                render: (one) => <Chip tone={tone[one.state]}>{t(`review.state.${one.state}`)}</Chip>,
              },
            ]}
          />
        </div>
        <div className="review-detail ui-box">
          {current ? (
            <Detail key={current.id} id={current.id} rest={of.pending.filter((one) => one.mayDecide && one.id !== current.id)} />
          ) : (
            <EmptyState title={t('review.choose')} hint={t('review.chooseHint')} />
          )}
        </div>
      </div>
    </div>
  );
}

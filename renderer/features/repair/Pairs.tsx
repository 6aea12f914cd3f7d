import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { RepairPair, RepairStep } from '../../../contract/methods/repair.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Facts } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { SearchBox } from '../../ui/Toolbar.tsx';
import { Side } from '../../ui/Difference.tsx';
import type { KindWords } from './kinds.ts';
import { type Choice, type Proposal, stepsOf, toggled } from './model.ts';

interface Props {
  readonly batch: string;
  readonly proposals: readonly Proposal[];
  readonly proposal: Proposal;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly words: KindWords;
  readonly editable: boolean;
}

const PAGE = 200;
const PAGE_MAX = 500;

/** One proposal: what it does and why that is safe, and the values that it changes, each to be taken out. */
export function Pairs(props: Props) {
  const { batch, proposals, proposal, choice, words } = props;
  const t = useT();
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(PAGE);
  // the steps before this one that are chosen have worked on the values already
  const steps = useMemo((): RepairStep[] => {
    const at = proposals.findIndex(({ id }) => id === proposal.id);
    const before = stepsOf(proposals.slice(0, at), choice).filter(({ column }) => column === proposal.step.column);
    return [...before, proposal.step];
  }, [proposals, proposal, choice]);
  const pairs = useQuery('repair.pairs', { batch, steps, step: steps.length - 1, search, limit }, { keep: true });
  const about = words.about(proposal.step.kind);
  return (
    <section className="repair-detail" aria-label={t('repair.detail')}>
      <header>
        <h2>
          {words.title(proposal.step.kind)} · {proposal.step.column}
        </h2>
        {about && (
          <Facts
            rows={[
              [t('repair.does'), about.does],
              [t('repair.proof'), about.proof],
              [t('repair.never'), about.never],
            ]}
          />
        )}
        <div className="repair-search">
          <SearchBox value={search} onChange={setSearch} label={t('repair.search')} />
          <span className="ui-muted" role="status">
            {pairs.data && t(pairs.data.exact ? 'repair.values' : 'repair.valuesMore', { count: formatCount(pairs.data.total) })}
          </span>
        </div>
      </header>
      <Load of={pairs}>
        {({ pairs: list, total }) => (
          <>
            <PairList {...props} pairs={list} searched={search !== ''} />
            {total > list.length && limit < PAGE_MAX && (
              <Button size="small" onClick={() => setLimit(PAGE_MAX)}>
                {t('repair.more')}
              </Button>
            )}
            {total > PAGE_MAX && limit >= PAGE_MAX && <p className="ui-muted">{t('repair.onlyFirst', { count: PAGE_MAX })}</p>}
          </>
        )}
      </Load>
    </section>
  );
}

function PairList({
  pairs,
  proposal,
  choice,
  onChoice,
  editable,
  searched,
}: Props & { readonly pairs: readonly RepairPair[]; readonly searched: boolean }) {
  const t = useT();
  const out = choice.except[proposal.id] ?? [];
  const columns = useMemo(
    (): readonly ListColumn<RepairPair>[] => [
      {
        key: 'before',
        title: t('repair.before'),
        sortBy: ({ before }) => before,
        render: (pair) => <Side before={pair.before} after={pair.after} side="before" />,
      },
      {
        key: 'after',
        title: t('repair.after'),
        sortBy: ({ after }) => after,
        render: (pair) => <Side before={pair.before} after={pair.after} side="after" />,
      },
      {
        key: 'rows',
        title: t('repair.rows'),
        width: 84,
        align: 'right',
        sortBy: ({ rows }) => rows,
        render: ({ rows }) => formatCount(rows),
      },
    ],
    [t],
  );
  const checked = new Set(pairs.filter(({ key }) => !out.includes(key)).map(({ key }) => key));
  const onCheck = (next: ReadonlySet<string>): void =>
    onChoice(
      pairs.filter(({ key }) => checked.has(key) !== next.has(key)).reduce((now, { key }) => toggled(now, proposal.id, key), choice),
    );
  return (
    <ListTable<RepairPair>
      label={t('repair.pairs')}
      rows={pairs}
      columns={columns}
      rowKey={({ key }) => key}
      {...(editable ? { checked, onCheck } : {})}
      empty={<EmptyState small title={t(searched ? 'repair.noMatch' : 'repair.noPairs')} />}
    />
  );
}

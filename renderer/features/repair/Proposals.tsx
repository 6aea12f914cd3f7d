import { useMemo } from 'react';
import type { RepairProblem } from '../../../contract/methods/repair.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import type { KindWords } from './kinds.ts';
import type { Choice, Proposal } from './model.ts';

interface Props {
  readonly proposals: readonly Proposal[];
  readonly problems: readonly RepairProblem[];
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly shown: string | null;
  readonly onShow: (id: string) => void;
  readonly words: KindWords;
  readonly editable: boolean;
}

/** What could be repaired: a line a kind and column, to tick. */
export function Proposals({ proposals, choice, onChoice, shown, onShow, words, editable }: Props) {
  const t = useT();
  const columns = useMemo(
    (): readonly ListColumn<Proposal>[] => [
      {
        key: 'kind',
        title: t('repair.kind'),
        width: '3fr',
        sortBy: ({ step }) => words.title(step.kind),
        render: ({ step }) => words.title(step.kind),
      },
      { key: 'column', title: t('repair.column'), width: '2fr', sortBy: ({ step }) => step.column, render: ({ step }) => step.column },
      {
        key: 'rows',
        title: t('repair.rows'),
        width: 76,
        align: 'right',
        sortBy: ({ rows }) => rows,
        render: ({ rows, id, counted }) => (
          <span>
            {choice.except[id]?.length ? <Chip title={t('repair.exceptHint')}>−{choice.except[id]?.length}</Chip> : null}{' '}
            {counted ? formatCount(rows) : '—'}
          </span>
        ),
      },
    ],
    [t, words, choice],
  );
  return (
    <ListTable<Proposal>
      label={t('repair.proposals')}
      rows={proposals}
      columns={columns}
      rowKey={({ id }) => id}
      selected={shown}
      onSelect={({ id }) => onShow(id)}
      {...(editable ? { checked: new Set(choice.on), onCheck: (on: ReadonlySet<string>) => onChoice({ ...choice, on: [...on] }) } : {})}
      empty={<EmptyState small title={t('repair.nothing')} hint={t('repair.nothingHint')} />}
    />
  );
}

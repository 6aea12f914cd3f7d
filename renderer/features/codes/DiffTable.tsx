import { type ReactNode } from 'react';
import type { CodeDiff } from '../../../contract/methods/codes.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { spanOf } from './model.ts';

type Row = CodeDiff['rows'][number];
type Entry = NonNullable<Row['from']>;
const tones = { added: 'good', gone: 'bad', changed: 'info' } as const;

const wordsOf = (entry: Entry | null): string =>
  entry === null
    ? ''
    : [entry.name, spanOf(entry), entry.parent === null ? null : `↑ ${entry.parent}`].filter((part) => part !== null).join(' · ');

/** What a newer version says differently: how much of each, and code by code. */
export function DiffTable({ diff, maxHeight }: { readonly diff: CodeDiff; readonly maxHeight?: number }): ReactNode {
  const t = useT();
  const total = diff.added + diff.gone + diff.changed;
  if (total === 0) return <EmptyState small title={t('codes.diffNone')} />;
  const count = (n: number): string => formatCount(n);
  return (
    <>
      <p className="ui-note" role="status">
        {t('codes.diff', { added: count(diff.added), gone: count(diff.gone), changed: count(diff.changed), same: count(diff.same) })}
        {diff.rows.length < total && ` · ${t('codes.diffFirst', { count: diff.rows.length })}`}
      </p>
      <div className="ui-box ui-pane-fill">
        <ListTable<Row>
          label={t('codes.differences')}
          rows={diff.rows}
          rowKey={({ what, from, to }) => `${what} ${(to ?? from)?.code ?? ''}`}
          {...(maxHeight === undefined ? {} : { maxHeight })}
          columns={[
            {
              key: 'what',
              title: t('codes.difference'),
              width: 76,
              sortBy: ({ what }) => what,
              render: ({ what }) => <Chip tone={tones[what]}>{t(`codes.diff.${what}`)}</Chip>,
            },
            {
              key: 'code',
              title: t('codes.code'),
              width: 120,
              sortBy: ({ from, to }) => (to ?? from)?.code ?? null,
              render: ({ from, to }) => <span className="ui-mono">{(to ?? from)?.code}</span>,
            },
            {
              key: 'from',
              title: t('codes.before'),
              width: '2fr',
              render: ({ from }) => <span title={wordsOf(from)}>{wordsOf(from)}</span>,
            },
            { key: 'to', title: t('codes.after'), width: '2fr', render: ({ to }) => <span title={wordsOf(to)}>{wordsOf(to)}</span> },
          ]}
        />
      </div>
    </>
  );
}

import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { CellChange, Derivation } from '../../../contract/methods/repair.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { Side } from '../../ui/Difference.tsx';
import type { KindWords } from './kinds.ts';

interface Props {
  readonly derivation: Derivation;
  readonly words: KindWords;
  readonly onClose: () => void;
}

const PAGE = 200;

/** Every changed cell of a derived batch, before and after. */
export function ChangeLog({ derivation, words, onClose }: Props) {
  const t = useT();
  const [step, setStep] = useState<number | null>(null);
  const [offset, setOffset] = useState(0);
  const { batch, number, steps } = derivation;
  const log = useQuery('repair.changes', { batch, offset, limit: PAGE, ...(step === null ? {} : { step }) }, { keep: true });
  const columns = useMemo((): readonly ListColumn<CellChange>[] => {
    const shownOf = ({ before, after }: CellChange) => ({ before: before ?? t('ui.grid.null'), after: after ?? t('ui.grid.null') });
    return [
      { key: 'row', title: t('repair.row'), width: 72, align: 'right', render: ({ row }) => formatCount(row) },
      { key: 'column', title: t('repair.column'), width: 104, render: ({ column }) => column },
      { key: 'before', title: t('repair.before'), render: (one) => <Side {...shownOf(one)} side="before" /> },
      { key: 'after', title: t('repair.after'), render: (one) => <Side {...shownOf(one)} side="after" /> },
    ];
  }, [t]);
  return (
    <SideDrawer open title={t('repair.logTitle', { number })} onClose={onClose} width={720}>
      <div className="repair-log">
        {steps.length > 0 && (
          <Select<number>
            aria-label={t('repair.step')}
            value={step ?? -1}
            onChange={(value) => {
              setStep(value < 0 ? null : value);
              setOffset(0);
            }}
            options={[
              { value: -1, label: t('repair.allSteps') },
              ...steps.map(({ step: own, rows }, i) => ({
                value: i,
                label: `${words.title(own.kind)} · ${own.column} (${formatCount(rows)})`,
              })),
            ]}
          />
        )}
        <Load of={log}>
          {({ total, changes }) => (
            <>
              <ListTable<CellChange>
                label={t('repair.log')}
                rows={changes}
                columns={columns}
                rowKey={({ row, column, step: at }) => `${row} ${at} ${column}`}
                empty={<EmptyState small title={t('repair.noPairs')} />}
              />
              <div className="repair-pages">
                <Button size="small" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
                  {t('repair.previous')}
                </Button>
                <span className="ui-muted" role="status">
                  {t('repair.range', {
                    from: formatCount(total === 0 ? 0 : offset + 1),
                    to: formatCount(Math.min(total, offset + PAGE)),
                    total: formatCount(total),
                  })}
                </span>
                <Button size="small" disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
                  {t('repair.next')}
                </Button>
              </div>
            </>
          )}
        </Load>
      </div>
    </SideDrawer>
  );
}

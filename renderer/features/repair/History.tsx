import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { Derivation } from '../../../contract/methods/repair.ts';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { useCommand } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { ChangeLog } from './ChangeLog.tsx';
import type { KindWords } from './kinds.ts';

interface Props {
  readonly derived: readonly Derivation[];
  readonly words: KindWords;
}

/** The batches that were derived in this dataset: what was changed, and taking them back. */
export function History({ derived, words }: Props) {
  const t = useT();
  const { dataset } = useDatasetPlace();
  const { can } = useSession();
  const undo = useCommand('repair.undo');
  const [undoing, setUndoing] = useState<Derivation | null>(null);
  const [log, setLog] = useState<Derivation | null>(null);
  const mayUndo = can('data.import');
  const columns = useMemo(
    (): readonly ListColumn<Derivation>[] => [
      { key: 'number', title: t('repair.derivedBatch'), width: 96, sortBy: (d) => d.number, render: (d) => `#${d.number}` },
      { key: 'parent', title: t('repair.from'), width: 88, sortBy: (d) => d.parentNumber, render: (d) => `#${d.parentNumber}` },
      {
        key: 'recipe',
        title: t('repair.basis'),
        width: 132,
        sortBy: (d) => d.recipeVersion,
        render: (d) =>
          d.sheet === null ? (
            t('repair.version', { version: d.recipeVersion ?? '' })
          ) : (
            <a href={hrefOf(`/issues/${encodeURIComponent(d.sheet.issue)}`)} title={t('repair.ofSheet', { number: d.sheet.number })}>
              {d.sheet.number}
            </a>
          ),
      },
      {
        key: 'cells',
        title: t('repair.changedShort'),
        width: '2fr',
        sortBy: (d) => d.cellsChanged,
        render: (d) => t('repair.changedCount', { rows: formatCount(d.rowsChanged), cells: formatCount(d.cellsChanged) }),
      },
      { key: 'at', title: t('repair.made'), width: '2fr', sortBy: (d) => d.at, render: (d) => `${formatTime(d.at)} ${d.by}` },
      { key: 'state', title: t('decision.state'), width: 96, render: (d) => <StateChip of={d} /> },
      {
        key: 'actions',
        title: t('repair.actions'),
        width: 208,
        render: (d) =>
          d.removedAt === null && (
            <span className="repair-actions">
              <Button size="small" onClick={() => goToDataset(dataset.id, 'rows', { batch: d.batch })}>
                {t('repair.openRows')}
              </Button>
              <Button size="small" onClick={() => setLog(d)}>
                {t('repair.log')}
              </Button>
              {mayUndo && (
                <Button
                  size="small"
                  danger
                  disabled={d.held !== null}
                  title={d.held === null ? undefined : t(`repair.held.${d.held}`)}
                  onClick={() => setUndoing(d)}
                >
                  {t('repair.undo')}
                </Button>
              )}
            </span>
          ),
      },
    ],
    [t, dataset.id, mayUndo],
  );
  return (
    <div className="ui-box ui-pane-fill repair-history">
      {undo.error && <ErrorPanel error={undo.error} onClose={undo.clear} />}
      <ListTable<Derivation>
        label={t('repair.history')}
        rows={derived}
        columns={columns}
        rowKey={({ batch }) => batch}
        onOpen={(d) => d.removedAt === null && setLog(d)}
        empty={<EmptyState small title={t('repair.noHistory')} hint={t('repair.noHistoryHint')} />}
      />
      {log && <ChangeLog derivation={log} words={words} onClose={() => setLog(null)} />}
      <ConfirmDialog
        open={undoing !== null}
        title={t('repair.undoTitle', { number: undoing?.number })}
        confirm={t('repair.undo')}
        danger
        busy={undo.busy}
        onCancel={() => setUndoing(null)}
        onConfirm={() => {
          if (!undoing) return;
          void undo.run({ batch: undoing.batch }).then(() => setUndoing(null));
        }}
      >
        {t('repair.undoHint', { number: undoing?.number, parent: undoing?.parentNumber })}
      </ConfirmDialog>
    </div>
  );
}

function StateChip({ of }: { readonly of: Derivation }) {
  const t = useT();
  if (of.removedAt !== null) return <Chip>{t('repair.undone')}</Chip>;
  if (of.decision === null) return <Chip tone="info">{t('decision.waiting')}</Chip>;
  return <Chip tone={of.decision === 'accepted' ? 'good' : 'plain'}>{t(`decision.${of.decision}`)}</Chip>;
}

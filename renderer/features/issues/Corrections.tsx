import { Checkbox, Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { ReworkCorrections, ReworkSheet } from '../../../contract/methods/issues.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { Changes } from './SheetIn.tsx';

const tone = { change: 'good', same: 'plain', moved: 'warn' } as const;

/** What the corrections of a returned sheet would change, looked at before a derived batch is written; the checked batch stays as it is. */
export function Corrections({ sheet, onClose }: { readonly sheet: ReworkSheet; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const [failing, setFailing] = useState(false);
  const preview = useJob('rework.corrections', sheet.id);
  const applying = useJob('rework.apply', sheet.id);
  const { run, cancel, clear } = preview;
  useEffect(() => {
    void run({ sheet: sheet.id, failing }, sheet.number);
    return () => {
      cancel();
      clear();
    };
  }, [run, cancel, clear, sheet.id, sheet.number, failing]);
  const found = preview.running ? undefined : preview.output;
  const apply = async (): Promise<void> => {
    if (!found) return;
    const done = await applying.run({ sheet: sheet.id, failing, batch: found.batch }, sheet.number);
    if (!done) return;
    onClose();
    const { batch } = done;
    toast({
      text: t('rework.applied', { number: batch.number, cells: formatCount(done.derivation.cellsChanged) }),
      action: { word: t('rework.toBatch'), run: () => goToDataset(batch.dataset, 'rows', { batch: batch.id }) },
    });
  };
  const number = found?.batchNumber ?? '';
  return (
    <Modal
      open
      width={760}
      title={t('rework.applyTitle', { number: sheet.number })}
      okText={t('rework.applyNow')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !found || found.counts.change === 0 || applying.running }}
      onOk={() => void apply()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="ui-muted">{t('rework.applyHint', { number })}</p>
      {sheet.recheck.fail > 0 && (
        <Checkbox checked={failing} disabled={applying.running} onChange={(event) => setFailing(event.target.checked)}>
          {t('rework.applyFailing', { count: formatCount(sheet.recheck.fail) })}
        </Checkbox>
      )}
      <RunningJob of={preview} />
      <RunningJob of={applying} onRetry={() => void apply()} />
      {found && <Lines found={found} />}
    </Modal>
  );
}

function Lines({ found: { counts, gone, lines } }: { readonly found: ReworkCorrections }) {
  const t = useT();
  const total = counts.change + counts.same + counts.moved;
  return (
    <>
      <p role="status">
        {(['change', 'same', 'moved'] as const)
          .filter((state) => counts[state] > 0 || state === 'change')
          .map((state) => t(`rework.cells.${state}`, { count: formatCount(counts[state]) }))
          .join('，')}
        {lines.length < total && ` · ${t('rework.firstOf', { shown: formatCount(lines.length), total: formatCount(total) })}`}
      </p>
      {gone > 0 && <p className="ui-note">{t('rework.goneStay', { count: formatCount(gone) })}</p>}
      <ListTable
        label={t('rework.lines')}
        rows={lines}
        rowKey={({ row, column }) => `${row} ${column}`}
        maxHeight={320}
        columns={[
          { key: 'row', title: t('rework.row'), width: 84, align: 'right', sortBy: ({ row }) => row, render: ({ row }) => row },
          {
            key: 'what',
            title: t('rework.change'),
            width: '2fr',
            render: ({ column, before, after }) => <Changes changes={[{ column, old: before, new: after }]} />,
          },
          {
            key: 'state',
            title: t('rework.cellState'),
            width: 150,
            sortBy: ({ state }) => state,
            render: ({ state }) => <Chip tone={tone[state]}>{t(`rework.cell.${state}`)}</Chip>,
          },
        ]}
      />
    </>
  );
}

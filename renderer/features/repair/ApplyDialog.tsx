import { Modal } from 'antd';
import { useEffect } from 'react';
import type { RepairEffect, RepairStep } from '../../../contract/methods/repair.ts';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Stat } from '../../ui/parts.tsx';

interface Props {
  readonly batch: Batch;
  readonly title: string;
  readonly steps: RepairStep[];
  readonly onApply: () => void;
  readonly onClose: () => void;
}

/** Counts exactly what the chosen steps do together before anything is written. */
export function ApplyDialog({ batch, title, steps, onApply, onClose }: Props) {
  const t = useT();
  const preview = useJob('repair.preview', batch.id);
  const { run, cancel, clear } = preview;
  const asked = JSON.stringify(steps);
  useEffect(() => {
    void run({ batch: batch.id, steps: JSON.parse(asked) as RepairStep[] }, title);
    return () => {
      cancel();
      clear();
    };
  }, [run, cancel, clear, batch.id, title, asked]);
  const effect = preview.running ? undefined : preview.output;
  return (
    <Modal
      open
      width={560}
      title={t('repair.applyTitle', { number: batch.number })}
      okText={t('repair.applyNow')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !effect || effect.cellsChanged === 0 }}
      onOk={onApply}
      onCancel={onClose}
      destroyOnHidden
    >
      <RunningJob of={preview} />
      {effect && <Effect effect={effect} />}
      <p className="ui-muted">{t('repair.applyHint')}</p>
    </Modal>
  );
}

/** What steps do to a batch: rows, cells, what their columns' checks still find, and steps that cannot work. */
export function Effect({ effect }: { readonly effect: RepairEffect }) {
  const t = useT();
  const dynamic = useTDynamic();
  return (
    <>
      <div className="stats">
        <Stat
          label={t('repair.rowsChanged')}
          value={formatCount(effect.rowsChanged)}
          note={t('repair.ofRows', { rows: formatCount(effect.rows) })}
        />
        <Stat label={t('repair.cellsChanged')} value={formatCount(effect.cellsChanged)} />
      </div>
      {effect.columns.map(({ column, failing, remaining, broken }) => (
        <p key={column} className={broken > 0 ? 'ui-note ui-note-warn' : 'repair-remaining'}>
          {t(broken > 0 ? 'repair.broken' : 'repair.remaining', {
            column,
            failing: formatCount(failing),
            remaining: formatCount(remaining),
            broken: formatCount(broken),
          })}
        </p>
      ))}
      {effect.problems.map(({ step, code, params }) => (
        <p key={step} className="ui-note ui-note-warn" role="alert">
          {t('repair.problem', { step: step + 1 })} {dynamic(`error.${code}`, params)}
        </p>
      ))}
    </>
  );
}

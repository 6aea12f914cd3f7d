import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../app/engine.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

/** Takes back what was decided on a batch, with a reason. */
export function TakeBack({ batch }: { readonly batch: Batch }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  useActions([{ id: 'batch-undecide', title: t('changes.undo'), run: () => setOpen(true) }]);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('changes.undo')}
      </Button>
      {open && <TakeBackDialog batch={batch} onClose={() => setOpen(false)} />}
    </>
  );
}

function TakeBackDialog({ batch, onClose }: { readonly batch: Batch; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const undo = useCommand('batches.undecide');
  const [note, setNote] = useState('');
  const { number } = batch;
  const ready = note.trim() !== '';
  const confirm = async (): Promise<void> => {
    if (!ready || !(await undo.run({ batch: batch.id, note }))) return;
    toast({ text: t('changes.undoneToast', { number }) });
    onClose();
  };
  return (
    <Modal
      open
      width={460}
      title={t('changes.undoTitle', { number })}
      okText={t('changes.undo')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ danger: true, disabled: !ready }}
      confirmLoading={undo.busy}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t(batch.decision?.state === 'accepted' ? 'changes.undoAccepted' : 'changes.undoDeclined', { number })}</p>
        <Field label={t('changes.noteWhy')} required hint={t('changes.undoOnce')}>
          {(id, describedBy) => (
            <Input.TextArea
              id={id}
              autoFocus
              rows={3}
              maxLength={500}
              aria-describedby={describedBy}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void confirm();
              }}
            />
          )}
        </Field>
        {undo.error && <ErrorPanel error={undo.error} />}
      </div>
    </Modal>
  );
}

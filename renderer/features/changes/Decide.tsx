import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Comparison } from '../../../contract/methods/batches.ts';
import type { Batch, BatchMode, Dataset } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

interface Props {
  readonly batch: Batch;
  readonly dataset: Dataset;
  readonly mode: BatchMode;
  /** Null: nobody has seen what it changes. */
  readonly comparison: Comparison | null;
}

/** Accept or decline a batch. */
export function Decide(props: Props) {
  const t = useT();
  const { can } = useSession();
  const [dialog, setDialog] = useState<'accept' | 'decline' | null>(null);
  const open = props.batch.decision === null && can('data.import');
  useActions(
    open
      ? [
          { id: 'batch-accept', title: t('changes.accept'), keys: 'Ctrl+Enter', run: () => setDialog('accept') },
          { id: 'batch-decline', title: t('changes.decline'), run: () => setDialog('decline') },
        ]
      : [],
  );
  if (!open) return props.batch.decision === null ? <span className="ui-muted">{t('changes.other')}</span> : null;
  return (
    <>
      <Button type="primary" aria-keyshortcuts="Control+Enter" onClick={() => setDialog('accept')}>
        {t('changes.accept')}
      </Button>
      <Button danger onClick={() => setDialog('decline')}>
        {t('changes.decline')}
      </Button>
      {dialog && <DecideDialog {...props} accept={dialog === 'accept'} onClose={() => setDialog(null)} />}
    </>
  );
}

function DecideDialog({ batch, mode, comparison, accept, onClose }: Props & { readonly accept: boolean; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const decide = useCommand('batches.decide');
  const [note, setNote] = useState('');
  const { number } = batch;
  const confirm = async (): Promise<void> => {
    const decided = await decide.run({ batch: batch.id, accept, mode, note });
    if (!decided) return;
    toast({ text: t(accept ? 'changes.acceptedToast' : 'changes.declinedToast', { number }) });
    onClose();
  };
  const what = accept ? (mode === 'replace' ? 'changes.acceptReplace' : 'changes.acceptAppend') : 'changes.declineWhat';
  return (
    <Modal
      open
      width={460}
      title={t(accept ? 'changes.acceptTitle' : 'changes.declineTitle', { number })}
      okText={t(accept ? 'changes.accept' : 'changes.decline')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ danger: !accept, disabled: !accept && note.trim() === '' }}
      confirmLoading={decide.busy}
      onOk={() => void confirm()}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t(what, { rows: formatCount(batch.rows) })}</p>
        {accept && comparison === null && <p className="ui-note ui-note-warn">{t('changes.unseen')}</p>}
        <Field label={t(accept ? 'changes.note' : 'changes.noteWhy')} required={!accept} hint={t('changes.once')}>
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
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (accept || note.trim() !== '')) void confirm();
              }}
            />
          )}
        </Field>
        {decide.error && <ErrorPanel error={decide.error} />}
      </div>
    </Modal>
  );
}

import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import { useCommand } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

/** Hands a run to another person for approval. */
export function SubmitRun({ run, blocked, onClose }: { readonly run: QualityRun; readonly blocked: number; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const submit = useCommand('review.submit');
  const [comment, setComment] = useState('');
  const send = async (): Promise<void> => {
    const review = await submit.run({ subject: 'qualityRun', subjectId: run.id, comment: comment.trim() });
    if (!review) return;
    onClose();
    toast({ text: t('quality.submitted'), action: { word: t('quality.toReview'), run: () => go(`/review/${review.id}`) } });
  };
  return (
    <Modal
      open
      title={t('quality.submit')}
      okText={t('quality.submit')}
      cancelText={t('ui.cancel')}
      confirmLoading={submit.busy}
      onOk={() => void send()}
      onCancel={onClose}
      width={460}
    >
      {blocked > 0 && <p className="ui-note ui-note-warn">{t('quality.submitBlocked', { count: blocked })}</p>}
      <Field label={t('review.comment')} hint={t('quality.submitHint')}>
        {(id, by) => (
          <Input.TextArea
            id={id}
            aria-describedby={by}
            autoFocus
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {submit.error && <ErrorPanel error={submit.error} />}
    </Modal>
  );
}

/** Runs before the checker, be they of a batch or of a table where it is: the chip, the hint and the dialog. */
import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { QualityRun } from '../../contract/methods/quality.ts';
import { useT } from '../ui/appearance.tsx';
import { Chip, Field } from '../ui/parts.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { type Output, useCommand } from './engine.ts';
import { go, hrefOf } from './router.ts';
import { useToast } from './toasts.tsx';

/** Hands a run to another person for approval. */
export function SubmitRun({
  run,
  blocked,
  onClose,
}: {
  readonly run: Pick<QualityRun, 'id'>;
  /** How many critical rules will keep it from being approved. */
  readonly blocked: number;
  readonly onClose: () => void;
}) {
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

/** True for a run that waits for no review and was not approved. */
export const maySubmitRun = ({ review }: Pick<QualityRun, 'review'>): boolean =>
  review === null || review.state === 'rejected' || review.state === 'withdrawn';

/** Says which critical rules keep a run from being approved. */
export function Blocked({ run, by }: { readonly run: string; readonly by: Output<'quality.get'>['blockedBy'] }) {
  const t = useT();
  if (by.length === 0) return null;
  return (
    <p className="ui-note ui-note-warn" role="status">
      {t('quality.blocked', { rules: [...new Set(by.map((one) => one.rule))].join('、') })}
      {by.some((one) => one.run !== run) && t('quality.blockedElsewhere')}
    </p>
  );
}

const reviewTone = { pending: 'info', approved: 'good', rejected: 'bad', withdrawn: 'plain' } as const;

/** Where the newest review of a run stands; leads there. */
export function ReviewChip({ run }: { readonly run: Pick<QualityRun, 'review'> }) {
  const t = useT();
  if (!run.review) return null;
  const state = (['pending', 'approved', 'rejected', 'withdrawn'] as const).find((one) => one === run.review?.state) ?? 'pending';
  return (
    <a href={hrefOf(`/review/${encodeURIComponent(run.review.review)}`)}>
      <Chip tone={reviewTone[state]} icon={state === 'approved' ? 'lock' : 'review'}>
        {t(`review.state.${state}`)}
      </Chip>
    </a>
  );
}

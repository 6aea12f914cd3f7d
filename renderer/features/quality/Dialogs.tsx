import { Input, Modal } from 'antd';
import { useState } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { UnitInput } from '../../app/marks.tsx';
import { go } from '../../app/router.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

/** Opens issues for failing rules: to whom, and until when. */
export function OpenIssues({
  run,
  rules,
  unit: known,
  onClose,
}: {
  readonly run: QualityRun;
  readonly rules: readonly string[];
  readonly unit: string;
  readonly onClose: () => void;
}) {
  const t = useT();
  const toast = useToast();
  const open = useCommand('issues.open');
  const [unit, setUnit] = useState(known);
  const settings = useQuery('issues.settings', undefined);
  const [chosenDue, setDue] = useState<string | null>(null);
  const due = chosenDue ?? settings.data?.dueDay ?? '';
  const submit = async (): Promise<void> => {
    if (unit.trim() === '') return;
    // the day counts to its end, in China
    const dueAt = due === '' ? (chosenDue === null ? undefined : null) : new Date(`${due}T23:59:59+08:00`).toISOString();
    const opened = await open.run({ run: run.id, rules: [...rules], unit: unit.trim(), dueAt });
    if (!opened) return;
    onClose();
    const [first] = opened;
    toast({
      text: t('quality.issuesOpened', { numbers: opened.map((one) => one.number).join('、') }),
      action: { word: t('quality.toIssues'), run: () => go(opened.length === 1 && first ? `/issues/${first.id}` : '/issues') },
    });
  };
  return (
    <Modal
      open
      title={t('quality.openIssues', { count: rules.length })}
      okText={t('quality.openIssue')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: unit.trim() === '' }}
      confirmLoading={open.busy}
      onOk={() => void submit()}
      onCancel={onClose}
      width={460}
    >
      <ul className="quality-rule-names">
        {rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <Field label={t('issues.unit')} required hint={t('issues.unitHint')}>
        {(id, by) => <UnitInput id={id} describedBy={by} value={unit} onChange={setUnit} />}
      </Field>
      <Field label={t('issues.due')} hint={t('issues.dueHint', { days: settings.data?.days ?? '' })}>
        {(id, by) => <Input id={id} aria-describedby={by} type="date" value={due} onChange={(event) => setDue(event.target.value)} />}
      </Field>
      {open.error && <ErrorPanel error={open.error} />}
    </Modal>
  );
}

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

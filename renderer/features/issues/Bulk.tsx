import { Checkbox, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { UnitInput } from '../../app/marks.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';
import { endOfDay } from './model.ts';

/** Gives several issues to a unit, or each to its own, with one day for all. */
export function AssignMany({ issues, onClose }: { readonly issues: readonly Issue[]; readonly onClose: (done: boolean) => void }) {
  const settings = useQuery('issues.settings', undefined);
  return <Load of={settings}>{({ dueDay }) => <Form issues={issues} dueDay={dueDay} onClose={onClose} />}</Load>;
}

function Form({
  issues,
  dueDay,
  onClose,
}: {
  readonly issues: readonly Issue[];
  readonly dueDay: string;
  readonly onClose: (done: boolean) => void;
}) {
  const t = useT();
  const toast = useToast();
  const assign = useCommand('issues.assign');
  const [own, setOwn] = useState(true);
  const [unit, setUnit] = useState('');
  const [due, setDue] = useState(dueDay);
  const [comment, setComment] = useState('');
  const ready = own || unit.trim() !== '';
  const submit = async (): Promise<void> => {
    const done = await assign.run({
      issues: issues.map(({ id }) => id),
      ...(own ? {} : { unit: unit.trim() }),
      dueAt: due === '' ? null : endOfDay(due),
      comment: comment.trim(),
    });
    if (!done) return;
    onClose(true);
    toast({ text: t('issues.assigned', { count: done.length }) });
  };
  return (
    <Modal
      open
      title={t('issues.assignMany', { count: issues.length })}
      okText={t('issues.act.assign')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={assign.busy}
      onOk={() => void submit()}
      onCancel={() => onClose(false)}
      width={460}
    >
      <Checkbox checked={own} onChange={(event) => setOwn(event.target.checked)}>
        {t('issues.ownUnits')}
      </Checkbox>
      {!own && (
        <Field label={t('issues.unit')} required hint={t('issues.unitHint')}>
          {(id, by) => <UnitInput id={id} describedBy={by} value={unit} onChange={setUnit} />}
        </Field>
      )}
      <Field label={t('issues.due')}>
        {(id) => <Input id={id} type="date" value={due} onChange={(event) => setDue(event.target.value)} />}
      </Field>
      <Field label={t('issues.comment')}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {assign.error && <ErrorPanel error={assign.error} />}
    </Modal>
  );
}

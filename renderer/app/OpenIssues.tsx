import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useT } from '../ui/appearance.tsx';
import { Field } from '../ui/parts.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import { useCommand, useQuery } from './engine.ts';
import { UnitInput } from './marks.tsx';
import { go } from './router.ts';
import { useToast } from './toasts.tsx';

/** Opens issues for failing rules of a run, be it of a batch or in place: to whom, and until when. */
export function OpenIssues({
  run,
  rules,
  unit: known,
  onClose,
}: {
  readonly run: string;
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
    const opened = await open.run({ run, rules: [...rules], unit: unit.trim(), dueAt });
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
      <ul className="ui-names">
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

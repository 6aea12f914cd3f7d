import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type Dataset, type UpdateCycle, updateCycle } from '../../../contract/methods/datasets.ts';
import { useCommand } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { ConfirmDialog, Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

interface Props {
  readonly dataset: Dataset;
  readonly onClose: () => void;
}

/** Name, unit and update cycle of a dataset. */
export function EditDialog({ dataset, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const update = useCommand('datasets.update');
  const [name, setName] = useState(dataset.name);
  const [unit, setUnit] = useState(dataset.unit);
  const [cycle, setCycle] = useState<UpdateCycle>(dataset.updateCycle);
  const save = async (): Promise<void> => {
    const saved = await update.run({ dataset: dataset.id, name, unit, updateCycle: cycle });
    if (!saved) return;
    toast({ text: t('datasets.saved') });
    onClose();
  };
  return (
    <Modal
      open
      title={t('datasets.edit')}
      okText={t('ui.save')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: name.trim() === '' || unit.trim() === '' }}
      confirmLoading={update.busy}
      onOk={() => void save()}
      onCancel={onClose}
      width={440}
    >
      <div className="form">
        <Field label={t('datasets.name')} required>
          {(id) => <Input id={id} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('datasets.unit')} required>
          {(id) => <Input id={id} value={unit} onChange={(event) => setUnit(event.target.value)} />}
        </Field>
        <Field label={t('datasets.cycle')}>
          {(id) => (
            <Select
              id={id}
              value={cycle}
              onChange={setCycle}
              options={updateCycle.options.map((value) => ({ value, label: t(`cycle.${value}`) }))}
            />
          )}
        </Field>
        {update.error && <ErrorPanel error={update.error} />}
      </div>
    </Modal>
  );
}

/** Files of the dataset are recognised from nothing again. */
export function ForgetDialog({ dataset, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const forget = useCommand('intake.forget');
  const confirm = async (): Promise<void> => {
    if (!(await forget.run({ dataset: dataset.id }))) return;
    toast({ text: t('datasets.saved') });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      title={t('datasets.forget')}
      confirm={t('datasets.forget')}
      busy={forget.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <p>{t('datasets.forgetAsk', { name: dataset.name })}</p>
      {forget.error && <ErrorPanel error={forget.error} />}
    </ConfirmDialog>
  );
}

/** Removing asks for the name, because nothing brings the data back. */
export function RemoveDialog({ dataset, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const remove = useCommand('datasets.remove');
  const [typed, setTyped] = useState('');
  const confirm = async (): Promise<void> => {
    if (typed !== dataset.name) return;
    const removed = await remove.run({ dataset: dataset.id });
    if (!removed) return;
    toast({ text: t('datasets.removed', { name: dataset.name }) });
    go('/datasets');
  };
  return (
    <ConfirmDialog
      open
      danger
      disabled={typed !== dataset.name}
      title={t('datasets.remove')}
      confirm={t('datasets.remove')}
      busy={remove.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <div className="form">
        <p>{t('datasets.removeAsk', { name: dataset.name, batches: dataset.batches })}</p>
        <Field label={t('datasets.removeType')}>
          {(id) => <Input id={id} autoFocus value={typed} placeholder={dataset.name} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        {remove.error && <ErrorPanel error={remove.error} />}
      </div>
    </ConfirmDialog>
  );
}

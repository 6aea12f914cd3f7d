import { Button, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import type { WatchRule } from '../../../contract/methods/watch.ts';
import type { Picked } from '../../../contract/shell.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { shell } from '../../app/shell.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ConfirmDialog, Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

interface FieldsProps {
  readonly pattern: string;
  readonly dataset: string | null;
  readonly onPattern: (pattern: string) => void;
  readonly onDataset: (dataset: string) => void;
}

function Fields({ pattern, dataset, onPattern, onDataset }: FieldsProps) {
  const t = useT();
  const datasets = useQuery('datasets.list', undefined);
  const none = datasets.data?.length === 0;
  return (
    <>
      <Field label={t('watch.pattern')} required hint={t('watch.patternHint')}>
        {(id, describedBy) => (
          <Input
            id={id}
            aria-describedby={describedBy}
            maxLength={200}
            value={pattern}
            onChange={(event) => onPattern(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('watch.dataset')} required problem={none ? t('watch.noDataset') : null}>
        {(id, describedBy) => (
          <Select
            id={id}
            aria-describedby={describedBy}
            showSearch={{ optionFilterProp: 'label' }}
            value={dataset}
            options={(datasets.data ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.unit}` }))}
            onChange={onDataset}
          />
        )}
      </Field>
    </>
  );
}

/** A folder, which of its files, and into which dataset. */
export function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const add = useCommand('watch.add');
  const [folder, setFolder] = useState<Picked | null>(null);
  const [pattern, setPattern] = useState('*.csv;*.xlsx');
  const [dataset, setDataset] = useState<string | null>(null);
  const [existing, setExisting] = useState<'skip' | 'take'>('skip');
  const choose = async (): Promise<void> => setFolder((await shell.openFolder({ purpose: 'watch' })) ?? folder);
  const save = async (): Promise<void> => {
    if (!folder || dataset === null) return;
    const added = await add.run({ folder: folder.grant, pattern, dataset, existing });
    if (!added) return;
    toast({ text: added.skipped > 0 ? t('watch.addedSkipped', { count: added.skipped }) : t('watch.added') });
    onClose();
  };
  return (
    <Modal
      open
      width={520}
      title={t('watch.add')}
      okText={t('watch.add')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: folder === null || dataset === null || pattern.trim() === '' }}
      confirmLoading={add.busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="form">
        <fieldset className="watch-group">
          <legend>{t('watch.folder')}</legend>
          <Button icon={<Icon name="folder" />} onClick={() => void choose()}>
            {folder?.name ?? t('watch.chooseFolder')}
          </Button>
        </fieldset>
        <Fields pattern={pattern} dataset={dataset} onPattern={setPattern} onDataset={setDataset} />
        <fieldset className="watch-group">
          <legend>{t('watch.existing')}</legend>
          <Radio.Group
            value={existing}
            options={(['skip', 'take'] as const).map((value) => ({ value, label: t(`watch.existing.${value}`) }))}
            onChange={(event) => setExisting(event.target.value === 'take' ? 'take' : 'skip')}
          />
        </fieldset>
        {add.error && <ErrorPanel error={add.error} />}
      </div>
    </Modal>
  );
}

interface RuleProps {
  readonly rule: WatchRule;
  readonly onClose: () => void;
}

/** Which files of the folder go where from now on. */
export function EditDialog({ rule, onClose }: RuleProps) {
  const t = useT();
  const toast = useToast();
  const change = useCommand('watch.change');
  const [pattern, setPattern] = useState(rule.pattern);
  const [dataset, setDataset] = useState(rule.dataset);
  const save = async (): Promise<void> => {
    if (!(await change.run({ rule: rule.id, pattern, dataset }))) return;
    toast({ text: t('datasets.saved') });
    onClose();
  };
  return (
    <Modal
      open
      width={520}
      title={t('watch.edit')}
      okText={t('ui.save')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: pattern.trim() === '' }}
      confirmLoading={change.busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="form">
        <p className="watch-path">{rule.folder}</p>
        <Fields pattern={pattern} dataset={dataset} onPattern={setPattern} onDataset={setDataset} />
        {change.error && <ErrorPanel error={change.error} />}
      </div>
    </Modal>
  );
}

/** The folder is let alone from now on. */
export function RemoveDialog({ rule, onClose }: RuleProps) {
  const t = useT();
  const remove = useCommand('watch.remove');
  const confirm = async (): Promise<void> => {
    if (await remove.run({ rule: rule.id })) onClose();
  };
  return (
    <ConfirmDialog
      open
      danger
      title={t('watch.remove')}
      confirm={t('watch.remove')}
      busy={remove.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <p>{t('watch.removeAsk', { folder: rule.folder, pattern: rule.pattern })}</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}

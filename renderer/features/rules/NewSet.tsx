import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { RuleSet } from '../../../contract/methods/rules.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { routeOfSet } from './model.ts';

/** Asks for the name of a new rule set, its dataset and the sets it extends. */
export function NewSet({ sets, onClose }: { readonly sets: readonly RuleSet[]; readonly onClose: () => void }) {
  const t = useT();
  const create = useCommand('ruleSets.create');
  const datasets = useQuery('datasets.list', undefined);
  const [name, setName] = useState('');
  const [dataset, setDataset] = useState<string | null>(null);
  const [parents, setParents] = useState<readonly string[]>([]);
  const run = async (): Promise<void> => {
    const yaml = parents.length === 0 ? {} : { yaml: extending(name.trim(), parents) };
    const set = await create.run({ name: name.trim(), dataset, ...yaml });
    if (set) go(routeOfSet(set));
  };
  return (
    <Modal
      open
      title={t('rules.newSet')}
      okText={t('rules.create')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: name.trim() === '' }}
      confirmLoading={create.busy}
      onOk={() => void run()}
      onCancel={onClose}
      width={440}
    >
      <Field label={t('rules.setName')} required>
        {(id) => (
          <Input
            id={id}
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => void (name.trim() !== '' && run())}
          />
        )}
      </Field>
      <Field label={t('rules.dataset')} hint={t('rules.datasetHint')}>
        {(id, by) => (
          <Select
            id={id}
            aria-describedby={by}
            style={{ width: '100%' }}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={dataset}
            options={(datasets.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
            onChange={(value: string | undefined) => setDataset(value ?? null)}
          />
        )}
      </Field>
      {sets.length > 0 && (
        <Field label={t('rules.extends')} hint={t('rules.extendsHint')}>
          {(id, by) => (
            <Select
              id={id}
              aria-describedby={by}
              mode="multiple"
              style={{ width: '100%' }}
              showSearch={{ optionFilterProp: 'label' }}
              value={[...parents]}
              options={sets.map((one) => ({ value: one.name, label: one.name }))}
              onChange={(value: string[]) => setParents(value)}
            />
          )}
        </Field>
      )}
      {create.error && <ErrorPanel error={create.error} />}
    </Modal>
  );
}

/** JSON texts are YAML, whatever stands in the names. */
const extending = (name: string, parents: readonly string[]): string =>
  `ruleSet: ${JSON.stringify(name)}\nversion: 1\nextends: [${parents.map((one) => JSON.stringify(one)).join(', ')}]\nrules: []\n`;

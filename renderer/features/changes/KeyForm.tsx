import { Button, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import type { KeyProposal } from '../../../contract/methods/batches.ts';
import type { Batch, BatchMode } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Chip, Field } from '../../ui/parts.tsx';
import { sameKey } from './model.ts';

export interface Wanted {
  readonly key: readonly string[];
  readonly mode: BatchMode;
  readonly proposals: readonly KeyProposal[];
  readonly setKey: (key: readonly string[]) => void;
  readonly setMode: (mode: BatchMode) => void;
}

interface Props {
  readonly batch: Batch;
  readonly wanted: Wanted;
  /** False: it is shown what the dataset remembers. */
  readonly editable: boolean;
  readonly busy: boolean;
  readonly compared: boolean;
  readonly onCompare: () => void;
  readonly actions: ReactNode;
}

const keyMax = 8;
const proposalsShown = 4;

/** How rows are told apart and what the batch means, the comparison, and the decision. */
export function KeyForm({ batch, wanted, editable, busy, compared, onCompare, actions }: Props) {
  const t = useT();
  const { key, mode, proposals, setKey, setMode } = wanted;
  return (
    <div className="changes-form" role="group" aria-label={t('changes.toolbar')}>
      {editable ? (
        <KeySelect batch={batch} value={key} onChange={setKey} disabled={busy} />
      ) : (
        <span className="changes-fixed">
          {t('changes.key')}: {key.length === 0 ? t('changes.keyMissing') : key.map((name) => <Chip key={name}>{name}</Chip>)}
        </span>
      )}
      {editable && batch.decision === null && (
        <div className="ui-field">
          <span>{t('changes.mode')}</span>
          <Segmented<BatchMode>
            aria-label={t('changes.mode')}
            value={mode}
            disabled={busy}
            options={(['replace', 'append'] as const).map((value) => ({
              value,
              label: t(`mode.${value}`),
              title: t(`changes.modeHint.${value}`),
            }))}
            onChange={setMode}
          />
        </div>
      )}
      <Button disabled={busy} onClick={onCompare} aria-keyshortcuts="F5" type={compared ? 'default' : 'primary'}>
        {t(compared ? 'changes.again' : 'changes.compare')}
      </Button>
      <span className="changes-actions">{actions}</span>
      {editable && proposals.length > 0 && (
        <div className="changes-proposals">
          <span className="ui-muted">{t('changes.proposed')}</span>
          {proposals.slice(0, proposalsShown).map((one) => (
            <Button
              key={one.columns.join('\n')}
              size="small"
              disabled={busy}
              aria-pressed={sameKey(one.columns, key)}
              type={sameKey(one.columns, key) ? 'primary' : 'default'}
              ghost={sameKey(one.columns, key)}
              onClick={() => setKey(one.columns)}
            >
              {t(one.shared === 0 ? 'changes.proposal' : 'changes.proposalNear', {
                columns: one.columns.join(' + '),
                shared: formatCount(one.shared),
              })}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

interface SelectProps {
  readonly batch: Batch;
  readonly value: readonly string[];
  readonly onChange: (key: readonly string[]) => void;
  readonly disabled: boolean;
}

function KeySelect({ batch, value, onChange, disabled }: SelectProps) {
  const t = useT();
  const described = useQuery('batches.get', { batch: batch.id });
  return (
    <Field label={t('changes.key')}>
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          className="changes-key"
          maxCount={keyMax}
          disabled={disabled}
          placeholder={t('changes.keyNone')}
          popupMatchSelectWidth={false}
          value={[...value]}
          options={(described.data?.columns ?? []).map(({ name }) => ({ value: name, label: name }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

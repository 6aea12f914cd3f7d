import { Checkbox, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { ReworkSheet } from '../../../contract/methods/issues.ts';
import { useSession } from '../../app/session.tsx';
import { useExport } from '../../app/useExport.ts';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

/** Whether a file carries plain values, and why: null is masked, a text the reason as far as it was written. */
export type Clear = string | null;

export const isClearReady = (clear: Clear): boolean => clear === null || clear.trim().length >= 2;
export const asClear = (clear: Clear): { reason: string } | null => (clear === null ? null : { reason: clear.trim() });

/** Masked unless somebody who may says why not. */
export function ClearChoice({ value, onChange }: { readonly value: Clear; readonly onChange: (value: Clear) => void }) {
  const t = useT();
  const { can } = useSession();
  return (
    <>
      <Checkbox checked={value !== null} disabled={!can('data.reveal')} onChange={(event) => onChange(event.target.checked ? '' : null)}>
        {t('rework.clear')}
      </Checkbox>
      <p className="ui-muted">{t(value === null ? 'rework.maskedNote' : 'rework.clearNote')}</p>
      {value !== null && (
        <Field label={t('rework.clearReason')} required>
          {(id) => <Input id={id} autoFocus maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />}
        </Field>
      )}
    </>
  );
}

/** The answers of a sheet as a file. */
export function AnswersOut({ sheet, onClose }: { readonly sheet: ReworkSheet; readonly onClose: () => void }) {
  const t = useT();
  const exporting = useExport('rework.exportAnswers');
  const [clear, setClear] = useState<Clear>(null);
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const start = async (): Promise<void> => {
    exporting.clear();
    await exporting.save(
      { kind: format, name: `${t('rework.answersFile')}-${sheet.number}.${format}` },
      { sheet: sheet.id, format, clear: asClear(clear) },
    );
  };
  return (
    <Modal
      open
      title={t('rework.answersOf', { number: sheet.number })}
      okText={t('rework.choosePlace')}
      cancelText={t('ui.close')}
      okButtonProps={{ disabled: exporting.running || !isClearReady(clear) }}
      onOk={() => void start()}
      onCancel={onClose}
      width={460}
    >
      <div className="form">
        <Field label={t('rows.exportFormat')}>
          {(id) => (
            <Radio.Group
              id={id}
              value={format}
              options={[
                { value: 'xlsx', label: 'XLSX' },
                { value: 'csv', label: 'CSV' },
              ]}
              optionType="button"
              onChange={(event) => setFormat(event.target.value as typeof format)}
            />
          )}
        </Field>
        <ClearChoice value={clear} onChange={setClear} />
        {exporting.error && exporting.error.code !== 'cancelled' && <ErrorPanel error={exporting.error} />}
      </div>
    </Modal>
  );
}

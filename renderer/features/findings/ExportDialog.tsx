import { Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Exporting } from '../../app/useExport.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import type { Checked } from './checked.ts';
import { requestOf, type View } from './view.ts';

type Format = 'csv' | 'xlsx' | 'jsonl';

interface Props {
  readonly checked: Checked;
  readonly view: View;
  readonly exporting: Exporting<'findings.export'>;
  readonly reveal: string | null;
  readonly onClose: () => void;
}

/** What is written, in which form, and what of it is hidden. */
export function ExportDialog({ checked, view, exporting, reveal, onClose }: Props) {
  const t = useT();
  const [layout, setLayout] = useState<'records' | 'findings'>(view.show === 'findings' ? 'findings' : 'records');
  const [format, setFormat] = useState<Format>('xlsx');
  const write = (): void => {
    onClose();
    void exporting.save(
      { kind: format === 'jsonl' ? 'any' : format, name: `${checked.fileName}-${t('screen.findings')}.${format}` },
      { ...requestOf(checked.id, view), layout, format, reveal },
    );
  };
  return (
    <Modal
      open
      title={t('findings.export')}
      okText={t('findings.exportGo')}
      cancelText={t('ui.cancel')}
      onOk={write}
      onCancel={onClose}
      width={480}
    >
      <div className="form">
        <Field label={t('findings.exportLayout')}>
          {(id) => (
            <Radio.Group
              id={id}
              vertical
              value={layout}
              onChange={(event) => setLayout(event.target.value as typeof layout)}
              options={[
                { value: 'records', label: t('findings.exportRecords') },
                { value: 'findings', label: t('findings.exportFindings') },
              ]}
            />
          )}
        </Field>
        <Field label={t('findings.exportFormat')}>
          {(id) => (
            <Radio.Group
              id={id}
              value={format}
              onChange={(event) => setFormat(event.target.value as Format)}
              options={[
                { value: 'xlsx', label: 'XLSX' },
                { value: 'csv', label: 'CSV' },
                { value: 'jsonl', label: 'JSON Lines' },
              ]}
            />
          )}
        </Field>
        {format === 'xlsx' && layout === 'records' && <p className="ui-note">{t('findings.exportLocked')}</p>}
        <p className={reveal === null ? 'ui-note' : 'ui-note ui-note-warn'}>
          {t(reveal === null ? 'findings.exportMasked' : 'findings.exportPlain', { rows: formatCount(checked.failingRows) })}
        </p>
      </div>
    </Modal>
  );
}

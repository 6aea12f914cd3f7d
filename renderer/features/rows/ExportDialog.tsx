import { Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Filter } from '../../../contract/methods/datasets.ts';
import { useReveal } from '../../app/reveal.ts';
import { useExport } from '../../app/useExport.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import { JobCard } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import type { GridSort } from '../../ui/grid/DataGrid.tsx';
import { describeFilter } from './filters.ts';

interface Props {
  readonly batch: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly filters: readonly Filter[];
  readonly sort: GridSort | null;
  readonly onClose: () => void;
}

/** Which rows, which format, where to; the engine writes the file. */
export function ExportDialog({ batch, name, rows, columns, filters, sort, onClose }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const reveal = useReveal();
  const exporting = useExport('rows.export');
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const [encoding, setEncoding] = useState<'utf-8' | 'gb18030'>('utf-8');
  const { running, job, error } = exporting;
  const start = async (): Promise<void> => {
    exporting.clear();
    await exporting.save(
      { kind: format, name: `${name}.${format}` },
      { batch, filters: [...filters], sort, reveal: reveal?.batch === batch ? reveal.token : null, format, encoding },
    );
  };
  return (
    <Modal
      open
      title={t('rows.exportTitle')}
      okText={t('rows.exportChoose')}
      cancelText={t('ui.close')}
      okButtonProps={{ disabled: running }}
      onOk={() => void start()}
      onCancel={onClose}
      width={480}
    >
      <div className="form">
        <p>{t('rows.exportWhat', { rows: formatCount(rows), columns })}</p>
        <p className="ui-muted">
          {filters.length === 0
            ? t('rows.noFilters')
            : t('rows.exportFilters', { filters: filters.map((filter) => describeFilter(t, filter)).join(' · ') })}
        </p>
        {reveal?.batch === batch && <p className="ui-note ui-note-warn">{t('rows.exportRevealed')}</p>}
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
        {format === 'csv' && (
          <Field label={t('rows.exportEncoding')}>
            {(id) => (
              <Radio.Group
                id={id}
                value={encoding}
                options={[
                  { value: 'utf-8', label: 'UTF-8' },
                  { value: 'gb18030', label: 'GB18030' },
                ]}
                optionType="button"
                onChange={(event) => setEncoding(event.target.value as typeof encoding)}
              />
            )}
          </Field>
        )}
        {running && job && (
          <JobCard
            work={{ ...job, title: t('rows.export'), phase: job.progress ? dynamic(`phase.${job.progress.phase}`) : '' }}
            onCancel={exporting.cancel}
          />
        )}
        {error && error.code !== 'cancelled' && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}

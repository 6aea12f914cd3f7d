import { Modal, Select } from 'antd';
import { useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useQuery } from '../../app/engine.ts';
import { useExport } from '../../app/useExport.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import { JobCard } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { asClear, ClearChoice, isClearReady } from './ClearChoice.tsx';

/** What the sheet shows of each record, and whether in the clear; then where to. */
export function SheetOut({ issue, onClose }: { readonly issue: Issue; readonly onClose: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const exporting = useExport('rework.export');
  const dataset = useQuery('datasets.get', { dataset: issue.dataset ?? '' }, { skip: issue.dataset === null });
  const settings = useQuery('issues.settings', undefined);
  const all = settings.data?.unitColumns.find((one) => one.dataset === issue.dataset)?.columns ?? [];
  const choices = all.filter((name) => !issue.columns.includes(name));
  const key = (dataset.data?.key ?? []).filter((name) => choices.includes(name));
  const usual = key.length > 0 ? key : choices.slice(0, 3);
  const [columns, setColumns] = useState<readonly string[] | null>(null);
  const [clear, setClear] = useState<string | null>(null);
  const start = async (): Promise<void> => {
    exporting.clear();
    const shown = columns ?? usual;
    await exporting.save(
      { kind: 'xlsx', name: `${t('rework.table')}-${issue.number}.xlsx` },
      { issue: issue.id, columns: [...shown], clear: asClear(clear) },
    );
  };
  const { running, job, error } = exporting;
  return (
    <Modal
      open
      title={`${t('rework.out')} ${issue.number}`}
      okText={t('rework.choosePlace')}
      cancelText={t('ui.close')}
      okButtonProps={{ disabled: running || !isClearReady(clear) || !settings.data || !dataset.data }}
      onOk={() => void start()}
      onCancel={onClose}
      width={520}
    >
      <div className="form">
        <p>{t('rework.outWhat', { count: formatCount(issue.failed), unit: issue.unit })}</p>
        <Field label={t('rework.shown')} hint={t(key.length > 0 ? 'rework.shownHint' : 'rework.shownNoKey')}>
          {(id, by) => (
            <Select
              id={id}
              aria-describedby={by}
              mode="multiple"
              maxCount={20}
              style={{ width: '100%' }}
              value={[...(columns ?? usual)]}
              onChange={(value: string[]) => setColumns(value)}
              options={choices.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <ClearChoice value={clear} onChange={setClear} />
        {running && job && (
          <JobCard
            work={{ ...job, title: t('rework.out'), phase: job.progress ? dynamic(`phase.${job.progress.phase}`) : '' }}
            onCancel={exporting.cancel}
          />
        )}
        {error && error.code !== 'cancelled' && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}

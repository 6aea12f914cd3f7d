import { Button, Dropdown } from 'antd';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { reportFormat } from '../../../contract/methods/report.ts';
import { useActions } from '../../app/actions.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useExport } from '../../app/useExport.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';

/** The profile as a file to keep or send: a page, a PDF, a workbook, or JSON; masked as it is shown. */
export function ExportReport({ batch, whole, name }: { readonly batch: Batch; readonly whole: boolean; readonly name: string }) {
  const t = useT();
  const { language } = useAppearance();
  const exporting = useExport('report.profile');
  const save = (format: (typeof reportFormat.options)[number]): void =>
    void exporting.save(
      { kind: format, name: `${t('report.fileName', { name })}.${format}` },
      { batch: batch.id, whole, format, language },
    );
  useActions([{ id: 'export', title: t('report.export'), menu: 'export', run: () => save('html') }]);
  return (
    <>
      <Dropdown
        trigger={['click']}
        getPopupContainer={(button) => button.closest('main') ?? document.body}
        menu={{
          items: reportFormat.options.map((format) => ({ key: format, label: t(`report.format.${format}`), onClick: () => save(format) })),
        }}
      >
        <Button icon={<Icon name="export" />} loading={exporting.running}>
          {t('report.export')}
        </Button>
      </Dropdown>
      <RunningJob of={exporting} />
    </>
  );
}

import { Dropdown, Modal } from 'antd';
import { useState } from 'react';
import { type ExchangeNote, ruleFormat, type RuleFormat, type RuleSet } from '../../../contract/methods/rules.ts';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { shell } from '../../app/shell.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatBytes } from '../../ui/format.ts';
import { IconButton } from '../../ui/parts.tsx';
import { Notes } from './ImportRules.tsx';

const isJson = (format: RuleFormat): boolean => format === 'gx' || format === 'frictionless';

/** Writes a rule set in our form or one of others, and tells what of it the other form cannot say. */
export function ExportRules({ set }: { readonly set: RuleSet }) {
  const t = useT();
  const toast = useToast();
  const job = useJob('ruleSets.exportFile');
  const [report, setReport] = useState<{ readonly file: string; readonly notes: readonly ExchangeNote[] } | null>(null);
  const write = async (format: RuleFormat): Promise<void> => {
    const json = isJson(format);
    const target = await shell.saveFile({ kind: json ? 'json' : 'yaml', suggestedName: `${set.name}.${json ? 'json' : 'yaml'}` });
    if (!target) return;
    const written = await job.run({ ruleSet: set.id, to: target.grant, format }, target.name);
    if (!written) return;
    if (format !== 'jiadi') setReport({ file: target.name, notes: written.notes });
    toast({
      text: t('list.written', { file: target.name, bytes: formatBytes(written.bytes) }),
      action: { word: t('list.showFile'), run: () => void shell.showExported({ grant: target.grant }) },
    });
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: ruleFormat.options.map((one) => ({ key: one, label: t(`exchange.format.${one}`) })),
          onClick: ({ key }) => void write(ruleFormat.parse(key)),
        }}
      >
        <span>
          <IconButton icon="export" label={t('exchange.export')} />
        </span>
      </Dropdown>
      <RunningJob of={job} />
      {report && (
        <Modal open width={860} title={`${t('exchange.report')} · ${report.file}`} onCancel={() => setReport(null)} footer={null}>
          <Notes notes={report.notes} />
        </Modal>
      )}
    </>
  );
}

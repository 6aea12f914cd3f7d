import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { type ExchangeNote, ruleFormat, type RuleFormat } from '../../../contract/methods/rules.ts';
import { type Output, useCommand, useJob } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, Field } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { CountTabs } from '../../ui/Toolbar.tsx';
import { routeOfSet } from './model.ts';

type Read = Output<'ruleSets.readFile'>;

/** What a file of rules would become, before it is taken: its form, its checks and what of them is not carried over. */
export function ImportRules({ file, first, onClose }: { readonly file: string; readonly first: Read; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const again = useJob('ruleSets.readFile');
  const create = useCommand('ruleSets.create');
  const [read, setRead] = useState(first);
  const [name, setName] = useState(first.name);
  const readAs = async (format: RuleFormat): Promise<void> => {
    const next = await again.run({ file, format }, first.fileName);
    if (next) setRead(next);
  };
  const take = async (): Promise<void> => {
    const yaml = read.yaml.replace(/^ruleSet:.*$/m, () => `ruleSet: ${JSON.stringify(name.trim())}`);
    const set = await create.run({ name: name.trim(), yaml });
    if (!set) return;
    toast({ text: t('rules.imported', { name: set.name, count: set.rules.length }) });
    go(routeOfSet(set));
  };
  return (
    <Modal
      open
      width={860}
      title={t('exchange.import')}
      okText={t('exchange.take', { count: read.count })}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: read.count === 0 || name.trim() === '' }}
      confirmLoading={create.busy}
      onOk={() => void take()}
      onCancel={onClose}
    >
      <div className="rule-form-grid">
        <Field label={t('rules.setName')} required>
          {(id) => <Input id={id} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('exchange.readAs')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={read.format}
              options={ruleFormat.options.map((one) => ({ value: one, label: t(`exchange.format.${one}`) }))}
              onChange={(format: RuleFormat) => void readAs(format)}
            />
          )}
        </Field>
      </div>
      <RunningJob of={again} />
      {create.error && <ErrorPanel error={create.error} onClose={create.clear} />}
      <Notes notes={read.notes} />
    </Modal>
  );
}

type Shown = ExchangeNote['outcome'] | 'all';
const tones = { exact: 'good', differs: 'warn', lost: 'bad' } as const;

/** What became of each check; those that are not carried over as they are come first. */
export function Notes({ notes }: { readonly notes: readonly ExchangeNote[] }) {
  const t = useT();
  const [shown, setShown] = useState<Shown>('all');
  const count = (outcome: ExchangeNote['outcome']): number => notes.filter((note) => note.outcome === outcome).length;
  const order = ['lost', 'differs', 'exact'] as const;
  const rows = order.flatMap((outcome) =>
    notes.map((note, i) => ({ ...note, key: `${i}` })).filter((note) => note.outcome === outcome && (shown === 'all' || shown === outcome)),
  );
  const why = (note: ExchangeNote): string =>
    [note.reasons.map((reason) => t(`exchange.reason.${reason}`)).join('；'), note.about].filter((part) => part !== '').join(' · ');
  return (
    <div className="rules-notes">
      <CountTabs
        label={t('exchange.report')}
        value={shown}
        onChange={setShown}
        tabs={[
          { value: 'all', label: t('exchange.all'), count: notes.length },
          ...order.map((outcome) => ({ value: outcome, label: t(`exchange.outcome.${outcome}`), count: count(outcome) })),
        ]}
      />
      <div className="ui-box">
        <ListTable
          label={t('exchange.report')}
          rows={rows}
          rowKey={(note) => note.key}
          maxHeight={320}
          empty={<EmptyState small title={t('exchange.none')} />}
          columns={[
            {
              key: 'outcome',
              title: t('exchange.outcome'),
              width: 96,
              render: (note) => <Chip tone={tones[note.outcome]}>{t(`exchange.outcome.${note.outcome}`)}</Chip>,
            },
            { key: 'what', title: t('exchange.check'), width: '3fr', render: (note) => <span title={note.what}>{note.what}</span> },
            { key: 'why', title: t('exchange.why'), width: '4fr', render: (note) => <span title={why(note)}>{why(note)}</span> },
          ]}
        />
      </div>
    </div>
  );
}

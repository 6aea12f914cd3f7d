import { Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { CodeColumns, CodePack } from '../../../contract/methods/codes.ts';
import { type Output, useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Field } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { DiffTable } from './DiffTable.tsx';
import { type Reading, titleOf } from './model.ts';

type Read = Output<'codes.readFile'>;
const parts = ['code', 'name', 'validFrom', 'validTo', 'parent'] as const;
const noColumns: CodeColumns = { code: '', name: null, validFrom: null, validTo: null, parent: null };

interface Props {
  readonly first: Reading;
  readonly lists: readonly CodePack[];
  readonly onClose: () => void;
  readonly onDone: (list: string) => void;
}

/** What a file of codes would become, before it is taken: its columns, its mistakes, and what it says differently. */
export function ImportDialog({ first: { file, read: firstRead, pack }, lists, onClose, onDone }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const toast = useToast();
  const again = useJob('codes.readFile');
  const take = useJob('codes.importFile');
  const [read, setRead] = useState<Read>(firstRead);
  const [columns, setColumns] = useState<CodeColumns>(firstRead.columns ?? noColumns);
  const [said, setSaid] = useState({ list: pack?.list ?? '', title: '', edition: '', source: '', licence: pack?.newest?.licence ?? '' });
  const say = (part: keyof typeof said, value: string): void => setSaid({ ...said, [part]: value });
  const choose = async (part: (typeof parts)[number], name: string | null): Promise<void> => {
    const next = { ...columns, [part]: name };
    setColumns(next);
    if (next.code === '') return;
    const found = await again.run({ file, list: pack?.list ?? null, columns: next }, firstRead.fileName);
    if (found) setRead(found);
  };
  const taken = pack === null && lists.some(({ list }) => list.toLowerCase() === said.list.trim().toLowerCase());
  const missing = [said.list, said.edition, said.source, said.licence].some((text) => text.trim() === '');
  const ready = !missing && !taken && !said.list.includes('@') && read.columns !== null && read.codes > 0 && read.problemCount === 0;
  const accept = async (): Promise<void> => {
    const done = await take.run(
      {
        file,
        list: said.list.trim(),
        basedOn: read.basedOn,
        title: said.title.trim() === '' ? null : said.title.trim(),
        edition: said.edition,
        source: said.source,
        licence: said.licence,
        columns,
      },
      said.list,
    );
    if (!done) return;
    take.clear();
    toast({ text: t('codes.accepted', { list: titleOf(done, dynamic) }) });
    onClose();
    onDone(done.list);
  };
  const text = (
    part: keyof typeof said,
    words: { readonly label: string; readonly hint?: string; readonly problem?: string | null },
    required = true,
  ) => (
    <Field label={words.label} required={required} hint={words.hint} problem={words.problem ?? null}>
      {(id, by) => (
        <Input id={id} aria-describedby={by} maxLength={200} value={said[part]} onChange={(event) => say(part, event.target.value)} />
      )}
    </Field>
  );
  return (
    <Modal
      open
      width={900}
      title={pack === null ? t('codes.importTitle') : t('codes.updateTitle', { list: titleOf(pack, dynamic) })}
      okText={t(pack === null ? 'codes.create' : 'codes.accept')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={take.running}
      onOk={() => void accept()}
      onCancel={onClose}
    >
      <div className="codes-fields">
        {pack === null &&
          text('list', { label: t('codes.listName'), hint: t('codes.listNameHint'), problem: taken ? t('codes.listTaken') : null })}
        {pack === null && text('title', { label: t('codes.label') }, false)}
        {text('edition', { label: t('codes.edition'), hint: t('codes.editionHint') })}
        {text('source', { label: t('codes.source'), hint: t('codes.sourceHint') })}
        {text('licence', { label: t('codes.licence'), hint: t('codes.licenceHint') })}
      </div>
      <fieldset className="codes-columns">
        <legend>{t('codes.columns')}</legend>
        {parts.map((part) => (
          <Field key={part} label={t(`codes.${part}`)} required={part === 'code'}>
            {(id) => (
              <Select
                id={id}
                style={{ width: '100%' }}
                popupMatchSelectWidth={false}
                value={columns[part] ?? ''}
                options={[
                  ...(part === 'code' ? [] : [{ value: '', label: t('codes.columnNone') }]),
                  ...read.names.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(name: string) => void choose(part, name === '' ? null : name)}
              />
            )}
          </Field>
        ))}
      </fieldset>
      <RunningJob of={again} />
      <RunningJob of={take} />
      <Outcome read={read} />
    </Modal>
  );
}

/** Mistakes first; without any, what changes against the version in use, or the codes of a new list. */
function Outcome({ read }: { readonly read: Read }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { fileName: file, codes } = read;
  if (read.columns === null)
    return (
      <p className="ui-note ui-note-warn" role="alert">
        {t('codes.chooseCode')}
      </p>
    );
  return (
    <>
      <p role="status">{t('codes.read', { file, codes: formatCount(codes) })}</p>
      {read.numeric && <p className="ui-note ui-note-warn">{t('codes.numeric')}</p>}
      {read.problemCount > 0 ? (
        <div role="alert" className="codes-problems">
          <strong>{t('codes.problems', { count: formatCount(read.problemCount) })}</strong>
          <ul>
            {read.problems.map(({ row, code, params }) => (
              <li key={`${row} ${code}`}>
                {t('codes.row', { row: formatCount(row) })} {dynamic(`codes.problem.${code}`, params)}
              </li>
            ))}
          </ul>
        </div>
      ) : read.diff ? (
        <DiffTable diff={read.diff} maxHeight={260} />
      ) : (
        <ListTable
          label={t('codes.entries')}
          rows={read.rows}
          rowKey={({ code }) => code}
          maxHeight={260}
          empty={<EmptyState small title={t('codes.entriesNone')} />}
          columns={[
            { key: 'code', title: t('codes.code'), width: 140, render: ({ code }) => <span className="ui-mono">{code}</span> },
            { key: 'name', title: t('codes.name'), width: '2fr', render: ({ name }) => name },
            { key: 'from', title: t('codes.validFrom'), width: 104, render: ({ validFrom }) => validFrom ?? '' },
            { key: 'to', title: t('codes.validTo'), width: 104, render: ({ validTo }) => validTo ?? '' },
            { key: 'parent', title: t('codes.parent'), width: 110, render: ({ parent }) => parent ?? '' },
          ]}
        />
      )}
    </>
  );
}

import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Resource, ResourceFields } from '../../../contract/methods/catalog.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Chip, ConfirmDialog, Field } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';
import { Form } from './Form.tsx';
import { stateTone } from './model.ts';

/** One resource, read or edited. */
export function Detail({ id }: { readonly id: string }) {
  const resource = useQuery('catalog.get', { resource: id });
  return <div className="catalog-detail ui-box"><Load of={resource}>{(data) => <Editor key={`${data.id}-${data.version}`} resource={data} />}</Load></div>;
}

function Editor({ resource }: { readonly resource: Resource }) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const [fields, setFields] = useState<ResourceFields>(resource.fields);
  const [tags, setTags] = useState<readonly string[]>(resource.tags);
  const [asking, setAsking] = useState<'withdraw' | 'remove' | null>(null);
  const save = useCommand('catalog.save');
  const submit = useCommand('review.submit');
  const locked = !can('catalog.edit') || resource.state === 'in-review';
  const changed = JSON.stringify([fields, tags]) !== JSON.stringify([resource.fields, resource.tags]);
  const store = async (): Promise<boolean> => {
    if (!changed) return true;
    const saved = await save.run({ resource: resource.id, basedOn: resource.version, fields, tags: [...tags] });
    if (saved) toast({ text: t('catalog.saved', { version: saved.version }), tone: 'good' });
    return saved !== undefined;
  };
  const send = async (): Promise<void> => {
    if (!(await store())) return;
    if (await submit.run({ subject: 'resource', subjectId: resource.id })) toast({ text: t('catalog.submitted'), tone: 'good' });
  };
  const maySubmit = can('review.submit') && (resource.state === 'draft' || resource.state === 'returned' || changed);
  useActions(locked ? [] : [{ id: 'catalog-save', title: t('catalog.save'), keys: 'Ctrl+S', run: () => void store() }]);
  const problemOf = (field: string): string | null => {
    const found = resource.problems.find((p) => p.field === field);
    return found && !changed ? t(`catalog.problem.${found.code as 'missing'}`) : null;
  };
  return (
    <>
      <div className="catalog-head">
        <h2>{resource.fields.name}</h2>
        <Chip tone={stateTone[resource.state]}>{t(`catalog.state.${resource.state}`)}</Chip>
        <span className="ui-muted">{t('catalog.version', { version: resource.version })} · {resource.filled}/13</span>
      </div>
      {resource.state === 'in-review' && <p className="ui-muted">{t('catalog.locked')}</p>}
      {resource.state === 'published' && <p className="ui-muted">{t('catalog.publishedLock')}</p>}
      {!locked && resource.problems.length > 0 && <Problems resource={resource} />}
      {(save.error ?? submit.error) && <ErrorPanel error={(save.error ?? submit.error)!} />}
      <div className="catalog-head">
        {!locked && <Button onClick={() => void store()} disabled={!changed} loading={save.busy}>{t('catalog.save')}</Button>}
        {!locked && maySubmit && <Button type="primary" loading={submit.busy} onClick={() => void send()}>{t('catalog.submit')}</Button>}
        {can('catalog.edit') && resource.state === 'published' && <Button onClick={() => setAsking('withdraw')}>{t('catalog.withdraw')}</Button>}
        {can('catalog.edit') && resource.state === 'draft' && resource.review === null && <Button danger onClick={() => setAsking('remove')}>{t('catalog.remove')}</Button>}
      </div>
      <Form fields={fields} tags={tags} locked={locked} problemOf={problemOf} onChange={setFields} onTags={setTags} />
      <Attached resource={resource} />
      {asking === 'withdraw' && <Withdraw resource={resource} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <Remove resource={resource} onClose={() => setAsking(null)} />}
    </>
  );
}

function Problems({ resource }: { readonly resource: Resource }) {
  const t = useT();
  return (
    <div role="status">
      <p>{t('catalog.problems', { count: resource.problems.length })}</p>
      <ul className="catalog-problems">
        {resource.problems.map((p) => (
          <li key={`${p.field}-${p.code}`}>{`${t(`catalog.element.${p.field as 'name'}`)} ${t(`catalog.problem.${p.code as 'missing'}`)}`}</li>
        ))}
      </ul>
    </div>
  );
}

function Attached({ resource }: { readonly resource: Resource }) {
  const t = useT();
  const { can } = useSession();
  const datasets = useQuery('datasets.list', undefined, { skip: !can('data.read') });
  const attach = useCommand('catalog.attach');
  const others = (datasets.data ?? []).filter((d) => !resource.datasets.some((own) => own.id === d.id));
  return (
    <div>
      <Field label={t('catalog.datasets')}>
        {(id) => (
          <div className="catalog-head">
            {resource.datasets.map((d) => (
              <span key={d.id} className="catalog-head">
                <a href={`#/datasets/${d.id}/overview`}>{d.name}</a>
                {can('catalog.edit') && <Button size="small" type="text" onClick={() => void attach.run({ resource: resource.id, dataset: d.id, attached: false })}>{t('catalog.detach')}</Button>}
              </span>
            ))}
            {can('catalog.edit') && others.length > 0 && (
              <Select id={id} style={{ width: 220 }} placeholder={t('catalog.attach')} value={null} options={others.map((d) => ({ value: d.id, label: d.name }))} onChange={(dataset: string | null) => dataset !== null && void attach.run({ resource: resource.id, dataset, attached: true })} />
            )}
          </div>
        )}
      </Field>
      {attach.error && <ErrorPanel error={attach.error} />}
    </div>
  );
}

function Withdraw({ resource, onClose }: { readonly resource: Resource; readonly onClose: () => void }) {
  const t = useT();
  const [reason, setReason] = useState('');
  const withdraw = useCommand('catalog.withdraw');
  const run = async (): Promise<void> => {
    if (await withdraw.run({ resource: resource.id, reason })) onClose();
  };
  return (
    <ConfirmDialog open danger title={t('catalog.withdraw')} confirm={t('catalog.withdraw')} disabled={reason.trim() === ''} busy={withdraw.busy} onConfirm={() => void run()} onCancel={onClose}>
      <Field label={t('catalog.withdrawReason')} required>{(id) => <Input.TextArea id={id} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
      {withdraw.error && <ErrorPanel error={withdraw.error} />}
    </ConfirmDialog>
  );
}

function Remove({ resource, onClose }: { readonly resource: Resource; readonly onClose: () => void }) {
  const t = useT();
  const remove = useCommand('catalog.removeDraft');
  const run = async (): Promise<void> => {
    if (await remove.run({ resource: resource.id })) go('/catalog', {}, true);
  };
  return (
    <ConfirmDialog open danger title={t('catalog.remove')} confirm={t('catalog.remove')} busy={remove.busy} onConfirm={() => void run()} onCancel={onClose}>
      <p>{t('catalog.removeConfirm')}</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}

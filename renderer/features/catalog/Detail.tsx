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
  return (
    <div className="catalog-detail ui-box">
      <Load of={resource}>{(data) => <Editor resource={data} />}</Load>
    </div>
  );
}

interface Draft {
  readonly basedOn: number;
  readonly fields: ResourceFields;
  readonly tags: readonly string[];
}

const draftOf = ({ version, fields, tags }: Resource): Draft => ({ basedOn: version, fields, tags });
const contentOf = ({ fields, tags }: Pick<Draft, 'fields' | 'tags'>): string => JSON.stringify([fields, tags]);

/** What is typed and the version it is based on; while nothing is typed it follows the newest version. */
function useDraft(resource: Resource) {
  const [draft, setDraft] = useState(() => draftOf(resource));
  const [base, setBase] = useState(() => contentOf(resource));
  const changed = contentOf(draft) !== base;
  const take = (newest: Resource): void => {
    setDraft(draftOf(newest));
    setBase(contentOf(newest));
  };
  // what was just saved may be ahead of the query, which is asked again a moment later
  const behind = draft.basedOn < resource.version;
  if (behind && !changed) take(resource);
  return { draft, changed, newer: changed && behind, take, change: (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part })) };
}

function Editor({ resource }: { readonly resource: Resource }) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const { draft, changed, newer, take, change } = useDraft(resource);
  const [asking, setAsking] = useState<'withdraw' | 'remove' | 'submit' | null>(null);
  const save = useCommand('catalog.save');
  const locked = !can('catalog.edit') || resource.state === 'in-review';
  const store = async (): Promise<Resource | undefined> => {
    if (!changed) return resource;
    const saved = await save.run({ resource: resource.id, basedOn: draft.basedOn, fields: draft.fields, tags: [...draft.tags] });
    if (!saved) return undefined;
    take(saved);
    toast({ text: t('catalog.saved', { version: saved.version }), tone: 'good' });
    return saved;
  };
  const send = async (): Promise<void> => {
    const saved = await store();
    const [first] = saved?.problems ?? [];
    if (first) jumpTo(first.field);
    else if (saved) setAsking('submit');
  };
  const maySubmit = can('review.submit') && (resource.state === 'draft' || resource.state === 'returned' || changed);
  useActions([
    { id: 'catalog-save', title: t('catalog.save'), keys: 'Ctrl+S', disabled: locked || !changed, run: () => void store() },
    { id: 'catalog-submit', title: t('catalog.submit'), keys: 'Ctrl+Enter', disabled: locked || !maySubmit, run: () => void send() },
  ]);
  const problemOf = (field: string): string | null => {
    const found = resource.problems.find((p) => p.field === field);
    return found && !changed ? t(`catalog.problem.${found.code as 'missing'}`) : null;
  };
  return (
    <>
      <div className="catalog-head">
        <h2>{resource.fields.name}</h2>
        <Chip tone={stateTone[resource.state]}>{t(`catalog.state.${resource.state}`)}</Chip>
        <span className="ui-muted">
          {t('catalog.version', { version: resource.version })} · {resource.filled}/13
        </span>
      </div>
      {resource.state === 'in-review' && <p className="ui-muted">{t('catalog.locked')}</p>}
      {resource.state === 'published' && <p className="ui-muted">{t('catalog.publishedLock')}</p>}
      {!locked && resource.problems.length > 0 && <Problems resource={resource} />}
      {newer && (
        <div className="ui-note ui-note-warn ui-row catalog-newer" role="alert">
          {t('catalog.newer', { version: resource.version })}
          <Button size="small" onClick={() => take(resource)}>
            {t('rules.newer.take')}
          </Button>
          <Button size="small" onClick={() => change({ basedOn: resource.version })}>
            {t('rules.newer.keep')}
          </Button>
        </div>
      )}
      {save.error && !newer && <ErrorPanel error={save.error} onClose={save.clear} />}
      <div className="catalog-head">
        {!locked && (
          <Button onClick={() => void store()} disabled={!changed} loading={save.busy} title="Ctrl+S">
            {t('catalog.save')}
          </Button>
        )}
        {!locked && maySubmit && (
          <Button type="primary" title="Ctrl+Enter" onClick={() => void send()}>
            {t('catalog.submit')}
          </Button>
        )}
        {can('catalog.edit') && resource.state === 'published' && (
          <Button onClick={() => setAsking('withdraw')}>{t('catalog.withdraw')}</Button>
        )}
        {can('catalog.edit') && resource.state === 'draft' && resource.review === null && (
          <Button danger onClick={() => setAsking('remove')}>
            {t('catalog.remove')}
          </Button>
        )}
      </div>
      <Form
        fields={draft.fields}
        tags={draft.tags}
        locked={locked}
        problemOf={problemOf}
        onChange={(fields) => change({ fields })}
        onTags={(tags) => change({ tags })}
      />
      <Attached resource={resource} />
      {asking === 'submit' && <Submit resource={resource} onClose={() => setAsking(null)} />}
      {asking === 'withdraw' && <Withdraw resource={resource} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <Remove resource={resource} onClose={() => setAsking(null)} />}
    </>
  );
}

/** Brings an element of the form into view and puts the focus into it. */
function jumpTo(field: string): void {
  const group = document.getElementById(`catalog-${field}`);
  group?.scrollIntoView({ block: 'center' });
  group?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
}

function Problems({ resource }: { readonly resource: Resource }) {
  const t = useT();
  return (
    <div role="status">
      <p>{t('catalog.problems', { count: resource.problems.length })}</p>
      <ul className="catalog-problems">
        {resource.problems.map((p) => (
          <li key={`${p.field}-${p.code}`}>
            <button
              type="button"
              onClick={() => jumpTo(p.field)}
            >{`${t(`catalog.element.${p.field as 'name'}`)} ${t(`catalog.problem.${p.code as 'missing'}`)}`}</button>
          </li>
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
                {can('catalog.edit') && (
                  <Button
                    size="small"
                    type="text"
                    onClick={() => void attach.run({ resource: resource.id, dataset: d.id, attached: false })}
                  >
                    {t('catalog.detach')}
                  </Button>
                )}
              </span>
            ))}
            {can('catalog.edit') && others.length > 0 && (
              <Select
                id={id}
                style={{ width: 220 }}
                placeholder={t('catalog.attach')}
                value={null}
                options={others.map((d) => ({ value: d.id, label: d.name }))}
                onChange={(dataset: string | null) =>
                  dataset !== null && void attach.run({ resource: resource.id, dataset, attached: true })
                }
              />
            )}
          </div>
        )}
      </Field>
      {attach.error && <ErrorPanel error={attach.error} />}
    </div>
  );
}

function Submit({ resource, onClose }: { readonly resource: Resource; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const [comment, setComment] = useState('');
  const submit = useCommand('review.submit');
  const run = async (): Promise<void> => {
    if (!(await submit.run({ subject: 'resource', subjectId: resource.id, comment: comment.trim() }))) return;
    onClose();
    toast({ text: t('catalog.submitted'), tone: 'good' });
  };
  return (
    <ConfirmDialog
      open
      title={t('catalog.submit')}
      confirm={t('catalog.submit')}
      busy={submit.busy}
      onConfirm={() => void run()}
      onCancel={onClose}
    >
      {resource.fields.sharing.type === 'denied' && <p className="ui-note ui-note-warn">{t('review.negative')}</p>}
      <Field label={t('review.comment')}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoFocus
            rows={2}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {submit.error && <ErrorPanel error={submit.error} />}
    </ConfirmDialog>
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
    <ConfirmDialog
      open
      danger
      title={t('catalog.withdraw')}
      confirm={t('catalog.withdraw')}
      disabled={reason.trim() === ''}
      busy={withdraw.busy}
      onConfirm={() => void run()}
      onCancel={onClose}
    >
      <Field label={t('catalog.withdrawReason')} required>
        {(id) => <Input.TextArea id={id} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
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
    <ConfirmDialog
      open
      danger
      title={t('catalog.remove')}
      confirm={t('catalog.remove')}
      busy={remove.busy}
      onConfirm={() => void run()}
      onCancel={onClose}
    >
      <p>{t('catalog.removeConfirm')}</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </ConfirmDialog>
  );
}

import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { type Source, sourceProtocol, tlsMode } from '../../../contract/methods/sources.ts';
import { useCommand, useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { draftOf, formFits, formOf, passwordMissing, type SourceForm, withProtocol } from './model.ts';
import { Tested } from './Tested.tsx';

interface Props {
  /** Null: a new connection. */
  readonly source: Source | null;
  readonly onClose: () => void;
  readonly onSaved: (source: Source) => void;
}

/** Enters or changes a connection; it can be tried before it is kept. */
export function EditDialog({ source, onClose, onSaved }: Props) {
  const t = useT();
  const toast = useToast();
  const [form, setForm] = useState<SourceForm>(() => formOf(source));
  const test = useJob('sources.test');
  const create = useCommand('sources.create');
  const update = useCommand('sources.update');
  const ready = formFits(form, source);
  const busy = create.busy || update.busy;
  const change = (part: Partial<SourceForm>): void => {
    if (!test.running) test.clear();
    setForm({ ...form, ...part });
  };
  const close = (): void => {
    test.cancel();
    test.clear();
    onClose();
  };
  const save = async (): Promise<void> => {
    if (!ready || busy) return;
    const draft = draftOf(form, source);
    const saved = source === null ? await create.run(draft) : await update.run({ ...draft, source: source.id });
    if (!saved) return;
    toast({ text: t('sources.saved', { name: saved.name }) });
    test.clear();
    onSaved(saved);
  };
  const error = create.error ?? update.error;
  return (
    <Modal
      open
      title={t(source === null ? 'sources.new' : 'sources.edit')}
      width={620}
      onCancel={close}
      footer={[
        <Button
          key="test"
          disabled={!ready || test.running}
          onClick={() => void test.run({ draft: draftOf(form, source), source: source?.id ?? null }, form.name)}
        >
          {t('sources.test')}
        </Button>,
        <Button key="cancel" onClick={close}>
          {t('ui.cancel')}
        </Button>,
        <Button key="save" type="primary" disabled={!ready} loading={busy} onClick={() => void save()}>
          {t('ui.save')}
        </Button>,
      ]}
    >
      {/* Enter in a field saves, as in every form */}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Where form={form} onChange={change} />
        <Who form={form} source={source} onChange={change} />
        <Encryption form={form} onChange={change} />
        <Limits form={form} onChange={change} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
      <RunningJob of={test} />
      {test.output && !test.running && <Tested result={test.output} user={form.user} />}
      {error && <ErrorPanel error={error} />}
    </Modal>
  );
}

interface PartProps {
  readonly form: SourceForm;
  readonly onChange: (part: Partial<SourceForm>) => void;
}

function Where({ form, onChange }: PartProps) {
  const t = useT();
  return (
    <>
      <div className="form-row">
        <Field label={t('sources.name')} required>
          {(id) => (
            <Input id={id} autoFocus maxLength={200} value={form.name} onChange={(event) => onChange({ name: event.target.value })} />
          )}
        </Field>
        <Field label={t('sources.protocol')}>
          {(id) => (
            <Select
              id={id}
              value={form.protocol}
              options={sourceProtocol.options.map((value) => ({ value, label: t(`sources.protocol.${value}`) }))}
              onChange={(protocol) => onChange(withProtocol(form, protocol))}
            />
          )}
        </Field>
      </div>
      <div className="form-row">
        <Field label={t('sources.host')} required hint={t('sources.hostHint')}>
          {(id, by) => (
            <Input
              id={id}
              aria-describedby={by}
              maxLength={255}
              spellCheck={false}
              value={form.host}
              onChange={(event) => onChange({ host: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('sources.port')} required>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={65_535}
              value={form.port}
              onChange={(port) => port !== null && onChange({ port: Math.round(port) })}
            />
          )}
        </Field>
        <Field
          label={t('sources.database')}
          required={form.protocol === 'postgresql'}
          hint={form.protocol === 'mysql' ? t('sources.databaseAll') : undefined}
        >
          {(id, by) => (
            <Input
              id={id}
              aria-describedby={by}
              maxLength={128}
              spellCheck={false}
              value={form.database}
              onChange={(event) => onChange({ database: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}

function Who({ form, source, onChange }: PartProps & { readonly source: Source | null }) {
  const t = useT();
  const again = passwordMissing(form, source);
  return (
    <div className="form-row">
      <Field label={t('sources.user')} required hint={t('sources.userHint')}>
        {(id, by) => (
          <Input
            id={id}
            aria-describedby={by}
            maxLength={128}
            spellCheck={false}
            value={form.user}
            onChange={(event) => onChange({ user: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('sources.password')}
        problem={again ? t('sources.passwordAgain') : null}
        hint={source?.hasPassword ? t('sources.passwordKept') : undefined}
      >
        {(id, by) => (
          <Input.Password
            id={id}
            aria-describedby={by}
            autoComplete="new-password"
            maxLength={500}
            value={form.password}
            onChange={(event) => onChange({ password: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function Encryption({ form, onChange }: PartProps) {
  const t = useT();
  return (
    <>
      <Field label={t('sources.tls')} hint={t(`sources.tlsHint.${form.tls}`)}>
        {(id, by) => (
          <Select
            id={id}
            aria-describedby={by}
            value={form.tls}
            options={tlsMode.options.map((value) => ({ value, label: t(`sources.tls.${value}`) }))}
            onChange={(tls) => onChange({ tls })}
          />
        )}
      </Field>
      {form.tls === 'require' && (
        <Field label={t('sources.ca')}>
          {(id) => (
            <Input.TextArea
              id={id}
              className="ui-mono"
              rows={3}
              spellCheck={false}
              placeholder="-----BEGIN CERTIFICATE-----"
              value={form.ca}
              onChange={(event) => onChange({ ca: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function Limits({ form, onChange }: PartProps) {
  const t = useT();
  return (
    <details className="intake-more">
      <summary>{t('sources.more')}</summary>
      <div className="form-row">
        <Field label={t('sources.connectSeconds')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={120}
              value={form.connectSeconds}
              onChange={(value) => value !== null && onChange({ connectSeconds: Math.round(value) })}
            />
          )}
        </Field>
        <Field label={t('sources.statementSeconds')} hint={t('sources.statementHint')}>
          {(id, by) => (
            <InputNumber
              id={id}
              aria-describedby={by}
              min={1}
              max={7200}
              value={form.statementSeconds}
              onChange={(value) => value !== null && onChange({ statementSeconds: Math.round(value) })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

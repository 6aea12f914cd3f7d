import { Button, Input, Select, Steps } from 'antd';
import { useState } from 'react';
import type { JiadiError } from '../../../contract/errors.ts';
import { type Role, roles } from '../../../contract/rights.ts';
import type { Picked } from '../../../contract/shell.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Facts, Field, IconButton } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { asError, useJob } from '../engine.ts';
import { shell } from '../shell.ts';
import { Entry } from './Entry.tsx';

export interface Person {
  readonly key: number;
  readonly name: string;
  readonly account: string;
  readonly role: Role;
  readonly password: string;
}

/** What a password still lacks. */
export const passwordLacks = (password: string): { readonly length: boolean; readonly classes: boolean } => ({
  length: [...password].length < 10,
  classes: [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}\s]/u].filter((one) => one.test(password)).length < 3,
});

export const accountFits = (account: string): boolean => /^[a-z][a-z0-9._-]{1,31}$/.test(account);

function personProblem(person: Person, all: readonly Person[]): boolean {
  const lacks = passwordLacks(person.password);
  const twice = all.some((other) => other.key !== person.key && other.account === person.account);
  return person.name.trim() === '' || !accountFits(person.account) || lacks.length || lacks.classes || twice;
}

/** A new workspace in three steps. */
export function Wizard({ onBack, onDone }: { readonly onBack: () => void; readonly onDone: () => void }) {
  const t = useT();
  const [step, setStep] = useState(0);
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('');
  const [folder, setFolder] = useState<Picked | null>(null);
  const [people, setPeople] = useState<readonly Person[]>([
    { key: 1, name: '', account: '', role: 'steward', password: '' },
    { key: 2, name: '', account: '', role: 'reviewer', password: '' },
  ]);
  const [failed, setFailed] = useState<JiadiError | null>(null);
  const create = useJob('workspace.create', 'new');
  const ready =
    [
      name.trim() !== '' && unit.trim() !== '' && folder !== null,
      people.length > 0 && !people.some((person) => personProblem(person, people)),
      true,
    ][step] === true;
  const finish = async (): Promise<void> => {
    if (!folder) return;
    const made = await create.run(
      { folder: folder.grant, name, unit, people: people.map(({ name, account, role, password }) => ({ name, account, role, password })) },
      name,
    );
    if (made) onDone();
  };
  const chooseFolder = (): void => {
    setFailed(null);
    shell.openFolder({ purpose: 'workspace-new' }).then(
      (chosen) => chosen && setFolder(chosen),
      (error: unknown) => setFailed(asError(error)),
    );
  };
  return (
    <Entry wide>
      <h1>{t('wizard.title')}</h1>
      <Steps
        size="small"
        current={step}
        items={[{ title: t('wizard.step.place') }, { title: t('wizard.step.people') }, { title: t('wizard.step.confirm') }]}
      />
      {step === 0 && (
        <div className="entry-form">
          <Field label={t('wizard.name')} required>
            {(id) => (
              <Input
                id={id}
                autoFocus
                value={name}
                placeholder={t('wizard.namePlaceholder')}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('wizard.unit')} required>
            {(id) => (
              <Input id={id} value={unit} placeholder={t('wizard.unitPlaceholder')} onChange={(event) => setUnit(event.target.value)} />
            )}
          </Field>
          <Field label={t('wizard.folder')} required hint={t('wizard.folderHint')}>
            {(id, said) => (
              <Button
                id={id}
                aria-describedby={said}
                aria-label={`${t('wizard.folder')} · ${folder?.name ?? t('wizard.chooseFolder')}`}
                icon={<Icon name="folder" />}
                onClick={chooseFolder}
              >
                {folder?.name ?? t('wizard.chooseFolder')}
              </Button>
            )}
          </Field>
        </div>
      )}
      {step === 1 && <People people={people} onChange={setPeople} />}
      {step === 2 && (
        <Facts
          rows={[
            [t('wizard.name'), name],
            [t('wizard.unit'), unit],
            [t('wizard.folder'), folder?.name ?? ''],
            ...people.map((person) => [t(`role.${person.role}`), `${person.name} · ${person.account}`] as const),
          ]}
        />
      )}
      {step === 2 && <p className="ui-note ui-note-warn">{t('wizard.noRecovery')}</p>}
      {create.running && <Bar share={null} label={t('wizard.creating')} />}
      {(failed ?? create.error) && <ErrorPanel error={(failed ?? create.error) as JiadiError} />}
      <div className="wizard-buttons">
        <Button disabled={create.running} onClick={() => (step === 0 ? onBack() : setStep(step - 1))}>
          {t(step === 0 ? 'ui.cancel' : 'wizard.previous')}
        </Button>
        <Button type="primary" disabled={!ready} loading={create.running} onClick={() => (step < 2 ? setStep(step + 1) : void finish())}>
          {t(step < 2 ? 'wizard.next' : 'wizard.create')}
        </Button>
      </div>
    </Entry>
  );
}

function People({ people, onChange }: { readonly people: readonly Person[]; readonly onChange: (people: readonly Person[]) => void }) {
  const t = useT();
  const change = (key: number, part: Partial<Person>): void =>
    onChange(people.map((person) => (person.key === key ? { ...person, ...part } : person)));
  const add = (): void =>
    onChange([
      ...people,
      { key: Math.max(0, ...people.map((person) => person.key)) + 1, name: '', account: '', role: 'steward', password: '' },
    ]);
  return (
    <div className="people">
      <p className="ui-muted">{t('wizard.peopleHint')}</p>
      {people.map((person) => (
        <div key={person.key} className="person">
          <Field label={t('wizard.person.role')}>
            {(id) => (
              <Select
                id={id}
                value={person.role}
                onChange={(role) => change(person.key, { role })}
                options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
              />
            )}
          </Field>
          <Field label={t('wizard.person.name')}>
            {(id) => <Input id={id} value={person.name} onChange={(event) => change(person.key, { name: event.target.value })} />}
          </Field>
          <Field label={t('wizard.person.account')} problem={accountProblem(person, people, t('wizard.accountRule'), t('wizard.twice'))}>
            {(id, said) => (
              <Input
                id={id}
                aria-describedby={said}
                value={person.account}
                onChange={(event) => change(person.key, { account: event.target.value.trim().toLowerCase() })}
              />
            )}
          </Field>
          <PasswordField value={person.password} onChange={(password) => change(person.key, { password })} />
          <IconButton
            icon="trash"
            label={t('wizard.person.remove', { name: person.name || person.account })}
            disabled={people.length === 1}
            onClick={() => onChange(people.filter((other) => other.key !== person.key))}
          />
        </div>
      ))}
      <Button icon={<Icon name="plus" />} onClick={add}>
        {t('wizard.person.add')}
      </Button>
    </div>
  );
}

function accountProblem(person: Person, all: readonly Person[], rule: string, twice: string): string | null {
  if (person.account === '') return null;
  if (!accountFits(person.account)) return rule;
  return all.some((other) => other.key !== person.key && other.account === person.account) ? twice : null;
}

/** A new password with what it still lacks, while it is typed. */
export function PasswordField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const t = useT();
  const lacks = passwordLacks(value);
  const line = (bad: boolean, word: string) => (
    <span className={bad ? 'policy' : 'policy policy-ok'}>
      <span aria-hidden="true">{bad ? '○' : '✓'}</span> {word}
    </span>
  );
  return (
    <Field
      label={t('wizard.person.password')}
      hint={
        <>
          {line(lacks.length, t('wizard.policy.length'))}
          {line(lacks.classes, t('wizard.policy.classes'))}
        </>
      }
    >
      {(id, said) => (
        <Input.Password
          id={id}
          aria-describedby={said}
          value={value}
          autoComplete="new-password"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

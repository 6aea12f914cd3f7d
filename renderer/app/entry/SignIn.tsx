import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { WorkspaceStatus } from '../../../contract/methods/workspace.ts';
import { samplePassword, samplePeople } from '../../../contract/sample.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip, Field } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { useJob } from '../engine.ts';
import { Entry } from './Entry.tsx';

interface Props {
  readonly status: WorkspaceStatus;
  readonly onOther: () => void;
}

/** Who is at this machine. */
export function SignIn({ status, onOther }: Props) {
  const t = useT();
  const signIn = useJob('workspace.signIn');
  const [account, setAccount] = useState(status.accounts[0]?.account ?? '');
  const [typed, setTyped] = useState(false);
  const [password, setPassword] = useState('');
  const input = useRef<InputRef>(null);
  useEffect(() => {
    signIn.clear();
    input.current?.focus();
    // only when the screen appears
    // eslint-disable-next-line react/exhaustive-deps
  }, []);
  const submit = async (who: string, secret: string): Promise<void> => {
    if (await signIn.run({ account: who, password: secret })) return;
    setPassword('');
    input.current?.focus();
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (account !== '' && password !== '') void submit(account, password);
  };
  const choose = (who: string): void => {
    setAccount(who);
    setTyped(false);
    const demo = status.sample && samplePeople.some((person) => person.account === who);
    if (demo) void submit(who, samplePassword);
    else input.current?.focus();
  };
  return (
    <Entry>
      <div className="entry-head">
        <h1>{status.name}</h1>
        {status.sample && <Chip tone="info">{t('frame.sample')}</Chip>}
      </div>
      <p className="ui-muted">{t(status.sample ? 'lock.demo' : 'lock.title')}</p>
      <ul className="accounts" aria-label={t('lock.account')}>
        {status.accounts.map((person) => (
          <li key={person.account}>
            <button
              type="button"
              className={person.account === account && !typed ? 'account account-on' : 'account'}
              aria-pressed={person.account === account && !typed}
              disabled={signIn.running}
              onClick={() => choose(person.account)}
            >
              <Icon name="user" size={20} />
              <span>
                <b>{person.name}</b>
                <small>
                  {t(`role.${person.role}`)} · {person.account}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <form className="entry-form" onSubmit={onSubmit}>
        {typed && (
          <Field label={t('lock.account')}>
            {(id) => (
              <Input
                id={id}
                value={account}
                autoComplete="username"
                onChange={(event) => setAccount(event.target.value.trim().toLowerCase())}
              />
            )}
          </Field>
        )}
        <PasswordInput
          ref={input}
          value={password}
          onChange={setPassword}
          label={typed || status.accounts.length === 0 ? t('lock.password') : `${t('lock.password')} · ${nameOf(status, account)}`}
        />
        {signIn.error && <ErrorPanel error={signIn.error} />}
        {signIn.running && <Bar share={null} label={t('lock.signingIn')} />}
        <Button type="primary" htmlType="submit" block disabled={password === '' || account === ''} loading={signIn.running}>
          {t('lock.signIn')}
        </Button>
      </form>
      <div className="entry-links">
        {!typed && (
          <Button type="link" size="small" onClick={() => setTyped(true)}>
            {t('lock.otherAccount')}
          </Button>
        )}
        <Button type="link" size="small" onClick={onOther}>
          {t('lock.otherWorkspace')}
        </Button>
      </div>
    </Entry>
  );
}

const nameOf = (status: WorkspaceStatus, account: string): string =>
  status.accounts.find((person) => person.account === account)?.name ?? account;

/** A password with a hint when Caps Lock is on; pasting is allowed, Esc empties it. */
export function PasswordInput({
  ref,
  value,
  onChange,
  label,
}: {
  readonly ref?: React.Ref<InputRef>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
}) {
  const t = useT();
  const [caps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent): void => {
    setCaps(event.getModifierState('CapsLock'));
    if (event.key === 'Escape') onChange('');
  };
  return (
    <Field label={label} hint={caps ? t('ui.capsLock') : undefined}>
      {(id, said) => (
        <Input.Password
          ref={ref}
          id={id}
          aria-describedby={said}
          value={value}
          autoComplete="current-password"
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={watch}
          onKeyUp={watch}
        />
      )}
    </Field>
  );
}

import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { User } from '../../../contract/methods/workspace.ts';
import { type Role, roles } from '../../../contract/rights.ts';
import { useCommand, useJob, useQuery } from '../../app/engine.ts';
import { accountFits, PasswordField, passwordLacks } from '../../app/entry/Wizard.tsx';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip, ConfirmDialog, Field } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';

/** The people of the workspace: list, add, disable. */
export function UsersPage() {
  const t = useT();
  const users = useQuery('users.list', undefined);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<User | null>(null);
  return (
    <>
      <div className="toolbar">
        <span className="ui-muted">{t('users.separation')}</span>
        <Button type="primary" className="toolbar-end" icon={<Icon name="plus" />} onClick={() => setAdding(true)}>
          {t('users.add')}
        </Button>
      </div>
      <Load of={users}>
        {(list) => (
          <div className="table-box">
            <table className="ui-table">
              <thead>
                <tr>
                  {(['name', 'account', 'role', 'unit', 'created', 'state'] as const).map((key) => (
                    <th key={key}>{t(`users.${key}`)}</th>
                  ))}
                  <th>
                    <span className="ui-hidden">{t('ui.more')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((user) => (
                  <Person key={user.id} user={user} onAsk={() => setAsked(user)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Load>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      {asked && <DisableDialog user={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Person({ user, onAsk }: { readonly user: User; readonly onAsk: () => void }) {
  const t = useT();
  const { user: self } = useSession();
  return (
    <tr>
      <td>
        <b>{user.name}</b> {user.id === self.id && <Chip tone="info">{t('users.self')}</Chip>}
      </td>
      <td>{user.account}</td>
      <td>{t(`role.${user.role}`)}</td>
      <td>{user.unit}</td>
      <td className="ui-muted">{formatTime(user.createdAt)}</td>
      <td>{user.disabled ? <Chip tone="bad">{t('users.disabled')}</Chip> : <Chip tone="good">{t('users.active')}</Chip>}</td>
      <td>
        {user.id !== self.id && (
          <Button size="small" type="link" danger={!user.disabled} onClick={onAsk}>
            {t(user.disabled ? 'users.enable' : 'users.disable')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function DisableDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const t = useT();
  const change = useCommand('users.setDisabled');
  const confirm = async (): Promise<void> => {
    if (await change.run({ user: user.id, disabled: !user.disabled })) onClose();
  };
  const word = t(user.disabled ? 'users.enable' : 'users.disable');
  return (
    <ConfirmDialog
      open
      danger={!user.disabled}
      title={`${word} · ${user.name}`}
      confirm={word}
      busy={change.busy}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      {!user.disabled && <p>{t('users.disableAsk', { name: user.name })}</p>}
      {change.error && <ErrorPanel error={change.error} />}
    </ConfirmDialog>
  );
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const add = useJob('users.add');
  const { user: self } = useSession();
  const [name, setName] = useState('');
  const [account, setAccount] = useState('');
  const [role, setRole] = useState<Role>('steward');
  const [unit, setUnit] = useState(self.unit);
  const [password, setPassword] = useState('');
  const lacks = passwordLacks(password);
  const ready = name.trim() !== '' && unit.trim() !== '' && accountFits(account) && !lacks.length && !lacks.classes;
  const save = async (): Promise<void> => {
    const added = await add.run({ name, account, role, unit, password });
    if (!added) return;
    toast({ text: t('users.added', { account: added.account }) });
    add.clear();
    onClose();
  };
  return (
    <Modal
      open
      title={t('users.add')}
      okText={t('users.add')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={add.running}
      onOk={() => void save()}
      onCancel={onClose}
      width={440}
    >
      <div className="form">
        <Field label={t('users.name')} required>
          {(id) => <Input id={id} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t('users.account')} required problem={account !== '' && !accountFits(account) ? t('wizard.accountRule') : null}>
          {(id, said) => (
            <Input
              id={id}
              aria-describedby={said}
              value={account}
              onChange={(event) => setAccount(event.target.value.trim().toLowerCase())}
            />
          )}
        </Field>
        <Field label={t('users.role')}>
          {(id) => (
            <Select id={id} value={role} onChange={setRole} options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
          )}
        </Field>
        <Field label={t('users.unit')} required>
          {(id) => <Input id={id} value={unit} onChange={(event) => setUnit(event.target.value)} />}
        </Field>
        <PasswordField value={password} onChange={setPassword} />
        {add.error && <ErrorPanel error={add.error} />}
      </div>
    </Modal>
  );
}

import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Picked } from '../../../contract/shell.ts';
import { asError, call } from '../../app/engine.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeError } from '../../ui/error-words.ts';
import { Card, Field } from '../../ui/parts.tsx';

/** Asks for the password of a locked archive; it is tried at once and never written down. */
export function Unlock({ file, onUnlocked }: { readonly file: Picked; readonly onUnlocked: () => void }) {
  const t = useT();
  const { language } = useAppearance();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const unlock = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('intake.unlock', { file: file.grant, password });
      onUnlocked();
    } catch (raw) {
      setProblem(describeError(language, asError(raw)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('intake.locked', { name: file.name })}>
      <form
        className="intake-unlock"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') void unlock();
        }}
      >
        <Field label={t('intake.filePassword')} hint={t('intake.filePasswordHint')} problem={problem}>
          {(id, describedBy) => (
            <Input.Password
              id={id}
              autoFocus
              autoComplete="off"
              value={password}
              aria-describedby={describedBy}
              onChange={(event) => {
                setProblem(null);
                setPassword(event.target.value);
              }}
            />
          )}
        </Field>
        <Button type="primary" htmlType="submit" loading={busy} disabled={password === ''}>
          {t('intake.unlock')}
        </Button>
      </form>
    </Card>
  );
}

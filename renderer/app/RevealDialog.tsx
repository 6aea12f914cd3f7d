import { Input, Modal, Radio, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useCommand } from './engine.ts';
import { setReveal } from './reveal.ts';
import { useToast } from './toasts.tsx';
import type { JiadiError } from '../../contract/errors.ts';
import { useT } from '../ui/appearance.tsx';
import { formatTime } from '../ui/format.ts';
import { Field } from '../ui/parts.tsx';
import { ErrorPanel } from '../ui/states.tsx';

const reasons = ['verify', 'contact', 'match', 'audit'] as const;

interface ReasonProps {
  /** What is asked besides. */
  readonly children?: ReactNode;
  readonly hint: string;
  readonly busy: boolean;
  readonly error: JiadiError | null;
  /** Reveals for the reason; gives until when, or null where that failed. */
  readonly onReveal: (reason: string) => Promise<{ readonly until: string } | null>;
  readonly onClose: () => void;
}

/** Asks why plain values are needed; the engine writes it down and sets the end. */
export function RevealReason({ children, hint, busy, error, onReveal, onClose }: ReasonProps) {
  const t = useT();
  const toast = useToast();
  const [reason, setReason] = useState<(typeof reasons)[number]>('verify');
  const [more, setMore] = useState('');
  const confirm = async (): Promise<void> => {
    const words = [t(`rows.reason.${reason}`), more.trim()].filter((part) => part !== '').join(':');
    const given = await onReveal(words.slice(0, 200));
    if (!given) return;
    toast({ text: t('rows.revealed', { time: formatTime(given.until, true).slice(11) }), tone: 'warn' });
    onClose();
  };
  return (
    <Modal
      open
      title={t('rows.reveal')}
      okText={t('rows.reveal')}
      cancelText={t('ui.cancel')}
      confirmLoading={busy}
      onOk={() => void confirm()}
      onCancel={onClose}
      width={460}
    >
      <div className="form">
        {children}
        <Field label={t('rows.revealReason')} required>
          {(id) => (
            <Select
              id={id}
              value={reason}
              onChange={setReason}
              options={reasons.map((value) => ({ value, label: t(`rows.reason.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('rows.revealOther')}>
          {(id) => <Input id={id} value={more} maxLength={120} onChange={(event) => setMore(event.target.value)} />}
        </Field>
        <p className="ui-note ui-note-warn">{hint}</p>
        {error && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}

interface Props {
  readonly batch: string;
  readonly row: number;
  readonly column: string | null;
  readonly onClose: () => void;
}

/** Asks for scope and reason before plain values of a batch are shown. */
export function RevealDialog({ batch, row, column, onClose }: Props) {
  const t = useT();
  const reveal = useCommand('rows.reveal');
  const [scope, setScope] = useState<'cell' | 'row' | 'column'>(column === null ? 'row' : 'cell');
  const onReveal = async (reason: string) => {
    const given = await reveal.run({
      batch,
      reason,
      scope: scope === 'column' && column !== null ? { column } : { row, column: scope === 'cell' ? column : null },
    });
    if (!given) return null;
    setReveal({ token: given.token, untilMs: new Date(given.until).getTime(), batch });
    return given;
  };
  const scopes = [
    ...(column === null ? [] : [{ value: 'cell' as const, label: `${column} · ${t('rows.revealCell')}` }]),
    { value: 'row' as const, label: `${t('rows.detailTitle', { row })} · ${t('rows.revealRow')}` },
    ...(column === null ? [] : [{ value: 'column' as const, label: `${column} · ${t('rows.revealColumn')}` }]),
  ];
  return (
    <RevealReason hint={t('rows.revealAudit')} busy={reveal.busy} error={reveal.error} onReveal={onReveal} onClose={onClose}>
      <Field label={t('rows.revealScope')}>
        {(id) => (
          <Radio.Group id={id} vertical value={scope} options={scopes} onChange={(event) => setScope(event.target.value as typeof scope)} />
        )}
      </Field>
    </RevealReason>
  );
}

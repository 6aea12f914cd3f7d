import { Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useCommand } from './engine.ts';
import { setReveal } from './reveal.ts';
import { useToast } from './toasts.tsx';
import { useT } from '../ui/appearance.tsx';
import { formatTime } from '../ui/format.ts';
import { Field } from '../ui/parts.tsx';
import { ErrorPanel } from '../ui/states.tsx';

interface Props {
  readonly batch: string;
  readonly row: number;
  readonly column: string | null;
  readonly onClose: () => void;
}

const reasons = ['verify', 'contact', 'match', 'audit'] as const;

/** Asks for scope and reason before plain values are shown; the engine writes it down and sets the end. */
export function RevealDialog({ batch, row, column, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const reveal = useCommand('rows.reveal');
  const [scope, setScope] = useState<'cell' | 'row' | 'column'>(column === null ? 'row' : 'cell');
  const [reason, setReason] = useState<(typeof reasons)[number]>('verify');
  const [more, setMore] = useState('');
  const confirm = async (): Promise<void> => {
    const words = [t(`rows.reason.${reason}`), more.trim()]
      .filter((part) => part !== '')
      .join(':')
      .slice(0, 200);
    const given = await reveal.run({
      batch,
      reason: words,
      scope: scope === 'column' && column !== null ? { column } : { row, column: scope === 'cell' ? column : null },
    });
    if (!given) return;
    setReveal({ token: given.token, untilMs: new Date(given.until).getTime(), batch });
    toast({ text: t('rows.revealed', { time: formatTime(given.until, true).slice(11) }), tone: 'warn' });
    onClose();
  };
  const scopes = [
    ...(column === null ? [] : [{ value: 'cell' as const, label: `${column} · ${t('rows.revealCell')}` }]),
    { value: 'row' as const, label: `${t('rows.detailTitle', { row })} · ${t('rows.revealRow')}` },
    ...(column === null ? [] : [{ value: 'column' as const, label: `${column} · ${t('rows.revealColumn')}` }]),
  ];
  return (
    <Modal
      open
      title={t('rows.reveal')}
      okText={t('rows.reveal')}
      cancelText={t('ui.cancel')}
      confirmLoading={reveal.busy}
      onOk={() => void confirm()}
      onCancel={onClose}
      width={460}
    >
      <div className="form">
        <Field label={t('rows.revealScope')}>
          {(id) => (
            <Radio.Group
              id={id}
              vertical
              value={scope}
              options={scopes}
              onChange={(event) => setScope(event.target.value as typeof scope)}
            />
          )}
        </Field>
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
        <p className="ui-note ui-note-warn">{t('rows.revealAudit')}</p>
        {reveal.error && <ErrorPanel error={reveal.error} />}
      </div>
    </Modal>
  );
}

import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { RuleOrigin } from '../../../contract/methods/rules.ts';
import { hrefOf } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Chip, Field } from '../../ui/parts.tsx';
import { paramWord } from './model.ts';

/** Where a rule comes from, in a word. */
export function OriginChip({ origin, off }: { readonly origin: RuleOrigin | undefined; readonly off: boolean }) {
  const t = useT();
  if (off) return <Chip tone="warn">{t('rules.off')}</Chip>;
  if (!origin) return null;
  const from = origin.set?.name ?? origin.template ?? '';
  return (
    <Chip
      tone={origin.changed.length > 0 ? 'info' : 'plain'}
      title={origin.set ? t('rules.fromSet', { name: from }) : t('rules.fromTemplate', { name: from })}
    >
      {from}
      {origin.changed.length > 0 && ` ${t('rules.changedHere')}`}
    </Chip>
  );
}

/** Where the chosen rule comes from, what is said differently here, and the ways back. */
export function OriginNote(props: {
  readonly origin: RuleOrigin | null;
  /** Why it is switched off here, or null. */
  readonly off: string | null;
  readonly busy: boolean;
  readonly readOnly: boolean;
  readonly onBack: () => void;
  readonly onOff: (reason: string) => Promise<boolean>;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { origin, off } = props;
  const [asking, setAsking] = useState(false);
  return (
    <div className={`ui-note ${off === null ? '' : 'ui-note-warn'} ui-row`}>
      <span className="rules-from">
        {origin?.set && (
          <>
            {t('rules.inheritedFrom')}{' '}
            {origin.set.id === null ? (
              origin.set.name
            ) : (
              <a href={hrefOf(`/rules/${encodeURIComponent(origin.set.id)}`)}>{origin.set.name}</a>
            )}{' '}
            v{origin.set.version}
          </>
        )}
        {origin?.template && ` ${t('rules.fromTemplate', { name: origin.template })}`}
        {origin &&
          origin.changed.length > 0 &&
          ` · ${t('rules.changedKeys', { keys: origin.changed.map((key) => paramWord(key, dynamic)).join('、') })}`}
        {off !== null && ` · ${t('rules.offBecause', { reason: off })}`}
      </span>
      {!props.readOnly && (
        <>
          {off !== null ? (
            <Button size="small" loading={props.busy} onClick={props.onBack}>
              {t('rules.switchOn')}
            </Button>
          ) : (
            <>
              {origin && origin.changed.length > 0 && (
                <Button size="small" loading={props.busy} onClick={props.onBack}>
                  {t('rules.backToInherited')}
                </Button>
              )}
              <Button size="small" onClick={() => setAsking(true)}>
                {t('rules.switchOff')}
              </Button>
            </>
          )}
        </>
      )}
      {asking && <OffDialog busy={props.busy} onOff={props.onOff} onClose={() => setAsking(false)} />}
    </div>
  );
}

function OffDialog({
  busy,
  onOff,
  onClose,
}: {
  readonly busy: boolean;
  readonly onOff: (reason: string) => Promise<boolean>;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [reason, setReason] = useState('');
  const run = async (): Promise<void> => {
    if (reason.trim() !== '' && (await onOff(reason.trim()))) onClose();
  };
  return (
    <Modal
      open
      title={t('rules.switchOff')}
      okText={t('rules.switchOff')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={busy}
      onOk={() => void run()}
      onCancel={onClose}
      width={440}
    >
      <Field label={t('rules.offReason')} required hint={t('rules.offReasonHint')}>
        {(id, by) => (
          <Input
            id={id}
            aria-describedby={by}
            autoFocus
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={() => void run()}
          />
        )}
      </Field>
    </Modal>
  );
}

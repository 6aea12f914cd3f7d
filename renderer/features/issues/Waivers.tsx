import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Waiver } from '../../../contract/methods/issues.ts';
import { useCommand } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Chip, Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

const tone = { pending: 'warn', active: 'info', declined: 'bad', withdrawn: 'plain', ended: 'plain' } as const;
type Deed = 'grant' | 'decline' | 'end';

/** What is asked to be let pass, by whom, until when; and what the signed-in person can do about it. */
export function Waivers({ list }: { readonly list: readonly Waiver[] }) {
  const t = useT();
  const { user, can } = useSession();
  const withdraw = useCommand('waivers.withdraw');
  const [doing, setDoing] = useState<{ readonly waiver: Waiver; readonly deed: Deed } | null>(null);
  if (list.length === 0) return null;
  const decides = (waiver: Waiver): boolean => waiver.state === 'pending' && can('review.decide') && waiver.byId !== user.id;
  return (
    <section aria-label={t('waivers.title')}>
      <h3 className="ui-h3">{t('waivers.title')}</h3>
      <ul className="issue-waivers">
        {list.map((waiver) => (
          <li key={waiver.id}>
            <div>
              <Chip tone={tone[waiver.state]}>{t(`waivers.state.${waiver.state}`)}</Chip>{' '}
              <strong>{t(`issues.resolution.${waiver.kind}`)}</strong>{' '}
              {t(`waivers.scope.${waiver.scope}`, { count: formatCount(waiver.rows), unit: waiver.share || t('issues.nobody') })}
            </div>
            <div className="ui-muted">
              {waiver.until === null ? t('waivers.noEnd') : t('waivers.untilDay', { day: waiver.until })} ·{' '}
              {t('waivers.by', { name: waiver.by })}
              {waiver.checker !== null && ` · ${t('waivers.checker', { name: waiver.checker })}`}
            </div>
            <div>{waiver.reason}</div>
            {waiver.decision !== null && waiver.decision !== '' && <div className="ui-muted">{waiver.decision}</div>}
            <div className="issue-acts">
              {decides(waiver) && (
                <>
                  <Button size="small" type="primary" onClick={() => setDoing({ waiver, deed: 'grant' })}>
                    {t('waivers.grant')}
                  </Button>
                  <Button size="small" onClick={() => setDoing({ waiver, deed: 'decline' })}>
                    {t('waivers.decline')}
                  </Button>
                </>
              )}
              {waiver.state === 'pending' && waiver.byId === user.id && (
                <>
                  <span className="ui-muted">{t('waivers.waits')}</span>
                  <Button size="small" loading={withdraw.busy} onClick={() => void withdraw.run({ waiver: waiver.id })}>
                    {t('waivers.withdraw')}
                  </Button>
                </>
              )}
              {waiver.state === 'active' && can('issue.edit') && (
                <Button size="small" onClick={() => setDoing({ waiver, deed: 'end' })}>
                  {t('waivers.end')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {withdraw.error && <ErrorPanel error={withdraw.error} onClose={withdraw.clear} />}
      {doing && <Say waiver={doing.waiver} deed={doing.deed} onClose={() => setDoing(null)} />}
    </section>
  );
}

function Say({ waiver, deed, onClose }: { readonly waiver: Waiver; readonly deed: Deed; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const decide = useCommand('waivers.decide');
  const end = useCommand('waivers.end');
  const [comment, setComment] = useState('');
  const needed = deed !== 'grant';
  const said = comment.trim();
  const submit = async (): Promise<void> => {
    if (needed && said === '') return;
    const done =
      deed === 'end'
        ? await end.run({ waiver: waiver.id, comment: said })
        : await decide.run({ waiver: waiver.id, grant: deed === 'grant', comment: said });
    if (!done) return;
    onClose();
    toast({ text: t('issues.done', { number: waiver.issueNumber, act: t(`waivers.${deed}`) }) });
  };
  const error = decide.error ?? end.error;
  return (
    <Modal
      open
      title={`${t(`waivers.${deed}`)} ${waiver.issueNumber}`}
      okText={t(`waivers.${deed}`)}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: needed && said === '' }}
      confirmLoading={decide.busy || end.busy}
      onOk={() => void submit()}
      onCancel={onClose}
      width={460}
    >
      <p className="ui-muted">{t(`waivers.${deed}.note`)}</p>
      <Field label={t('issues.comment')} required={needed}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoFocus
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {error && <ErrorPanel error={error} />}
    </Modal>
  );
}

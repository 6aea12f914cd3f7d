import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useJob } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';

const urlShape = /^https?:\/\/[^\s/]+/;
const tokenMin = 8;

/** Connects the workspace with a platform: its address, and the token that its operator gave. */
export function ConnectDialog({ known, onClose }: { readonly known: string; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const connect = useJob('sync.connect');
  const [url, setUrl] = useState(known);
  const [token, setToken] = useState('');
  const wrongUrl = url !== '' && !urlShape.test(url.trim());
  const ready = urlShape.test(url.trim()) && token.trim().length >= tokenMin && !connect.running;
  const close = (): void => {
    connect.clear();
    onClose();
  };
  const run = async (): Promise<void> => {
    if (!ready) return;
    const status = await connect.run({ url: url.trim(), token: token.trim() }, url.trim());
    if (!status) return;
    toast({ text: t('sync.connected', { name: status.platformName ?? status.url ?? '' }) });
    close();
  };
  return (
    <Modal
      open
      title={t('sync.connect')}
      okText={t('sync.connect')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={connect.running}
      onOk={() => void run()}
      onCancel={close}
      width={520}
    >
      <p className="ui-muted">{t('sync.connectHow')}</p>
      <Field
        label={t('sync.url')}
        required
        problem={wrongUrl ? t('sync.urlWrong') : null}
        hint={url.trim().startsWith('http://') ? t('sync.urlPlain') : undefined}
      >
        {(id, by) => (
          <Input
            id={id}
            aria-describedby={by}
            autoFocus
            placeholder="https://"
            maxLength={500}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
            onPressEnter={() => void run()}
          />
        )}
      </Field>
      <Field label={t('sync.token')} required hint={t('sync.tokenHint')}>
        {(id, by) => (
          <Input.Password
            id={id}
            aria-describedby={by}
            autoComplete="off"
            maxLength={500}
            value={token}
            onChange={(event) => setToken(event.target.value)}
            onPressEnter={() => void run()}
          />
        )}
      </Field>
      <RunningJob of={connect} />
    </Modal>
  );
}

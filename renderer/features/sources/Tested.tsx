import type { Output } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip } from '../../ui/parts.tsx';

/** Who answered, how safe the line is, and whether the login could write. */
export function Tested({ result, user }: { readonly result: Output<'sources.test'>; readonly user: string }) {
  const t = useT();
  const { server, ms, mayWrite } = result;
  return (
    <div role="status" className="source-tested">
      <p>
        <Icon name="check" /> {t('sources.tested', { product: server.product, version: server.version, ms })}
        <Chip tone={server.tls ? 'good' : 'warn'} icon={server.tls ? 'lock' : 'alert'}>
          {t(server.tls ? 'sources.encrypted' : 'sources.plain')}
        </Chip>
        {server.readOnly && <Chip tone="good">{t('sources.readOnly')}</Chip>}
      </p>
      {mayWrite === true && <p className="ui-note ui-note-warn">{t('sources.mayWrite', { user })}</p>}
      {!server.readOnly && <p className="ui-note ui-note-warn">{t('sources.notReadOnly')}</p>}
    </div>
  );
}

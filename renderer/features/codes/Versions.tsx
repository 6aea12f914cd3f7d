import { Button, Input } from 'antd';
import { useState } from 'react';
import type { CodeVersion } from '../../../contract/methods/codes.ts';
import { type Output, useCommand, useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog, Field } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { DiffTable } from './DiffTable.tsx';

interface Props {
  readonly data: Output<'codes.get'>;
  readonly shown: number;
  readonly onShow: (version: number) => void;
}

/** Every version with what it says differently from the one before; one can be withdrawn and put back. */
export function Versions({ data: { pack, versions }, shown, onShow }: Props) {
  const t = useT();
  const { can } = useSession();
  const change = useCommand('codes.withdraw');
  const [asking, setAsking] = useState<CodeVersion | null>(null);
  const [why, setWhy] = useState('');
  const at = versions.findIndex((v) => v.version === shown);
  const version = versions[at];
  const before = versions[at + 1];
  const withdraw = async (): Promise<void> => {
    if (asking && (await change.run({ list: pack.list, version: asking.version, withdrawn: true, why }))) setAsking(null);
  };
  return (
    <>
      {change.error && <ErrorPanel error={change.error} onClose={change.clear} />}
      <div className="ui-box codes-versions">
        <ListTable
          label={t('codes.versions')}
          rows={versions}
          rowKey={(v) => String(v.version)}
          selected={String(shown)}
          onSelect={(v) => onShow(v.version)}
          maxHeight={220}
          columns={[
            {
              key: 'version',
              title: t('codes.version'),
              width: 100,
              render: (v) => (v.version === 0 ? t('codes.versionBundled') : t('codes.versionN', { version: v.version })),
            },
            { key: 'edition', title: t('codes.edition'), width: '2fr', render: (v) => <span title={v.edition}>{v.edition}</span> },
            { key: 'codes', title: t('codes.codes'), width: 80, align: 'right', render: (v) => formatCount(v.codes) },
            { key: 'at', title: t('codes.time'), width: 140, render: (v) => (v.at === null ? '' : formatTime(v.at)) },
            {
              key: 'state',
              title: t('codes.state'),
              width: 84,
              render: (v) =>
                v.withdrawn ? (
                  <Chip tone="bad">{t('codes.withdrawn')}</Chip>
                ) : (
                  v.version === pack.newest?.version && <Chip tone="good">{t('codes.inUse')}</Chip>
                ),
            },
          ]}
        />
      </div>
      <Toolbar
        actions={
          can('rule.edit') &&
          version !== undefined &&
          version.version > 0 &&
          (version.withdrawn ? (
            <Button loading={change.busy} onClick={() => void change.run({ list: pack.list, version: version.version, withdrawn: false })}>
              {t('codes.restore')}
            </Button>
          ) : (
            <Button danger onClick={() => setAsking(version)}>
              {t('codes.withdraw')}
            </Button>
          ))
        }
      >
        {version && before && (
          <span className="ui-muted">{t('codes.compareTitle', { list: pack.list, from: before.version, to: version.version })}</span>
        )}
      </Toolbar>
      {version && before && (
        <Difference key={`${before.version} ${version.version}`} list={pack.list} from={before.version} to={version.version} />
      )}
      <ConfirmDialog
        open={asking !== null}
        danger
        busy={change.busy}
        disabled={why.trim() === ''}
        title={t('codes.withdrawTitle', { list: pack.list, version: asking?.version ?? 0 })}
        confirm={t('codes.withdraw')}
        onConfirm={() => void withdraw()}
        onCancel={() => setAsking(null)}
      >
        <p>{t('codes.withdrawHint')}</p>
        <Field label={t('codes.withdrawWhy')} required>
          {(id) => <Input id={id} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />}
        </Field>
      </ConfirmDialog>
    </>
  );
}

function Difference({ list, from, to }: { readonly list: string; readonly from: number; readonly to: number }) {
  const diff = useQuery('codes.diff', { list, from, to });
  return (
    <div className="ui-pane-fill codes-diff">
      <Load of={diff}>{(data) => <DiffTable diff={data} />}</Load>
    </div>
  );
}

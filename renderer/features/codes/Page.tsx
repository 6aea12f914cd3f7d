import { Button } from 'antd';
import { useState } from 'react';
import type { CodePack } from '../../../contract/methods/codes.ts';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { go } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { shell } from '../../app/shell.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyFiltered, Load } from '../../ui/states.tsx';
import { SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { type Reading, titleOf } from './model.ts';
import { Pack } from './Pack.tsx';
import './codes.css';

const routeOf = (list: string): string => `/codes/${encodeURIComponent(list)}`;

/** Reference data: every code list, bundled or of the workspace, with the chosen one beside. */
export function CodesPage({ params }: ScreenProps) {
  const packs = useQuery('codes.list', undefined);
  return <Load of={packs}>{(list) => <Lists list={list} chosen={params['list'] ?? null} />}</Load>;
}

function Lists({ list, chosen }: { readonly list: readonly CodePack[]; readonly chosen: string | null }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const [search, setSearch] = useSticky('codes.search', '');
  const reading = useJob('codes.readFile');
  const [found, setFound] = useState<Reading | null>(null);
  const may = can('rule.edit');
  const choose = async (pack: CodePack | null): Promise<void> => {
    const [file] = await shell.openFiles({ kind: 'data', multiple: false });
    if (!file) return;
    const read = await reading.run({ file: file.grant, list: pack?.list ?? null }, file.name);
    if (!read) return;
    reading.clear();
    setFound({ file: file.grant, read, pack });
  };
  useActions([{ id: 'codes.import', title: t('codes.import'), keys: 'Alt+N', disabled: !may, run: () => void choose(null) }]);
  const wanted = search.trim().toLowerCase();
  const shown = list.filter((pack) =>
    `${pack.list} ${titleOf(pack, dynamic)} ${pack.newest?.edition ?? ''}`.toLowerCase().includes(wanted),
  );
  const selected = list.find((pack) => pack.list === chosen) ?? shown[0];
  return (
    <div className="ui-pane">
      <Toolbar
        actions={
          may && (
            <Button
              type="primary"
              icon={<Icon name="plus" />}
              loading={reading.running}
              aria-keyshortcuts="Alt+N"
              onClick={() => void choose(null)}
            >
              {t('codes.import')}
            </Button>
          )
        }
      >
        <SearchBox label={t('codes.search')} value={search} onChange={setSearch} width={240} />
      </Toolbar>
      <RunningJob of={reading} />
      <div className="codes-split ui-pane-fill">
        <div className="ui-box">
          <ListTable
            label={t('codes.lists')}
            rows={shown}
            rowKey={({ list: name }) => name}
            selected={selected?.list ?? null}
            onSelect={({ list: name }) => go(routeOf(name), {}, true)}
            empty={<EmptyFiltered filters={[search]} onClear={() => setSearch('')} />}
            columns={[
              {
                key: 'list',
                title: t('codes.list'),
                width: '3fr',
                sortBy: (pack) => titleOf(pack, dynamic),
                render: (pack) => (
                  <span title={`${titleOf(pack, dynamic)} ${pack.list}`}>
                    {titleOf(pack, dynamic)}{' '}
                    {titleOf(pack, dynamic) !== pack.list && <small className="ui-mono ui-muted">{pack.list}</small>}
                  </span>
                ),
              },
              {
                key: 'kind',
                title: t('codes.version'),
                width: 104,
                sortBy: ({ newest }) => newest?.version ?? -1,
                render: (pack) => <Kind pack={pack} />,
              },
              {
                key: 'codes',
                title: t('codes.codes'),
                width: 76,
                align: 'right',
                sortBy: ({ newest }) => newest?.codes ?? null,
                render: ({ newest }) => (newest === null ? '—' : formatCount(newest.codes)),
              },
              {
                key: 'uses',
                title: t('codes.useCount'),
                width: 64,
                align: 'right',
                sortBy: ({ uses }) => uses,
                render: ({ uses }) => formatCount(uses),
              },
            ]}
          />
        </div>
        {selected && <Pack key={selected.list} pack={selected} busy={reading.running} onUpdate={() => void choose(selected)} />}
      </div>
      {found && (
        <ImportDialog key={found.file} first={found} lists={list} onClose={() => setFound(null)} onDone={(name) => go(routeOf(name))} />
      )}
    </div>
  );
}

/** Which version rules go by. */
function Kind({ pack }: { readonly pack: CodePack }) {
  const t = useT();
  if (pack.newest === null) return <Chip tone="bad">{t('codes.allWithdrawn')}</Chip>;
  if (pack.newest.version === 0) return <Chip>{t('codes.bundled')}</Chip>;
  return (
    <span title={pack.bundled ? t('codes.newer') : undefined}>
      <Chip tone={pack.bundled ? 'warn' : 'info'}>{t('codes.versionN', { version: pack.newest.version })}</Chip>
    </span>
  );
}

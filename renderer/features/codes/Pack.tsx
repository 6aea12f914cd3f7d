import { Button } from 'antd';
import { useState } from 'react';
import type { CodePack, CodeVersion } from '../../../contract/methods/codes.ts';
import { type Output, useQuery } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useExport } from '../../app/useExport.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { spanOf, titleOf } from './model.ts';
import { Versions } from './Versions.tsx';

type View = 'entries' | 'versions' | 'uses';
type Known = Output<'codes.get'>;

/** One list: where it comes from, its codes, its versions and the rules that name it. */
export function Pack({ pack, busy, onUpdate }: { readonly pack: CodePack; readonly busy: boolean; readonly onUpdate: () => void }) {
  const known = useQuery('codes.get', { list: pack.list });
  return (
    <div className="ui-pane">
      <Load of={known}>{(data) => <Known data={data} busy={busy} onUpdate={onUpdate} />}</Load>
    </div>
  );
}

function Known({ data, busy, onUpdate }: { readonly data: Known; readonly busy: boolean; readonly onUpdate: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const [view, setView] = useSticky<View>('codes.view', 'entries');
  const [chosen, setChosen] = useState<number | null>(null);
  const exporting = useExport('codes.export');
  const { pack, versions, uses } = data;
  const version = versions.find((v) => v.version === chosen) ?? pack.newest ?? versions[0];
  if (!version) return null;
  const save = (): Promise<void> =>
    exporting.save(
      { kind: 'csv', name: `${titleOf(pack, dynamic)}-${version.version}.csv` },
      { list: pack.list, version: version.version },
    );
  return (
    <>
      <Card
        title={titleOf(pack, dynamic)}
        extra={
          <span className="ui-actions">
            <Button icon={<Icon name="export" />} onClick={() => void save()}>
              {t('codes.export')}
            </Button>
            {can('rule.edit') && (
              <Button loading={busy} onClick={onUpdate}>
                {t('codes.update')}
              </Button>
            )}
          </span>
        }
      >
        <VersionFacts version={version} />
        {pack.bundled && version.version > 0 && <p className="ui-muted">{t('codes.meaning')}</p>}
      </Card>
      <RunningJob of={exporting} />
      <Toolbar>
        <CountTabs
          label={t('codes.list')}
          value={view}
          onChange={setView}
          tabs={[
            { value: 'entries', label: t('codes.entries'), count: version.codes },
            { value: 'versions', label: t('codes.versions'), count: versions.length },
            { value: 'uses', label: t('codes.uses'), count: uses.length },
          ]}
        />
      </Toolbar>
      {view === 'entries' && <Entries key={version.version} list={pack.list} version={version.version} />}
      {view === 'versions' && <Versions data={data} shown={version.version} onShow={setChosen} />}
      {view === 'uses' && <Uses list={pack.list} uses={uses} />}
    </>
  );
}

function VersionFacts({ version }: { readonly version: CodeVersion }) {
  const t = useT();
  const { withdrawn } = version;
  return (
    <Facts
      rows={[
        [
          t('codes.version'),
          `${version.version === 0 ? t('codes.versionBundled') : t('codes.versionN', { version: version.version })} · ${version.edition}`,
        ],
        [t('codes.source'), version.source],
        [t('codes.licence'), version.licence],
        [t('codes.validity'), spanOf(version) ?? t('codes.openSpan')],
        [
          t('codes.digest'),
          <span key="digest" className="ui-mono codes-digest">
            {version.digest}
          </span>,
        ],
        [
          t('codes.file'),
          version.fileName === null || version.at === null
            ? t('codes.shipped')
            : `${version.fileName} · ${t('codes.by', { by: version.by ?? '', time: formatTime(version.at) })}`,
        ],
        ...(withdrawn === null
          ? []
          : [
              [
                t('codes.withdrawn'),
                t('codes.withdrawnBy', { by: withdrawn.by, time: formatTime(withdrawn.at), why: withdrawn.why }),
              ] as const,
            ]),
      ]}
    />
  );
}

const PAGE = 200;

function Entries({ list, version }: { readonly list: string; readonly version: number }) {
  const t = useT();
  const [search, setSearch] = useState('');
  const [offset, setOffset] = useState(0);
  const page = useQuery('codes.entries', { list, version, search, offset, limit: PAGE }, { keep: true });
  const narrow = (text: string): void => {
    setSearch(text);
    setOffset(0);
  };
  return (
    <>
      <Toolbar
        actions={
          page.data &&
          page.data.total > PAGE && (
            <span className="ui-row">
              <span className="ui-muted">
                {t('codes.page', { from: formatCount(offset + 1), to: formatCount(Math.min(page.data.total, offset + PAGE)) })}
              </span>
              <Button size="small" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
                {t('codes.previous')}
              </Button>
              <Button size="small" disabled={offset + PAGE >= page.data.total} onClick={() => setOffset(offset + PAGE)}>
                {t('codes.next')}
              </Button>
            </span>
          )
        }
      >
        <SearchBox label={t('codes.searchEntries')} value={search} onChange={narrow} width={240} />
        {page.data && <span className="ui-muted">{t('codes.entriesCount', { count: formatCount(page.data.total) })}</span>}
      </Toolbar>
      <div className="ui-box ui-pane-fill">
        <Load of={page}>
          {({ rows }) => (
            <ListTable
              label={t('codes.entries')}
              rows={rows}
              rowKey={({ code }) => code}
              empty={
                search === '' ? (
                  <EmptyState small title={t('codes.entriesNone')} />
                ) : (
                  <EmptyFiltered filters={[search]} onClear={() => narrow('')} />
                )
              }
              columns={[
                { key: 'code', title: t('codes.code'), width: 130, render: ({ code }) => <span className="ui-mono">{code}</span> },
                { key: 'name', title: t('codes.name'), width: '2fr', render: ({ name }) => <span title={name}>{name}</span> },
                { key: 'from', title: t('codes.validFrom'), width: 104, render: ({ validFrom }) => validFrom ?? '' },
                { key: 'to', title: t('codes.validTo'), width: 104, render: ({ validTo }) => validTo ?? '' },
                {
                  key: 'parent',
                  title: t('codes.parent'),
                  width: 100,
                  render: ({ parent }) => <span className="ui-mono">{parent ?? ''}</span>,
                },
              ]}
            />
          )}
        </Load>
      </div>
    </>
  );
}

function Uses({ list, uses }: { readonly list: string; readonly uses: Known['uses'] }) {
  const t = useT();
  return (
    <div className="ui-box ui-pane-fill">
      <ListTable
        label={t('codes.uses')}
        rows={uses}
        rowKey={({ ruleSet, rule, version }) => `${ruleSet} ${rule} ${version}`}
        empty={<EmptyState small title={t('codes.usesNone')} hint={t('codes.usesHint', { list })} />}
        columns={[
          {
            key: 'set',
            title: t('screen.ruleSet'),
            width: '2fr',
            sortBy: ({ ruleSetName }) => ruleSetName,
            render: ({ ruleSet, ruleSetName }) => <a href={hrefOf(`/rules/${encodeURIComponent(ruleSet)}`)}>{ruleSetName}</a>,
          },
          { key: 'rule', title: t('codes.rule'), width: '2fr', sortBy: ({ rule }) => rule, render: ({ rule }) => rule },
          {
            key: 'version',
            title: t('codes.version'),
            width: 110,
            sortBy: ({ version }) => version ?? -1,
            render: ({ version }) => (version === null ? t('codes.useNewest') : t('codes.versionN', { version })),
          },
        ]}
      />
    </div>
  );
}

import type { ReactNode } from 'react';
import type { Batch } from '../../contract/methods/datasets.ts';
import type { SourceProvenance } from '../../contract/methods/sources.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { formatBytes, formatCount, formatDuration, formatTime } from '../ui/format.ts';
import { Chip, Facts } from '../ui/parts.tsx';
import { useQuery } from './engine.ts';

type Fact = readonly [name: string, value: ReactNode];

/** Where a batch came from: its source, both digests of it, who took it in and when. */
export function BatchFacts({ batch }: { readonly batch: Batch }) {
  const t = useT();
  const { language } = useAppearance();
  const database = batch.origin === 'database';
  const { data: from } = useQuery('sources.provenance', { batch: batch.id }, { skip: !database });
  const ofDatabase = useDatabaseFacts(from ?? null);
  const digest = (value: string | null) =>
    value === null ? <span className="ui-muted">{t('datasets.digestNone')}</span> : <span className="ui-mono">{value}</span>;
  const ofFile: readonly Fact[] = [
    [t('datasets.file'), batch.fileName],
    [t('datasets.encoding'), batch.encoding ?? batch.format],
    [t('datasets.modifiedAt'), batch.sourceModifiedAt === null ? '—' : formatTime(batch.sourceModifiedAt)],
  ];
  return (
    <Facts
      rows={[
        [t('datasets.batch'), t('datasets.batchNumber', { number: batch.number })],
        [
          t('batch.origin'),
          batch.derived === null
            ? t(`batch.origin.${batch.origin}`)
            : t('repair.derivedFrom', { number: batch.derived.number, cells: formatCount(batch.derived.cells) }),
        ],
        ...(database ? ofDatabase : ofFile),
        [t('datasets.rows'), formatCount(batch.rows)],
        [t('datasets.bytes'), formatBytes(batch.bytes)],
        [t('datasets.sha256'), digest(batch.sourceSha256)],
        [t('datasets.sm3'), digest(batch.sourceSm3)],
        [t('datasets.importedBy'), batch.importedBy],
        [t('datasets.importedAt'), formatTime(batch.importedAt)],
        [t('datasets.seconds'), formatDuration(batch.seconds, language)],
      ]}
    />
  );
}

/** The connection, the server as it told about itself, and what was read when. */
function useDatabaseFacts(from: SourceProvenance | null): readonly Fact[] {
  const t = useT();
  if (from === null) return [];
  const { server } = from;
  const table = from.from.kind === 'table' ? [from.from.schema, from.from.table].filter((part) => part !== '').join('.') : null;
  return [
    [
      t('sources.fact.source'),
      <span key="source">
        {from.name} <span className="ui-mono ui-muted">{from.address}</span> {from.source === null && <Chip>{t('sources.gone')}</Chip>}
      </span>,
    ],
    [
      t('sources.fact.server'),
      <span key="server">
        {`${server.product} ${server.version}`}{' '}
        <Chip tone={server.tls ? 'good' : 'plain'}>{t(server.tls ? 'sources.encrypted' : 'sources.plain')}</Chip>
      </span>,
    ],
    table === null
      ? [t('sources.fact.query'), <code key="query">{from.from.kind === 'query' ? from.from.sql : ''}</code>]
      : [t('sources.fact.table'), table],
    [t('sources.fact.readAt'), formatTime(from.readAt)],
  ];
}

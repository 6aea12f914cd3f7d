import type { Batch } from '../../contract/methods/datasets.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { formatBytes, formatCount, formatDuration, formatTime } from '../ui/format.ts';
import { Facts } from '../ui/parts.tsx';

/** Where a batch came from: its source, both digests of it, who took it in and when. */
export function BatchFacts({ batch }: { readonly batch: Batch }) {
  const t = useT();
  const { language } = useAppearance();
  const digest = (value: string | null) =>
    value === null ? <span className="ui-muted">{t('datasets.digestNone')}</span> : <span className="ui-mono">{value}</span>;
  return (
    <Facts
      rows={[
        [t('datasets.batch'), t('datasets.batchNumber', { number: batch.number })],
        [t('batch.origin'), t(`batch.origin.${batch.origin}`)],
        [t('datasets.file'), batch.fileName],
        [t('datasets.rows'), formatCount(batch.rows)],
        [t('datasets.encoding'), batch.encoding ?? batch.format],
        [t('datasets.bytes'), formatBytes(batch.bytes)],
        [t('datasets.modifiedAt'), batch.sourceModifiedAt === null ? '—' : formatTime(batch.sourceModifiedAt)],
        [t('datasets.sha256'), digest(batch.sourceSha256)],
        [t('datasets.sm3'), digest(batch.sourceSm3)],
        [t('datasets.importedBy'), batch.importedBy],
        [t('datasets.importedAt'), formatTime(batch.importedAt)],
        [t('datasets.seconds'), formatDuration(batch.seconds, language)],
      ]}
    />
  );
}

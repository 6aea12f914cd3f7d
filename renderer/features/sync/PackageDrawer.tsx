import type { OutboxRow } from '../../../contract/methods/sync.ts';
import { useQuery } from '../../app/engine.ts';
import { hrefOf } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { formatBytes, formatTime } from '../../ui/format.ts';
import { Chip, Facts, IconButton } from '../../ui/parts.tsx';
import { JsonTree } from '../../ui/JsonTree.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Load } from '../../ui/states.tsx';
import { stateTone, whyOf } from './model.ts';

/** A result package with all it says, and the platform's verified receipt. */
export function PackageDrawer({ row, onClose }: { readonly row: OutboxRow | null; readonly onClose: () => void }) {
  const t = useT();
  const found = useQuery('sync.package', { digest: row?.digest ?? '' }, { skip: row === null });
  return (
    <SideDrawer open={row !== null} title={row?.title ?? ''} onClose={onClose} width={640}>
      {row && <Head row={row} />}
      <Load of={found}>
        {({ payload, receipt, envelope }) => (
          <div className="sync-package">
            <h3 className="ui-h3">{t('sync.content')}</h3>
            <JsonTree value={payload} open={2} />
            <h3 className="ui-h3">{t('sync.receipt')}</h3>
            {receipt === null ? (
              <p className="ui-note">{t('sync.noReceipt')}</p>
            ) : (
              <>
                <p className="ui-note ui-note-good">{t('sync.receiptVerified')}</p>
                <JsonTree value={receipt} open={2} />
              </>
            )}
            <details>
              <summary>{t('sync.envelope')}</summary>
              <JsonTree value={envelope} open={2} />
            </details>
          </div>
        )}
      </Load>
    </SideDrawer>
  );
}

function Head({ row }: { readonly row: OutboxRow }) {
  const t = useT();
  const dynamic = useTDynamic();
  const why = whyOf(row, dynamic, t);
  return (
    <Facts
      rows={[
        [
          t('issues.stateTitle'),
          <Chip key="state" tone={stateTone[row.state]}>
            {t(`sync.state.${row.state}`)}
          </Chip>,
        ],
        ...(why === '' ? [] : [[t('sync.why'), why] as const]),
        [t('sync.kind'), dynamic(`sync.kind.${row.kind}`)],
        [t('sync.size'), formatBytes(row.bytes)],
        [t('sync.queuedAt'), formatTime(row.queuedAt, true)],
        [t('sync.sentAt'), row.sentAt === null ? '—' : formatTime(row.sentAt, true)],
        [t('sync.endedAt'), row.endedAt === null ? '—' : formatTime(row.endedAt, true)],
        [
          t('screen.review'),
          <a key="review" href={hrefOf(`/review/${encodeURIComponent(row.review)}`)}>
            {t('sync.toReview')}
          </a>,
        ],
        [
          t('sync.digest'),
          <span key="digest">
            <code className="ui-mono">{row.digest}</code>
            <IconButton icon="file" size={14} label={t('ui.copy')} onClick={() => void copyText(row.digest)} />
          </span>,
        ],
      ]}
    />
  );
}

import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import type { Batch } from '../../contract/methods/datasets.ts';
import { BatchFacts } from './BatchFacts.tsx';
import { goToDataset } from './dataset-place.tsx';
import { useQuery } from './engine.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { formatCount, formatDuration, formatShort } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Card, Chip } from '../ui/parts.tsx';
import { Load } from '../ui/states.tsx';
import { RecordsTable } from './RecordsTable.tsx';

/** What came of an import, and where to go from here. */
export function ImportResult({ batch, onFinished }: { readonly batch: Batch; readonly onFinished: () => void }) {
  const t = useT();
  const { language } = useAppearance();
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const waiting = batch.decision === null;
  const leave = (tab: string): void => {
    onFinished();
    goToDataset(batch.dataset, tab, { batch: batch.id });
  };
  return (
    <section className="intake-pane" aria-label={batch.fileName}>
      <div className="intake-done" role="status">
        <Icon name="check" size={28} />
        <div>
          <h2>
            {t('intake.done')} · {batch.fileName}
          </h2>
          <p>
            {t('intake.doneSummary', {
              rows: formatCount(batch.rows),
              time: formatDuration(batch.seconds, language),
              rate: formatShort(Math.round(batch.rows / Math.max(batch.seconds, 0.001)), language),
            })}{' '}
            {batch.malformed > 0 ? (
              <Chip tone="warn" icon="alert">
                {t('intake.malformed', { count: formatCount(batch.malformed) })}
              </Chip>
            ) : (
              <Chip tone="good">{t('intake.noMalformed')}</Chip>
            )}{' '}
            {batch.setApart > 0 && <Chip tone="info">{t('intake.setApartCount', { count: formatCount(batch.setApart) })}</Chip>}{' '}
            {waiting && <Chip tone="warn">{t('intake.waiting')}</Chip>}
          </p>
        </div>
        <span className="ui-actions">
          {waiting && (
            <Button ref={next} type="primary" onClick={() => leave('changes')}>
              {t('decision.look')}
            </Button>
          )}
          <Button ref={waiting ? undefined : next} type={waiting ? 'default' : 'primary'} onClick={() => leave('profile')}>
            {t('intake.toProfile')}
          </Button>
          <Button onClick={() => leave('rows')}>{t('intake.toRows')}</Button>
          <Button onClick={onFinished}>{t('intake.another')}</Button>
        </span>
      </div>
      <Card>
        <BatchFacts batch={batch} />
      </Card>
      {batch.malformed + batch.setApart > 0 && <Malformed batch={batch.id} />}
    </section>
  );
}

const shownMax = 200;

/** The malformed lines with their place in the file. */
function Malformed({ batch }: { readonly batch: string }) {
  const t = useT();
  const list = useQuery('batches.malformed', { batch });
  return (
    <Load of={list}>
      {(data) => (
        <Card
          title={t('intake.besideTitle')}
          flush
          extra={
            <span className="ui-muted">
              {t('intake.malformedShown', { shown: formatCount(Math.min(shownMax, data.records.length)), total: formatCount(data.total) })}
            </span>
          }
        >
          <RecordsTable label={t('intake.malformedTitle')} records={data.records.slice(0, shownMax)} />
        </Card>
      )}
    </Load>
  );
}

import { Button, type InputRef, Segmented, Slider } from 'antd';
import { type Ref, useRef } from 'react';
import { type ClusterMethod, clusterMethods, type Clusters, similarityLimits } from '../../../../contract/methods/clusters.ts';
import { useActions } from '../../../app/actions.ts';
import { useJob } from '../../../app/engine.ts';
import { RunningJob } from '../../../app/RunningJob.tsx';
import { useSticky } from '../../../app/sticky.ts';
import { useT } from '../../../ui/appearance.tsx';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { Chip } from '../../../ui/parts.tsx';
import { SideDrawer } from '../../../ui/SideDrawer.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { Groups } from './Groups.tsx';
import type { Place } from './place.ts';
import './clusters.css';

/** Spellings of one thing in a column: looked for by a method, looked at, and taken into the recipe or a rule. */
export function Spellings({ onClose, ...place }: Place & { readonly onClose: () => void }) {
  const t = useT();
  const { batch, column } = place;
  const [method, setMethod] = useSticky<ClusterMethod>(`clusters.method.${batch}.${column}`, 'form');
  const [similarity, setSimilarity] = useSticky<number>(`clusters.similarity.${batch}.${column}`, similarityLimits.usual);
  const job = useJob('clusters.find', JSON.stringify([batch, column, method, method === 'distance' ? similarity : null]));
  const search = useRef<InputRef>(null);
  const look = (): void => void job.run({ batch, column, method, similarity }, column);
  const toSearch = (): void => search.current?.focus();
  useActions([
    { id: 'clusters-look', title: t('clusters.find'), keys: 'F5', menu: 'refresh', disabled: job.running, run: look },
    { id: 'find', title: t('clusters.search'), keys: 'Ctrl+F', menu: 'find', run: toSearch },
    { id: 'find-slash', title: t('clusters.search'), keys: '/', run: toSearch },
  ]);
  return (
    <SideDrawer open title={t('clusters.of', { column })} onClose={onClose} width={1080}>
      <div className="clusters">
        <div className="clusters-method">
          <Segmented<ClusterMethod>
            aria-label={t('clusters.method')}
            value={method}
            onChange={setMethod}
            options={clusterMethods.map((value) => ({ value, label: t(`clusters.method.${value}`) }))}
          />
          {method === 'distance' && (
            <label className="clusters-similarity">
              <span>{t('clusters.similarity')}</span>
              <Slider
                min={similarityLimits.least}
                max={similarityLimits.most}
                step={0.01}
                value={similarity}
                onChange={setSimilarity}
                ariaLabelForHandle={t('clusters.similarity')}
              />
              <span>{formatShare(similarity, 1)}</span>
            </label>
          )}
          <Button type="primary" loading={job.running} onClick={look} aria-keyshortcuts="F5">
            {t('clusters.find')}
          </Button>
        </div>
        <p className="ui-muted">{t(`clusters.about.${method}`)}</p>
        <RunningJob of={job} onRetry={look} />
        {job.output ? (
          <Found found={job.output} place={place} search={search} />
        ) : (
          !job.running && <EmptyState title={t('clusters.hint')} />
        )}
      </div>
    </SideDrawer>
  );
}

function Found({ found, place, search }: { readonly found: Clusters; readonly place: Place; readonly search: Ref<InputRef> }) {
  const t = useT();
  const { method, distinct, leftOut, total, clusters, rowsOtherwise, masked } = found;
  return (
    <>
      <div className="clusters-summary" role="status">
        <b>
          {total === 0
            ? t('clusters.none', { method: t(`clusters.method.${method}`) })
            : t('clusters.found', { groups: formatCount(total), rows: formatCount(rowsOtherwise) })}
        </b>
        <span className="ui-muted">{t('clusters.distinct', { count: formatCount(distinct) })}</span>
        {leftOut.unfit > 0 && <Chip>{t('clusters.unfit', { count: formatCount(leftOut.unfit) })}</Chip>}
        {leftOut.longRows > 0 && <Chip>{t('clusters.long', { count: formatCount(leftOut.longRows) })}</Chip>}
        {total > clusters.length && <Chip>{t('clusters.listed', { count: clusters.length })}</Chip>}
      </div>
      {masked && total > 0 && <p className="ui-note">{t('clusters.masked')}</p>}
      {total > 0 && <Groups key={found.method} found={found} place={place} search={search} />}
    </>
  );
}

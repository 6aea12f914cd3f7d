import { useEffect, useState } from 'react';
import type { Comparison } from '../../../contract/methods/batches.ts';
import type { Batch, BatchMode, Dataset } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { useDatasetPlace } from '../../app/dataset-place.tsx';
import { DecisionWords } from '../../app/decision.tsx';
import { useCommand, useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import './changes.css';
import { Decide } from './Decide.tsx';
import { Found } from './Found.tsx';
import { KeyForm } from './KeyForm.tsx';
import { sameKey } from './model.ts';
import { TakeBack } from './TakeBack.tsx';

/** What a batch changes in its dataset, by key, and the decision about it. */
export function ChangesPage() {
  const t = useT();
  const { dataset, batch, batches } = useDatasetPlace();
  if (!batch) return <EmptyState title={t('datasets.noBatch')} />;
  const hasBase = batches.some((one) => one.number < batch.number && one.decision?.state === 'accepted');
  if (!hasBase) return <EmptyState title={t('changes.first')} hint={t('changes.firstHint')} />;
  // what a later batch was built on stays
  const followed = batches.some((one) => one.number > batch.number && one.decision?.state === 'accepted');
  return <Changes dataset={dataset} batch={batch} followed={followed} />;
}

/** The key and the meaning as a person has set them here, before the dataset remembers them. */
function useWanted(dataset: Dataset, batch: Batch) {
  const proposals = useQuery('batches.keyProposals', { batch: batch.id });
  const [ownKey, setKey] = useState<readonly string[] | null>(null);
  const [ownMode, setMode] = useState<BatchMode | null>(null);
  const best = proposals.data?.find(({ shared }) => shared === 0)?.columns ?? [];
  return {
    key: ownKey ?? (dataset.key.length > 0 ? dataset.key : best),
    mode: batch.decision?.mode ?? ownMode ?? dataset.mode,
    proposals: proposals.data ?? [],
    setKey,
    setMode,
  };
}

interface ChangesProps {
  readonly dataset: Dataset;
  readonly batch: Batch;
  /** A later batch was accepted. */
  readonly followed: boolean;
}

function Changes({ dataset, batch, followed }: ChangesProps) {
  const t = useT();
  const { can } = useSession();
  const wanted = useWanted(dataset, batch);
  const comparison = useQuery('batches.comparison', { batch: batch.id });
  const job = useJob('batches.compare', batch.id);
  const setKey = useCommand('datasets.setKey');
  const mayDecide = can('data.import');
  const stale = mayDecide && !(sameKey(wanted.key, dataset.key) && (batch.decision !== null || wanted.mode === dataset.mode));
  const compare = async (): Promise<void> => {
    if (stale) {
      const mode = batch.decision === null ? wanted.mode : dataset.mode;
      const saved = await setKey.run({ dataset: dataset.id, key: [...wanted.key], mode });
      if (!saved) return;
    }
    await job.run({ batch: batch.id }, `${dataset.name} #${batch.number}`);
  };
  // what the dataset remembers needs no question
  const ready = comparison.data === null && dataset.key.length > 0 && batch.decision === null && job.job === undefined;
  const { run } = job;
  useEffect(() => {
    if (ready) void run({ batch: batch.id }, `${dataset.name} #${batch.number}`);
  }, [ready, run, batch.id, batch.number, dataset.name]);
  useActions([
    { id: 'compare', title: t('changes.compare'), keys: 'F5', menu: 'refresh', disabled: job.running, run: () => void compare() },
  ]);
  const seen = comparison.data && !stale ? comparison.data : null;
  return (
    <div className="ui-pane">
      <KeyForm
        batch={batch}
        wanted={wanted}
        editable={mayDecide}
        busy={job.running || setKey.busy}
        compared={seen !== null}
        onCompare={() => void compare()}
        actions={<Decide batch={batch} dataset={dataset} mode={wanted.mode} comparison={seen} />}
      />
      {batch.decision && (
        <div className="ui-note changes-said">
          <DecisionWords decision={batch.decision} />
          {mayDecide && !followed && <TakeBack batch={batch} />}
        </div>
      )}
      {setKey.error && <ErrorPanel error={setKey.error} onClose={setKey.clear} />}
      <RunningJob of={job} onRetry={() => void compare()} />
      {!job.running && (
        <Load of={comparison}>{(found) => <Shown comparison={found} stale={stale} batch={batch} failed={job.error !== null} />}</Load>
      )}
    </div>
  );
}

interface ShownProps {
  readonly comparison: Comparison | null;
  readonly stale: boolean;
  readonly batch: Batch;
  readonly failed: boolean;
}

function Shown({ comparison, stale, batch, failed }: ShownProps) {
  const t = useT();
  if (comparison && !stale) return <Found comparison={comparison} batch={batch} />;
  return failed ? null : <EmptyState title={t('changes.notCompared')} hint={t('changes.notComparedHint')} />;
}

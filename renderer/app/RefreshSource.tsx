import { Button, Tooltip } from 'antd';
import type { Dataset } from '../../contract/methods/datasets.ts';
import { useT } from '../ui/appearance.tsx';
import { formatCount } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { goToDataset } from './dataset-place.tsx';
import { useJob, useQuery } from './engine.ts';
import { RunningJob } from './RunningJob.tsx';
import { useSession } from './session.tsx';
import { useToast } from './toasts.tsx';

/** Reads again, at a press, what a dataset's newest batch was read from; nothing for datasets that come from files. */
export function RefreshSource({ dataset }: { readonly dataset: Dataset }) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const job = useJob('sources.import', `refresh ${dataset.id}`);
  const batch = dataset.waiting.at(-1) ?? dataset.latest?.id;
  const { data: origin } = useQuery('sources.provenance', { batch: batch ?? '' }, { skip: batch === undefined, keep: true });
  if (!origin?.source || !can('data.import')) return null;
  const { source, from, name } = origin;
  const what = from.kind === 'table' ? [from.schema, from.table].filter((part) => part !== '').join('.') : from.sql;
  const run = async (): Promise<void> => {
    const made = await job.run({ source, from, into: { dataset: dataset.id } }, dataset.name);
    if (!made) return;
    job.clear();
    toast({ text: t('sources.refreshed', { number: made.number, rows: formatCount(made.rows) }) });
    goToDataset(dataset.id, made.decision === null ? 'changes' : 'overview', { batch: made.id });
  };
  return (
    <div className="refresh-source">
      <Tooltip title={t('sources.refreshHint', { from: `${name} · ${what.slice(0, 200)}` })}>
        <Button icon={<Icon name="database" />} disabled={job.running} onClick={() => void run()}>
          {t('sources.refresh')}
        </Button>
      </Tooltip>
      <RunningJob of={job} onRetry={() => void run()} />
    </div>
  );
}

import { Button } from 'antd';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import type { Picked } from '../../../contract/shell.ts';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Card } from '../../ui/parts.tsx';
import { Bar, JobCard } from '../../ui/Progress.tsx';
import { ErrorPanel, useLate } from '../../ui/states.tsx';
import { importInput, noWishes, proposedTarget, type Target, targetFits } from './model.ts';
import { PreviewTable } from './PreviewTable.tsx';
import { Result } from './Result.tsx';
import { ShapeForm } from './ShapeForm.tsx';
import { TargetForm } from './TargetForm.tsx';
import { Warnings } from './Warnings.tsx';

/** One file: how it is read, where it goes, its first rows, and the import itself. */
export function FilePane({ file, onFinished }: { readonly file: Picked; readonly onFinished: () => void }) {
  const t = useT();
  const { user } = useSession();
  const [wanted, setWanted] = useSticky<WantedShape>(`intake.wanted.${file.grant}`, noWishes);
  const [own, setOwn] = useSticky<Target | null>(`intake.target.${file.grant}`, null);
  const job = useJob('intake.import', file.grant);
  const settled = job.running || job.output !== undefined;
  const preview = useQuery('intake.detect', { file: file.grant, wanted }, { keep: true, skip: settled });
  const datasets = useQuery('datasets.list', undefined);
  const slow = useLate(preview.refreshing && preview.data === undefined, 150);
  const target = own ?? proposedTarget(file.name, preview.data, datasets.data ?? [], user.unit);
  const ready = preview.data !== undefined && preview.error === null && targetFits(target);
  const start = (): void => {
    if (ready) void job.run(importInput(file.grant, wanted, target), file.name);
  };
  useActions([{ id: 'intake-start', title: t('intake.start'), keys: 'Ctrl+Enter', disabled: !ready || settled, run: start }]);
  if (job.output) return <Result batch={job.output} onFinished={onFinished} />;
  if (job.running) return <Running file={file} />;
  return (
    <section className="intake-pane" aria-label={file.name}>
      {job.job?.state === 'cancelled' && (
        <p className="ui-note" role="status">
          {t('intake.cancelled')}
        </p>
      )}
      {job.error && job.error.code !== 'cancelled' && <ErrorPanel error={job.error} onRetry={start} onClose={job.clear} />}
      {preview.error && <ErrorPanel error={preview.error} onRetry={preview.reload} />}
      {slow && (
        <Card title={t('intake.detecting', { name: file.name })}>
          <Bar share={null} label={t('intake.detecting', { name: file.name })} />
        </Card>
      )}
      {preview.data && (
        <>
          <div className="intake-forms">
            <ShapeForm preview={preview.data} wanted={wanted} onWanted={setWanted} />
            <TargetForm target={target} suggested={preview.data.suggestedDataset} datasets={datasets.data ?? []} onTarget={setOwn} />
          </div>
          <Warnings preview={preview.data} />
          <PreviewTable preview={preview.data} stale={preview.refreshing} />
        </>
      )}
      <footer className="intake-foot">
        <Button
          type="primary"
          size="large"
          disabled={!ready}
          icon={<Icon name="intake" />}
          onClick={start}
          aria-keyshortcuts="Control+Enter"
        >
          {t('intake.start')}
        </Button>
      </footer>
    </section>
  );
}

function Running({ file }: { readonly file: Picked }) {
  const t = useT();
  const dynamic = useTDynamic();
  const job = useJob('intake.import', file.grant);
  if (!job.job) return null;
  return (
    <section className="intake-pane" aria-label={file.name}>
      <JobCard
        onCancel={job.cancel}
        work={{
          ...job.job,
          title: t('intake.progress', { name: file.name }),
          phase: job.job.progress ? dynamic(`phase.${job.job.progress.phase}`) : '',
        }}
      />
      <p className="ui-muted">{t('intake.background')}</p>
    </section>
  );
}

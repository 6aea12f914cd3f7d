import { Button } from 'antd';
import type { Preview } from '../../../contract/methods/datasets.ts';
import { ImportResult } from '../../app/ImportResult.tsx';
import { useActions } from '../../app/actions.ts';
import { useJob } from '../../app/engine.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { PreviewTable } from '../../app/PreviewTable.tsx';
import { SeeProfile } from '../../app/SeeProfile.tsx';
import { TargetForm } from '../../app/TargetForm.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Card } from '../../ui/parts.tsx';
import { Bar, JobCard } from '../../ui/Progress.tsx';
import { ErrorPanel, useLate } from '../../ui/states.tsx';
import { ColumnsForm } from './ColumnsForm.tsx';
import { Encodings } from './Encodings.tsx';
import { itemName } from './model.ts';
import { cancelItem, enqueueDecided, type ItemState } from './queue.ts';
import { Records } from './Records.tsx';
import { ShapeForm } from './ShapeForm.tsx';
import { useItem } from './useItem.ts';
import { Unlock } from './Unlock.tsx';
import { Warnings } from './Warnings.tsx';

interface Props {
  readonly item: IntakeItem;
  readonly state: ItemState | undefined;
  readonly onFinished: () => void;
  /** Makes an item of every sheet; null for what is a sheet already. */
  readonly onSplit: ((sheets: readonly string[]) => void) | null;
}

/** One file: how it is read, where it goes, its first rows, and the import itself. */
export function FilePane({ item, state, onFinished, onSplit }: Props) {
  const t = useT();
  const { file } = item;
  const job = useJob('intake.import', item.id);
  const queued = state?.stage === 'queued';
  const settled = job.running || queued || job.output !== undefined;
  const known = useItem(item, settled);
  const { preview, target, wanted, ready } = known;
  const slow = useLate(preview.refreshing && preview.data === undefined, 150);
  const start = (): void => {
    if (ready) enqueueDecided(item, known.input());
  };
  useActions([{ id: 'intake-start', title: t('intake.start'), keys: 'Ctrl+Enter', disabled: !ready || settled, run: start }]);
  if (job.output) return <ImportResult batch={job.output} onFinished={onFinished} />;
  if (job.running) return <Running item={item} />;
  if (queued) return <Queued item={item} />;
  return (
    <section className="intake-pane" aria-label={itemName(item)}>
      {job.job?.state === 'cancelled' && (
        <p className="ui-note" role="status">
          {t('intake.cancelled')}
        </p>
      )}
      {job.error && job.error.code !== 'cancelled' && <ErrorPanel error={job.error} onRetry={start} onClose={job.clear} />}
      {preview.error &&
        (preview.error.code === 'file-password-needed' ? (
          <Unlock file={file} onUnlocked={preview.reload} />
        ) : (
          <ErrorPanel error={preview.error} onRetry={preview.reload} />
        ))}
      {slow && (
        <Card title={t('intake.detecting', { name: file.name })}>
          <Bar share={null} label={t('intake.detecting', { name: file.name })} />
        </Card>
      )}
      {preview.data && (
        <>
          <div className="intake-forms">
            <ShapeForm preview={preview.data} wanted={wanted} onWanted={known.setWanted} onSplit={onSplit} grant={file.grant} />
            <TargetForm target={target} suggested={preview.data.suggestedDataset} datasets={known.datasets} onTarget={known.setTarget} />
          </div>
          {known.remembered && <p className="ui-note">{t('intake.remembered')}</p>}
          {known.mappingError && <ErrorPanel error={known.mappingError} />}
          <ColumnsForm columns={known.columns} mapping={known.mapping} own={known.own} twice={known.twice} onOwn={known.setOwn} />
          <Warnings preview={preview.data} />
          {isUnsure(preview.data) && wanted.encoding === undefined && (
            <Card title={t('intake.compareTitle')}>
              <Encodings
                file={file.grant}
                wanted={wanted}
                inUse={preview.data.shape.encoding?.name ?? ''}
                onChoose={(encoding) => known.setWanted({ ...wanted, encoding })}
              />
            </Card>
          )}
          <PreviewTable
            name={preview.data.fileName}
            columns={preview.data.shape.columns}
            rows={preview.data.rows}
            stale={preview.refreshing}
          />
          <Records preview={preview.data} wanted={wanted} onWanted={known.setWanted} />
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

/** The encoding is so doubtful that a person should look before anything else. */
const isUnsure = ({ warnings, shape }: Preview): boolean =>
  shape.dialect !== null && warnings.some(({ code }) => code === 'encoding-unsure');

function Queued({ item }: { readonly item: IntakeItem }) {
  const t = useT();
  return (
    <section className="intake-pane" aria-label={itemName(item)}>
      <p className="ui-note" role="status">
        {t('intake.queuedNote')}{' '}
        <Button size="small" onClick={() => cancelItem(item.id)}>
          {t('ui.cancel')}
        </Button>
      </p>
    </section>
  );
}

function Running({ item }: { readonly item: IntakeItem }) {
  const t = useT();
  const dynamic = useTDynamic();
  const job = useJob('intake.import', item.id);
  if (!job.job) return null;
  const name = itemName(item);
  return (
    <section className="intake-pane" aria-label={name}>
      <JobCard
        onCancel={job.cancel}
        extra={<SeeProfile job={job.job} />}
        work={{
          ...job.job,
          title: t('intake.progress', { name }),
          phase: job.job.progress ? dynamic(`phase.${job.job.progress.phase}`) : '',
        }}
      />
      <p className="ui-muted">{t('intake.background')}</p>
    </section>
  );
}

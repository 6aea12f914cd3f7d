import { Button } from 'antd';
import type { Source, SourceFrom, SourceTable } from '../../../contract/methods/sources.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useJob, useQuery } from '../../app/engine.ts';
import { ImportResult } from '../../app/ImportResult.tsx';
import { PreviewTable } from '../../app/PreviewTable.tsx';
import { hrefOf } from '../../app/router.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { intoOf, type Target, targetFits } from '../../app/target.ts';
import { TargetForm } from '../../app/TargetForm.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { ErrorPanel, useLate } from '../../ui/states.tsx';
import { datasetNameOf, fromLabel } from './model.ts';

interface Props {
  readonly source: Source;
  readonly from: SourceFrom;
  readonly tables: readonly SourceTable[];
  /** Nobody waits for this any more. */
  readonly onStop: () => void;
}

/** A table or a query: its first rows, where they would go, and the import itself. */
export function Pane({ source, from, tables, onStop }: Props) {
  const t = useT();
  const { user, can } = useSession();
  const job = useJob('sources.import', source.id);
  const settled = job.running || job.output !== undefined;
  const preview = useQuery('sources.preview', { source: source.id, from }, { skip: settled });
  const datasets = useQuery('datasets.list', undefined);
  const [own, setOwn] = useSticky<Target | null>(`sources.target.${source.id} ${JSON.stringify(from)}`, null);
  const slow = useLate(preview.refreshing && preview.data === undefined, 150);
  const name = fromLabel(from);
  const suggested = datasets.data?.find(({ id }) => id === preview.data?.suggestedDataset);
  const proposed: Target = suggested
    ? { dataset: suggested.id, name: suggested.name, unit: suggested.unit, updateCycle: suggested.updateCycle }
    : { dataset: null, name: datasetNameOf(from, tables, source.name), unit: user.unit, updateCycle: 'IRR' };
  const target = own ?? proposed;
  const ready = preview.data !== undefined && preview.data.columns.length > 0 && preview.error === null && targetFits(target);
  const start = (): void => {
    if (ready) void job.run({ source: source.id, from, into: intoOf(target) }, name);
  };
  useActions([{ id: 'sources.import', title: t('sources.import'), keys: 'Ctrl+Shift+Enter', disabled: !ready || settled, run: start }]);
  if (job.output) return <ImportResult batch={job.output} onFinished={job.clear} />;
  return (
    <section className="intake-pane" aria-label={name}>
      {job.job?.state === 'cancelled' && (
        <p className="ui-note" role="status">
          {t('intake.cancelled')}
        </p>
      )}
      {!(job.job?.state === 'cancelled') && <RunningJob of={job} onRetry={start} />}
      {job.running && <p className="ui-muted">{t('intake.background')}</p>}
      {preview.error && <ErrorPanel error={preview.error} onRetry={preview.reload} />}
      {slow && (
        <Card title={t('sources.looking', { name })} extra={<Button onClick={onStop}>{t('sources.stop')}</Button>}>
          <Bar share={null} label={t('sources.looking', { name })} />
        </Card>
      )}
      {preview.data && !job.running && (
        <>
          <TargetForm target={target} suggested={preview.data.suggestedDataset} datasets={datasets.data ?? []} onTarget={setOwn} />
          <First preview={preview.data} name={name} stale={preview.refreshing} />
          <footer className="intake-foot">
            <Button
              type="primary"
              size="large"
              disabled={!ready}
              icon={<Icon name="intake" />}
              onClick={start}
              title="Ctrl+Shift+Enter"
              aria-keyshortcuts="Control+Shift+Enter"
            >
              {t('sources.import')}
            </Button>
            {can('quality.run') && (
              <Button
                size="large"
                disabled={preview.data.columns.length === 0}
                icon={<Icon name="quality" />}
                href={hrefOf(`/sources/${encodeURIComponent(source.id)}/check`)}
              >
                {t('inPlace.check')}
              </Button>
            )}
          </footer>
        </>
      )}
    </section>
  );
}

interface FirstProps {
  readonly preview: Output<'sources.preview'>;
  readonly name: string;
  readonly stale: boolean;
}

/** How much there is, and the first rows of it. */
function First({ preview, name, stale }: FirstProps) {
  const t = useT();
  const { rows, rowsEstimate, ms } = preview;
  const columns = preview.columns.map(({ name: column, type, semantic, serverType, note }) => ({
    name: column,
    type,
    semantic,
    note: note === null ? serverType : `${serverType} ${t(`sources.note.${note}`)}`,
  }));
  const exact = rowsEstimate !== null && rowsEstimate === rows.length;
  return (
    <>
      <p className="ui-row">
        {rowsEstimate !== null && (
          <Chip tone="info">{t(exact ? 'sources.exactly' : 'sources.estimate', { rows: formatCount(rowsEstimate) })}</Chip>
        )}
        <Chip>{t('sources.columns', { count: columns.length })}</Chip>
        <Chip>{t('sources.took', { ms: formatCount(ms) })}</Chip>
      </p>
      <PreviewTable name={name} columns={columns} rows={rows} stale={stale} />
    </>
  );
}

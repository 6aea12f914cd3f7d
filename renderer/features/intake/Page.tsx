import { Button } from 'antd';
import type { Picked } from '../../../contract/shell.ts';
import { useLiveJobs } from '../../app/engine.ts';
import { chooseIntakeFiles, intakeChosenKey, intakeFilesKey } from '../../app/intake-files.ts';
import { liveJobs } from '../../app/live-jobs.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip, IconButton } from '../../ui/parts.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { FilePane } from './FilePane.tsx';

const noFiles: readonly Picked[] = [];
type Stage = 'waiting' | 'running' | 'done' | 'failed';

/** The name under which a file's import is known among the live jobs. */
const jobName = (file: Picked): string => `intake.import#${file.grant}`;

function useStages(files: readonly Picked[]): ReadonlyMap<string, Stage> {
  const jobs = useLiveJobs();
  return new Map(
    files.map((file) => {
      const state = jobs.find((job) => job.name === jobName(file))?.state;
      return [
        file.grant,
        state === undefined || state === 'cancelled' ? 'waiting' : state === 'running' || state === 'done' ? state : 'failed',
      ];
    }),
  );
}

/** Files on their way in: a queue on the left, the chosen file beside it. */
export function IntakePage() {
  const t = useT();
  const [files, setFiles] = useSticky<readonly Picked[]>(intakeFilesKey, noFiles);
  const [chosen, setChosen] = useSticky<string | null>(intakeChosenKey, null);
  const stages = useStages(files);
  const current = files.find((file) => file.grant === chosen) ?? files.find((file) => stages.get(file.grant) === 'waiting') ?? files.at(-1);
  if (!current) {
    return (
      <div className="intake-empty">
        <EmptyState
          icon={<Icon name="intake" size={40} />}
          title={t('intake.empty')}
          hint={t('intake.emptyHint')}
          action={
            <Button type="primary" icon={<Icon name="folder" />} onClick={() => void chooseIntakeFiles()}>
              {t('intake.choose')}
            </Button>
          }
        />
      </div>
    );
  }
  const remove = (file: Picked): void => {
    liveJobs.clear(jobName(file));
    setChosen(null);
    setFiles(files.filter((other) => other.grant !== file.grant));
  };
  return (
    <div className="intake">
      <Queue files={files} stages={stages} current={current} onChoose={(file) => setChosen(file.grant)} onRemove={remove} />
      <FilePane key={current.grant} file={current} onFinished={() => remove(current)} />
    </div>
  );
}

interface QueueProps {
  readonly files: readonly Picked[];
  readonly stages: ReadonlyMap<string, Stage>;
  readonly current: Picked;
  readonly onChoose: (file: Picked) => void;
  readonly onRemove: (file: Picked) => void;
}

const tones = { waiting: 'plain', running: 'info', done: 'good', failed: 'bad' } as const;

function Queue({ files, stages, current, onChoose, onRemove }: QueueProps) {
  const t = useT();
  return (
    <aside className="queue" aria-label={t('intake.queue')} data-region="queue">
      <h2>{t('intake.queue')}</h2>
      <ul>
        {files.map((file) => {
          const stage = stages.get(file.grant) ?? 'waiting';
          return (
            <li key={file.grant} className={file.grant === current.grant ? 'queue-on' : undefined}>
              <button type="button" aria-current={file.grant === current.grant} onClick={() => onChoose(file)}>
                <Icon name="file" />
                <span className="queue-name" title={file.name}>
                  {file.name}
                </span>
                <Chip tone={tones[stage]}>{t(`intake.state.${stage}`)}</Chip>
              </button>
              {stage !== 'running' && (
                <IconButton icon="close" size={12} label={t('intake.removeFile', { name: file.name })} onClick={() => onRemove(file)} />
              )}
            </li>
          );
        })}
      </ul>
      <Button icon={<Icon name="plus" />} onClick={() => void chooseIntakeFiles()}>
        {t('intake.choose')}
      </Button>
    </aside>
  );
}

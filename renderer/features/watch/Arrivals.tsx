import { Button } from 'antd';
import { useState } from 'react';
import type { WatchFile } from '../../../contract/methods/watch.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useCommand } from '../../app/engine.ts';
import { addIntakeFiles } from '../../app/intake-files.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatBytes, formatTime } from '../../ui/format.ts';
import { type ListColumn, ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';

const tones = { imported: 'good', known: 'plain', skipped: 'plain', failed: 'bad', dismissed: 'plain' } as const;

/** What arrived, those that failed first; a failure is told with its sentence and what can be done. */
export function Arrivals({ files, editable }: { readonly files: readonly WatchFile[]; readonly editable: boolean }) {
  const t = useT();
  const { language } = useAppearance();
  const retry = useCommand('watch.retry');
  const dismiss = useCommand('watch.dismiss');
  const open = useCommand('watch.open');
  const [chosen, setChosen] = useState<string | null>(null);
  const { name, problem } = files.find(({ id }) => id === chosen) ?? {};
  const told = name !== undefined && problem ? { name, problem } : null;
  const error = retry.error ?? dismiss.error ?? open.error;
  const show = async (file: WatchFile): Promise<void> => {
    const opened = await open.run({ file: file.id });
    if (opened) addIntakeFiles([opened]);
  };
  const columns: readonly ListColumn<WatchFile>[] = [
    {
      key: 'state',
      title: t('watch.state'),
      width: 92,
      sortBy: ({ state }) => state,
      render: ({ state }) => <Chip tone={tones[state]}>{t(`watch.fileState.${state}`)}</Chip>,
    },
    { key: 'name', title: t('watch.file'), sortBy: ({ name }) => name, render: ({ name }) => <span title={name}>{name}</span> },
    {
      key: 'dataset',
      title: t('watch.dataset'),
      width: 150,
      sortBy: ({ datasetName }) => datasetName,
      render: ({ datasetName }) => datasetName,
    },
    {
      key: 'bytes',
      title: t('intake.size'),
      width: 90,
      align: 'right',
      sortBy: ({ bytes }) => bytes,
      render: ({ bytes }) => formatBytes(bytes),
    },
    { key: 'at', title: t('watch.at'), width: 140, sortBy: ({ at }) => at, render: ({ at }) => formatTime(at) },
    {
      key: 'result',
      title: t('watch.result'),
      width: '2fr',
      render: ({ problem, batch, dataset }) => {
        if (problem) {
          const sentence = describeCode(language, problem.code, problem.params);
          return <span title={sentence}>{sentence}</span>;
        }
        return (
          batch !== null && (
            <Button size="small" type="link" onClick={() => goToDataset(dataset, 'changes', { batch })}>
              {t('decision.look')}
            </Button>
          )
        );
      },
    },
    ...(editable
      ? [
          {
            key: 'actions',
            title: t('watch.actions'),
            width: 220,
            render: (file: WatchFile) =>
              file.state === 'failed' && (
                <span className="ui-actions">
                  <Button size="small" onClick={() => void show(file)}>
                    {t('watch.open')}
                  </Button>
                  <Button size="small" onClick={() => void retry.run({ file: file.id })}>
                    {t('watch.retry')}
                  </Button>
                  <Button size="small" onClick={() => void dismiss.run({ file: file.id })}>
                    {t('watch.dismiss')}
                  </Button>
                </span>
              ),
          } satisfies ListColumn<WatchFile>,
        ]
      : []),
  ];
  return (
    <Card title={t('watch.files')} flush className="watch-files">
      {error && <ErrorPanel error={error} />}
      <ListTable<WatchFile>
        label={t('watch.files')}
        rows={files}
        rowKey={({ id }) => id}
        columns={columns}
        selected={chosen}
        onSelect={({ id }) => setChosen(id)}
        empty={<EmptyState small title={t('watch.noFiles')} />}
      />
      {told && (
        <p className="ui-note watch-told" role="status">
          <b>{told.name}</b> {describeCode(language, told.problem.code, told.problem.params)}
        </p>
      )}
    </Card>
  );
}

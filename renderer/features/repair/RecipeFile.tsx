import { Dropdown, Button } from 'antd';
import type { Batch, Dataset } from '../../../contract/methods/datasets.ts';
import type { Recipe, RepairStep } from '../../../contract/methods/repair.ts';
import { useCommand, useJob } from '../../app/engine.ts';
import { shell } from '../../app/shell.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

interface Props {
  readonly dataset: Dataset;
  readonly batch: Batch;
  readonly recipe: Recipe | null;
  readonly onRead: (steps: readonly RepairStep[]) => void;
}

/** A recipe from a file, and the stored one into a file. */
export function RecipeFile({ dataset, batch, recipe, onRead }: Props) {
  const t = useT();
  const toast = useToast();
  const reading = useCommand('repair.readRecipe');
  const writing = useJob('repair.exportRecipe', dataset.id);
  const read = async (): Promise<void> => {
    const [file] = await shell.openFiles({ kind: 'yaml', multiple: false });
    if (!file) return;
    const answer = await reading.run({ batch: batch.id, file: file.grant });
    if (!answer) return;
    onRead(answer.steps);
    const { length } = answer.problems;
    toast(
      length === 0
        ? { text: t('repair.readDone', { file: file.name, count: answer.steps.length }) }
        : { text: t('repair.readProblems', { file: file.name, count: answer.steps.length, problems: length }), tone: 'bad' },
    );
  };
  const write = async (format: 'yaml' | 'json'): Promise<void> => {
    const target = await shell.saveFile({ kind: format, suggestedName: `${dataset.name}-${t('repair.recipe')}.${format}` });
    if (!target) return;
    const written = await writing.run({ dataset: dataset.id, to: target.grant, format }, target.name);
    if (!written) return;
    toast({
      text:
        written.left === 0
          ? t('repair.written', { file: target.name })
          : t('repair.writtenLeft', { file: target.name, count: written.left }),
      action: { word: t('list.showFile'), run: () => void shell.showExported({ grant: target.grant }) },
    });
  };
  const error = reading.error ?? writing.error;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'read', label: t('repair.read') },
            { key: 'yaml', label: t('repair.writeYaml'), disabled: recipe === null },
            { key: 'json', label: t('repair.writeJson'), disabled: recipe === null },
          ],
          onClick: ({ key }) => void (key === 'read' ? read() : write(key === 'json' ? 'json' : 'yaml')),
        }}
      >
        <Button>{t('repair.file')}</Button>
      </Dropdown>
      {error && (
        <ErrorPanel
          error={error}
          onClose={() => {
            reading.clear();
            writing.clear();
          }}
        />
      )}
    </>
  );
}

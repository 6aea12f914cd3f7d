import { basename } from 'node:path';
import { JiadiError } from '../../../contract/errors.ts';
import type { ColumnMapping } from '../../../contract/methods/mapping.ts';
import type { JobContext } from '../../context.ts';
import { batchFileOf, getDataset, latestBatch } from '../../datasets/index.ts';
import type { SourceDetection } from '../detect.ts';
import type { PreviewInput } from '../preview.task.ts';
import type { MapInput } from './map.task.ts';
import { intakeMemory, type SaidOfFile } from './store.ts';

/** How a file that nobody looked at is read and what its columns are called: as the dataset remembers, by names and aliases only. */
export async function planUnseen(path: string, dataset: string, context: JobContext): Promise<Pick<SaidOfFile, 'wanted' | 'rename'>> {
  const { wanted: remembered, aliases } = intakeMemory(context.reader, dataset);
  const { sheet, ...others } = remembered;
  const { shape, sheets } = await context.task<SourceDetection>('intake.shape', { path, wanted: others } satisfies PreviewInput);
  const wanted = sheet !== undefined && sheet !== shape.sheet && sheets.includes(sheet) ? remembered : others;
  const batch = latestBatch(context.reader, dataset);
  if (batch === null) return { wanted, rename: {} };
  const known = batchFileOf(context.workspace, context.reader, batch);
  const { columns } = await context.task<ColumnMapping>('intake.mapColumns', { path, wanted, known, aliases } satisfies MapInput);
  const unsure = columns.filter(({ by }) => by === 'content').map(({ from, to }) => `${from} → ${to}`);
  const name = basename(path);
  if (unsure.length > 0)
    throw new JiadiError('columns-unsure', { file: name, name: getDataset(context.reader, dataset).name, columns: unsure.join('、') });
  if (columns.every(({ to }) => to === null))
    throw new JiadiError('columns-other', { file: name, name: getDataset(context.reader, dataset).name });
  return { wanted, rename: Object.fromEntries(columns.flatMap(({ from, to }) => (to === null || to === from ? [] : [[from, to]]))) };
}

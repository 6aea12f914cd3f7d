import { JiadiError } from '../../contract/errors.ts';
import { getResource } from '../catalog/index.ts';
import type { QueryContext } from '../context.ts';
import { batchFileOf, getBatch, getDataset } from '../datasets/index.ts';
import type { EarlierBatch, Surroundings } from '../rules/index.ts';
import type { BatchFile } from '../table/index.ts';
import { earlierBatches, malformedReasons } from './store.ts';

/** What a workspace knows around a batch: its file, dataset, catalogue entry and the batches before it. */
export function surroundingsOf({ reader, workspace }: Pick<QueryContext, 'reader' | 'workspace'>, id: string): Surroundings {
  const batch = getBatch(reader, id);
  const dataset = getDataset(reader, batch.dataset);
  const resource = dataset.resource === null ? null : getResource(reader, dataset.resource);
  return {
    source: {
      sha256: batch.sourceSha256,
      sm3: batch.sourceSm3,
      malformed: batch.malformed,
      malformedReasons: malformedReasons(reader, id),
    },
    dataset: { name: dataset.name, updateCycle: dataset.updateCycle, receivedAt: batch.importedAt },
    catalog: resource === null ? null : { fields: resource.fields, problems: resource.problems },
    history: earlierBatches(reader, batch.dataset, batch.number).map(({ batch: earlier, ...facts }): EarlierBatch => ({
      ...facts,
      // asked for by few rules, so found when it is
      get file(): BatchFile | null {
        return fileOf(workspace, reader, earlier);
      },
    })),
  };
}

/** The rows of a batch, or null when they are kept no longer. */
function fileOf(workspace: QueryContext['workspace'], reader: QueryContext['reader'], batch: string): BatchFile | null {
  try {
    return batchFileOf(workspace, reader, batch);
  } catch (error) {
    if (error instanceof JiadiError && error.code === 'not-found') return null;
    throw error;
  }
}

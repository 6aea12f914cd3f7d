import type { TaskTable } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type clusterMethodTable, hasSpellings } from '../../contract/methods/clusters.ts';
import type { ModuleHandlers } from '../context.ts';
import { batchFileOf, columnIndex, getBatch } from '../datasets/index.ts';
import { decideSuggestion, suggestionDecisions } from '../rules/index.ts';
import { maskKindOf, maskValue } from '../semantics/index.ts';
import type { BatchColumn, BatchFile } from '../table/index.ts';
import { clustersDocument } from './document.ts';
import { findClusters, type FindInput, type FoundClusters } from './find.task.ts';

export { clustersDocument } from './document.ts';
export { findClusters, type FindInput, type FoundClusters } from './find.task.ts';

/** The tasks of this module. */
export const clusterTasks: TaskTable = { 'clusters.find': findClusters };

/** The column with this name; `column-not-found`, or `column-not-text` where spellings mean nothing. */
export function columnWithSpellings(file: BatchFile, name: string): BatchColumn {
  const column = file.columns[columnIndex(file)(name)];
  if (!column) throw new JiadiError('column-not-found', { column: name });
  if (!hasSpellings(column)) throw new JiadiError('column-not-text', { column: name });
  return column;
}

/** Under what it is kept that these spellings are different things: beside what was decided about suggestions. */
const decisionKey = (key: string): string => `spellings ${key}`;

/** Spellings of one thing in a column. */
export const clusters: ModuleHandlers<typeof clusterMethodTable> = {
  'clusters.find': async ({ batch, column: name, method, similarity, limit }, context) => {
    const file = batchFileOf(context.workspace, context.reader, batch);
    const column = columnWithSpellings(file, name);
    const { dataset, fileName } = getBatch(context.reader, batch);
    context.track(fileName);
    const input: FindInput = { file, column: column.index, method, similarity, limit };
    const found = await context.task<FoundClusters>('clusters.find', input);
    const decided = suggestionDecisions(context.reader, dataset);
    const isMasked = maskKindOf(column.semantic) !== 'none';
    return clustersDocument(
      found,
      { column, method, similarity },
      isMasked ? (value) => maskValue(column.semantic, value) : null,
      (key) => decided.get(decisionKey(key)) === 'rejected',
    );
  },
  'clusters.decide': ({ batch, column, keys, rejected }, context) => {
    const { dataset, fileName } = getBatch(context.reader, batch);
    columnWithSpellings(batchFileOf(context.workspace, context.reader, batch), column);
    for (const key of keys)
      decideSuggestion(context.writer, {
        dataset,
        key: decisionKey(key),
        state: rejected ? 'rejected' : 'accepted',
        reason: '',
        at: context.nowIso(),
        byId: context.actor,
      });
    context.audit(fileName, { dataset, column, clusters: keys.length, rejected });
    return {};
  },
};

import { createHash } from 'node:crypto';
import type { ClusterMethod, Clusters } from '../../contract/methods/clusters.ts';
import type { BatchColumn } from '../table/index.ts';
import type { FoundClusters } from './find.task.ts';

/** Spellings of a cluster that are listed. */
const LISTED = 200;

/** Names the spellings of a cluster, whatever the method that found them. */
export function clusterKey(column: string, values: readonly string[]): string {
  const text = JSON.stringify([column, ...values.toSorted()]);
  return `#${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** What the window and `jiadi profile --clusters` show; `mask` hides a value or gives it back, `null` where nothing is hidden. */
export function clustersDocument(
  found: FoundClusters,
  asked: { readonly column: BatchColumn; readonly method: ClusterMethod; readonly similarity: number },
  mask: ((value: string) => string) | null,
  isRejected: (key: string) => boolean,
): Clusters {
  const { column, method, similarity } = asked;
  return {
    column: column.name,
    method,
    similarity: method === 'distance' ? similarity : null,
    rows: found.rows,
    distinct: found.distinct,
    leftOut: { unfit: found.unfit, longRows: found.longRows },
    masked: mask !== null,
    total: found.total,
    rowsOtherwise: found.rowsOtherwise,
    clusters: found.clusters.map((one) => {
      const key = clusterKey(
        column.name,
        one.values.map(({ value }) => value),
      );
      return {
        key,
        sure: one.sure,
        similarity: one.similarity,
        values: one.values.slice(0, LISTED).map(({ value, count, row }) => ({ value: mask ? mask(value) : value, count, row })),
        more: Math.max(0, one.values.length - LISTED),
        rejected: isRejected(key),
      };
    }),
  };
}

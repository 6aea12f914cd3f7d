import { eventMetric } from './events.ts';
import type { MetricKind } from './kind.ts';
import { attachedRate, bytesStored, meanScore, onTimeRate, openIssues, resourcesPublished, rowsStored, unitsConnected } from './state.ts';

export type { Behind, MetricContext, MetricKind } from './kind.ts';
export { timelinessOf } from './state.ts';

/** Every metric, in the order of the six stages; a new one is a file or a line here. */
export const metricKinds: readonly MetricKind[] = [
  eventMetric({ id: 'acquire.rows', stage: 'acquire', kinds: ['intake.import'], of: 'rows' }),
  eventMetric({ id: 'acquire.batches', stage: 'acquire', kinds: ['intake.import'], of: 'count' }),
  unitsConnected,
  rowsStored,
  bytesStored,
  eventMetric({ id: 'store.snapshots', stage: 'store', kinds: ['workspace.snapshot'], of: 'count' }),
  resourcesPublished,
  attachedRate,
  eventMetric({ id: 'share.delivered', stage: 'share', kinds: ['sync.applied'], of: 'count' }),
  meanScore,
  onTimeRate,
  openIssues,
  eventMetric({ id: 'maintain.runs', stage: 'maintain', kinds: ['quality.run'], of: 'count' }),
  eventMetric({ id: 'apply.approved', stage: 'apply', kinds: ['review.approve'], of: 'count' }),
  eventMetric({ id: 'apply.exports', stage: 'apply', kinds: ['rows.export', 'findings.export'], of: 'count' }),
  eventMetric({ id: 'apply.exportedRows', stage: 'apply', kinds: ['rows.export', 'findings.export'], of: 'rows' }),
  eventMetric({ id: 'dispose.datasets', stage: 'dispose', kinds: ['datasets.remove'], of: 'count' }),
  eventMetric({ id: 'dispose.rows', stage: 'dispose', kinds: ['datasets.remove'], of: 'rows' }),
  eventMetric({ id: 'dispose.resources', stage: 'dispose', kinds: ['catalog.withdraw'], of: 'count' }),
];

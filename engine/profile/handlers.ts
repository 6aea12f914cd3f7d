import { JiadiError } from '../../contract/errors.ts';
import { shanghaiDay } from '../../base/clock.ts';
import type { DriftLimits } from '../../contract/drift.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import type { ModuleHandlers } from '../context.ts';
import { batchFileOf, listBatches } from '../datasets/index.ts';
import { alertsOf } from './alerts/index.ts';
import type { DriftInput } from './drift.ts';
import { storedStructure } from './kept-structure.ts';
import { isHidden, masked, toldOf } from './masking.ts';
import type { StoredProfile } from './model.ts';
import { duplicatesOf, findStructure, inclusionsOf, keptStructure } from './relations.ts';
import { getDriftLimits, putDriftLimits } from './store.ts';
import { storedProfile } from './stored.ts';
import { makeWhole, storedWhole } from './whole.ts';

type Drift = OutputOf<(typeof profileMethods)['profile.drift']>;

function figuresOf({ rowCount, duplicateRows, columns }: StoredProfile) {
  const share = (count: number): number => (rowCount === 0 ? 0 : count / rowCount);
  return {
    duplicateRows,
    columns: columns.map(toldOf).map(({ name, nulls, distinct, invalid, mean, length }) => ({
      name,
      nulls: share(nulls),
      distinct: distinct.count,
      invalid: share(invalid.type + invalid.semantic),
      mean,
      lengthMean: length.mean,
    })),
  };
}

/** Profiles as the window shows them. */
export const profile: ModuleHandlers<typeof profileMethods> = {
  'profile.drift': async ({ batch, base }, context) => {
    const [before, after] = [base, batch].map((one) => batchFileOf(context.workspace, context.reader, one));
    if (!before || !after) throw new JiadiError('not-found', { what: 'batch', name: batch });
    return await context.task<Drift>('profile.drift', { before, after } satisfies DriftInput);
  },
  'profile.driftLimits': (_, { reader }) => getDriftLimits(reader),
  'profile.setDriftLimits': ({ limits }, context) => {
    const before = getDriftLimits(context.reader);
    putDriftLimits(context.writer, limits, context.nowIso(), context.actor);
    const said = (one: DriftLimits | null): string | null => one && JSON.stringify(one);
    context.audit('drift', { before: said(before.own ? before.limits : null), after: said(limits) });
    return {};
  },
  'profile.structure': keptStructure,
  'profile.findStructure': findStructure,
  'profile.findInclusions': inclusionsOf,
  'profile.duplicates': duplicatesOf,
  'profile.history': ({ dataset, limit }, { reader }) =>
    listBatches(reader, dataset)
      .filter(({ decision }) => decision?.state !== 'declined')
      .slice(0, limit)
      .toReversed()
      .map(({ id, number, importedAt, rows }) => ({ batch: id, number, at: importedAt, rows, ...figuresOf(storedProfile(reader, id)) })),
  'profile.whole': ({ dataset }, context) => storedWhole(context, dataset),
  'profile.makeWhole': ({ dataset }, context) => makeWhole(dataset, context),
  'profile.get': ({ batch }, { reader, host }) => {
    const stored = storedProfile(reader, batch);
    return {
      batch,
      alerts: [...alertsOf(stored, storedStructure(reader, batch), shanghaiDay(host.clock.nowMs()), isHidden)],
      rows: stored.rowCount,
      columns: stored.columns.map(masked),
      duplicateRows: stored.duplicateRows,
      keys: stored.keys.map((key) => [...key]),
      seconds: stored.seconds,
    };
  },
};

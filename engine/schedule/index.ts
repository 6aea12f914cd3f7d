import { isoUtc } from '../../base/clock.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { scheduleMethods } from '../../contract/methods/schedule.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { ModuleHandlers } from '../context.ts';
import { getDataset } from '../datasets/index.ts';
import { lastDue, nextDue } from './model.ts';
import { listEntries, listPlans, putPlan, retryEntry } from './store.ts';

export { createScheduler, type Scheduler } from './scheduler.ts';

/** Checks that go by themselves: of what arrived, and at their times while the program is open; what was missed is made up for once. */
export const schedule: ModuleHandlers<typeof scheduleMethods> = {
  'schedule.plans': (_, { reader, host }) =>
    listPlans(reader).map(({ dataset, datasetName, ruleSetName, arrival, schedule: when, by, byId, role }) => ({
      dataset,
      datasetName,
      ruleSetName,
      arrival,
      schedule: when,
      nextAt: when === null ? null : isoUtc(nextDue(when, host.clock.nowMs())),
      by,
      nobody: byId !== null && (role === null || !rightsOf[role].includes('quality.run')),
    })),
  'schedule.log': ({ limit }, { reader }) => listEntries(reader, limit),
  'schedule.set': ({ dataset, arrival, schedule: when }, context) => {
    const { name } = getDataset(context.reader, dataset);
    putPlan(context.writer, {
      dataset,
      arrival,
      schedule: when,
      since: context.nowIso(),
      // what was due before somebody planned it was not missed
      lastDue: when === null ? null : isoUtc(lastDue(when, context.host.clock.nowMs())),
      byId: context.actor,
    });
    context.audit(name, { arrival, schedule: when === null ? null : JSON.stringify(when) });
    return {};
  },
  'schedule.retry': ({ entry }, context) => {
    if (!retryEntry(context.writer, entry)) throw new JiadiError('not-found', { what: 'qualityRun', name: entry });
    context.audit(entry);
    return {};
  },
  'schedule.look': async (_, { background }) => {
    await background.scheduler.look();
    return {};
  },
};

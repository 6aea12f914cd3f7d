import type { Task, TaskTable } from '../../base/jobs/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { readCheckState, writeCheckState } from './carried.task.ts';
import { findCauses } from './causes.task.ts';
import { learnFrom, observe } from './conclude.task.ts';
import { compareRows } from './compare.task.ts';
import { timed } from './cost.ts';
import { exportFindings } from './export.task.ts';
import { storeFindings } from './findings-out.task.ts';
import { findingSamples } from './samples.task.ts';
import { findingsPage } from './findings.task.ts';
import { groupKeys } from './group.ts';
import { recordHistory } from './history.task.ts';
import { recordFacet, recordPage } from './records.task.ts';
import { type KeysInput, loadKeys } from './references.ts';
import { type ScanInput, scanRanges } from './scan.ts';
import { groupShares } from './shares.ts';
import { countUnits } from './units.task.ts';
import { withoutWaived } from './waive.ts';

/** The worker tasks of quality runs and their findings. */
export function qualityTasks(semantics: () => Semantics): TaskTable {
  return {
    'quality.waived': withoutWaived,
    'quality.units': countUnits,
    'quality.scan': ((input: ScanInput, context) => scanRanges(input, semantics(), context)) satisfies (
      input: ScanInput,
      context: Parameters<Task>[1],
    ) => unknown,
    'quality.group': timed(groupKeys),
    'quality.shares': timed(groupShares),
    'quality.learn': timed(learnFrom),
    'quality.observe': timed(observe),
    'quality.keys': timed((input: KeysInput, context) => loadKeys(input, semantics(), context)),
    'quality.writeFindings': storeFindings,
    'quality.writeState': writeCheckState,
    'quality.readState': readCheckState,
    'quality.findings': findingsPage,
    'quality.records': recordPage,
    'quality.recordFacet': recordFacet,
    'quality.recordHistory': recordHistory,
    'quality.causes': findCauses,
    'quality.compareRows': compareRows,
    'quality.exportFindings': exportFindings,
    'quality.samples': findingSamples,
  };
}

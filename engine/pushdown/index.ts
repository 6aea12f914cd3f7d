import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { semanticsOfTable } from '../quality/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { rowUnits, serverPrints, type ServerPrintsInput, tally, type TallyInput } from './failing.task.ts';
import { findingsPage, type PageInput } from './page.task.ts';
import { judgeValues, type ValuesInput } from './values.task.ts';

export { checkSource, planSourceCheck, type SourcePlan } from './check.ts';
export { printsInPlace } from './failing.ts';
export { blockedInPlace, inPlaceForReview, requireSubmittable } from './for-review.ts';
export { inPlace } from './handlers.ts';
export { type InPlaceDetail, inPlaceBefore, inPlaceDetail, findInPlace } from './store.ts';
export { keyText, planLine, shownFinding, sourceDocument, type SourceDocument } from './document.ts';
export type { OnFinding, SourceCheckHost, SourceCheckInput, SourceCheckRun, SourceFinding, SourceResult } from './model.ts';
export type { Way } from './plan.ts';

/** The worker tasks of checks that run where the data is. */
export function pushdownTasks(semantics: () => Semantics): TaskTable {
  return {
    'pushdown.values': (input: ValuesInput, context: TaskContext) => judgeValues(input, semanticsOfTable(semantics(), input), context),
    'pushdown.tally': (input: TallyInput, context: TaskContext) => tally(input, semanticsOfTable(semantics(), input), context),
    'pushdown.prints': (input: ServerPrintsInput, context: TaskContext) =>
      serverPrints(input, semanticsOfTable(semantics(), input), context),
    'pushdown.rowUnits': rowUnits,
    'pushdown.page': (input: PageInput, context: TaskContext) => findingsPage(input, semanticsOfTable(semantics(), input), context),
  };
}

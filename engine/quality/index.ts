export { checkBatchLine, checkBatchLines, type BatchAnswer, type BatchHost } from './batch.ts';
export { describePlan, type PlanDocument, type PlanReference, type PlanRule } from './describe.ts';
export { type CheckHost, type CheckInput, type CheckRun, type GuestQuery, isWaived, runCheck } from './check.ts';
export { type CheckDocument, checkDocument, eachFinding, type FindingLine, linesOf, type Mask, shown } from './document.ts';
export { type FindingRule, type Findings, type FindingsFile, openFindings, writeFindings } from './findings.ts';
export { readCells } from './group.ts';
export type { Item } from './pass.ts';
export { bindRule } from './bind.ts';
export { makePassPlan, planError, type PlanTable } from './plan.ts';
export { failsAlone } from './recheck.ts';
export {
  countedResult,
  failedResult,
  judgeGroup,
  observedResult,
  recountTo,
  type RuleResult,
  type RuleStatus,
  unreadResult,
} from './result.ts';
export { referenceFiles } from './public.ts';
export { firstRows, rowsOf, type RunChunk } from './runs.ts';
export { resultsOf, scanOne, semanticsOfTable } from './scan.ts';
export { type Contribution, contributions, sharesOfTotal } from './movement.ts';
export { type Score, scoreDimensions, type ScoreFormula, scoreOf, type ScoreWeights } from './score.ts';
export { qualityTasks } from './tasks.ts';
export { mostFirst } from './units.task.ts';
export { coverOf, lastDay, shareOf, type WaivedInput } from './waive.ts';
export { findingRows } from './findings.task.ts';
export { findings } from './findings-handlers.ts';
export { quality, runForReview, runQuality } from './handlers.ts';
export { judgeWhole } from './whole.ts';
export type { RuleSamples, SamplesQuery } from './samples.task.ts';
export { type Blocking, blockedBy, countBlocking, getBands, weightsFor } from './score-store.ts';
export { getDetail, getRun, listRuns, type RunDetail } from './store.ts';
export { scores } from './score-handlers.ts';

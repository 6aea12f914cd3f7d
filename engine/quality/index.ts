export { checkBatchLine, checkBatchLines, type BatchAnswer, type BatchHost } from './batch.ts';
export { type CheckHost, type CheckInput, type CheckRun, type GuestQuery, runCheck } from './check.ts';
export { type CheckDocument, checkDocument, eachFinding, failingRows, type FindingLine, linesOf, type Mask, shown } from './document.ts';
export { type FindingRule, type Findings, type FindingsFile, openFindings, writeFindings } from './findings.ts';
export { readCells } from './group.ts';
export type { RuleResult, RuleStatus } from './result.ts';
export { type Score, type ScoreFormula, scoreOf, type ScoreWeights } from './score.ts';
export { qualityTasks } from './tasks.ts';

/** What values mean: identifiers, codes, dates, names, addresses. Pure functions over text; no clock, no disk except `loadTables`. */
export { bundledListId, codeListIds, codeListNames, codeListOf, plainListName, standardOf } from './code-list.ts';
export { bundledEntries, type CodeEdition, type CodeEntry, semanticsWith, withEditions } from './edition.ts';
export type { NationalList } from './national-list.ts';
export { readResidentId } from './derive.ts';
export type { ResidentIdFacts } from './derive.ts';
export { createSemanticCounter, createSemanticDetector } from './detect.ts';
export type { Detection, DetectorOptions, SemanticCounter, SemanticDetector, SemanticTally } from './detect.ts';
export { passes, passesAt, semanticLevels, verdictFailsAt } from './kind.ts';
export type { MaskKind, SemanticEnv, SemanticKind, SemanticLevel, SensitivityHint, Verdict } from './kind.ts';
export { upgradeResidentId } from './kinds/cn-resident-id.ts';
export { semanticKinds } from './kinds/index.ts';
export { createRowMasker, maskAs, maskBirthDate, maskDigits, maskFigure, maskKindOf, maskValue } from './mask.ts';
export type { MaskColumn } from './mask.ts';
export { hiddenCount, isMaskedAs, maskNames } from './masked.ts';
export { createSemantics, semanticFunctionName, semanticFunctions } from './semantics.ts';
export type { SemanticFunction, Semantics } from './semantics.ts';
export { loadTables, parseDivisions, parseLists, parseTownships } from './tables.ts';
export type { CodeList, CodeLists, DivisionTable, SemanticTables, TownshipTable } from './tables.ts';

/** The rows of batches: where they lie, what a text could be besides text, and how pages of them are read. */
export { storedName, type BatchColumn, type BatchFile, type BatchPart, type ColumnType } from './batch-file.ts';
export { BatchReader, openBatch, PAGE_ROWS_MAX, registerTyped, type Facet, type Page, type PageQuery } from './open.ts';
export { cellOf, CellReader, exactCellOf, openPart, together, type PartedTable, type TablePart } from './parts.ts';
export { columnAt, numberFunction, overParts, partAlias, sortKey, stored, timeFunction, type Filter, type Sort } from './query.ts';
export { cellsOf, pageTask, rowsWhere, tableTasks } from './tasks.ts';
export { characterBits, characterKinds, type CharacterKind } from './characters.ts';
export { type HanBlock, hanBlocks } from './han.ts';
export { escapePattern, PatternBook, patternOf, PATTERNS_MAX } from './pattern.ts';
export type { Trait } from './traits.ts';
export { classify, isBlank, isPlaceholder, isSpace, toDate, toNumber, toTime, valueClass, type ValueClass } from './typed.ts';

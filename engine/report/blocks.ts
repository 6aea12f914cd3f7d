import { t, tDynamic, type Language, type TextKey, type TextParams } from '../../contract/text/index.ts';
import type { CellForm, CellValue, ReportBlock, ReportTable } from './document.ts';

/** Words of a report in its language. */
export function wordsOf(language: Language) {
  return {
    word: (key: TextKey, params?: TextParams): string => t(language, key, params),
    dynamic: (key: string, params?: TextParams): string => tDynamic(language, key, params),
  };
}

export type Words = ReturnType<typeof wordsOf>;

export const textBlock = (text: string, tone?: 'bad' | 'good' | 'muted'): ReportBlock => ({
  kind: 'text',
  text,
  ...(tone ? { tone } : {}),
});
type Heads = readonly (readonly [title: string, form: CellForm])[];

/** A table with its head; `of`: how many rows there are when fewer are listed. */
export function tableBlock(sheet: string, heads: Heads, rows: readonly (readonly CellValue[])[], of?: number): ReportTable {
  return { kind: 'table', sheet, columns: heads.map(([title, form]) => ({ title, form })), rows, ...(of === undefined ? {} : { of }) };
}

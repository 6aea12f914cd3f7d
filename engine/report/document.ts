import { canonicalJson, digestOf, type JsonValue, utf8 } from '../../base/trust/index.ts';
import type { ReportLetter, ReportSpec } from '../../contract/methods/report.ts';
import type { Language } from '../../contract/text/index.ts';
import type { Html } from './html.ts';

/** How a value of a table is written: text, a count with separators, a score of two places, a share of 1 as per cent, or a change with its sign. */
export type CellForm = 'text' | 'count' | 'score' | 'share' | 'change';

export type CellValue = string | number | null;

/** A table of a report. In a workbook it is a sheet of its own. */
export interface ReportTable {
  readonly kind: 'table';
  /** Name of its sheet; unique in the report. */
  readonly sheet: string;
  readonly columns: readonly { readonly title: string; readonly form: CellForm }[];
  readonly rows: readonly (readonly CellValue[])[];
  /** How many rows there are when not all are listed here. */
  readonly of?: number;
}

/** A part of a section: a sentence, words with their values, a table, or a drawing (whose numbers stand in a table beside it). */
export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string; readonly tone?: 'bad' | 'good' | 'muted' }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [word: string, value: string])[] }
  | { readonly kind: 'drawing'; readonly drawings: readonly Html[] }
  | ReportTable;

export interface ReportSection {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

/** Who answers for a report: names and times when the review was decided, empty lines to sign otherwise. */
export interface Signature {
  readonly maker: string | null;
  readonly madeAt: string | null;
  readonly checker: string | null;
  readonly checkedAt: string | null;
  /** Digest of what the checker approved. */
  readonly approved: string | null;
}

/** A report before it has a form: pages, workbook and JSON are all made from this. */
export interface ReportDocument {
  readonly type: ReportSpec['type'];
  readonly language: Language;
  readonly title: string;
  /** What it is about, in one line under the title. */
  readonly subject: string;
  readonly letter: ReportLetter;
  readonly sections: readonly ReportSection[];
  readonly signature: Signature;
  /** Not approved: every page says so. */
  readonly draft: boolean;
  /** Where the numbers come from (导出说明). */
  readonly sources: readonly (readonly [word: string, value: string])[];
  readonly madeAt: string;
  readonly madeBy: string;
}

/** The digest of what a report says: the same in every form, so that a page, a workbook and a PDF can be told to be one report. */
export function digestOfReport(report: ReportDocument): string {
  const { title, subject, letter, signature, draft, sources } = report;
  const sections = report.sections.map(({ id, title: name, blocks }) => ({
    id,
    name,
    blocks: blocks.filter((block) => block.kind !== 'drawing'),
  }));
  return digestOf(
    utf8(canonicalJson(JSON.parse(JSON.stringify({ title, subject, letter, signature, draft, sources, sections })) as JsonValue)),
  );
}

/** The chosen sections in the chosen order; none chosen: all. */
export function chosenSections(all: readonly ReportSection[], wanted: readonly string[]): readonly ReportSection[] {
  if (wanted.length === 0) return all;
  return wanted.flatMap((id) => all.filter((section) => section.id === id));
}

/** A value as people read it; a score below 100 or a share below 1 is never rounded up to perfection, nor something down to nothing. */
export function cellText(value: CellValue, form: CellForm, language: Language): string {
  if (value === null) return '—';
  if (typeof value === 'string') return value;
  switch (form) {
    case 'count':
      return value.toLocaleString('en-US');
    case 'score':
      return scoreText(value);
    case 'share':
      return shareText(value);
    case 'change':
      return changeText(value);
    case 'text':
      return value.toLocaleString(language === 'zh-CN' ? 'zh-CN' : 'en-US');
  }
}

/** Two places, and never rounded up to 100. */
export function scoreText(score: number): string {
  return score >= 100 ? '100' : Math.min(99.99, Math.round(score * 100) / 100).toFixed(2);
}

/** Per cent of two places; all and nothing are said only of all and nothing. */
export function shareText(share: number): string {
  if (share >= 1) return '100%';
  if (share <= 0) return '0%';
  return `${Math.min(99.99, Math.max(0.01, Math.round(share * 10_000) / 100)).toFixed(2)}%`;
}

/** A change with its sign, of two places at most. */
export function changeText(change: number): string {
  const rounded = Math.round(change * 100) / 100;
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toLocaleString('en-US', { maximumFractionDigits: 2 })}`;
}

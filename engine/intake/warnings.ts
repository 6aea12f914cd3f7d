import { maskAs, maskKindOf } from '../semantics/index.ts';
import { columnMojibake, type MojibakeCode } from './mojibake.ts';
import { apartReasons } from '../../contract/methods/datasets.ts';
import type { Cell, Notice, SourceShape } from './reader.ts';
import { type DamageCode, type ValueFinding, valueDamage, visibleText } from './value-damage.ts';

type ReadingCode = 'encoding-unsure' | 'title-rows' | 'header-rows' | 'no-header' | 'names-made' | 'rows-apart' | 'malformed-in-sample';

/** Something a person should look at before the import; the words for `code` are in `contract/text`. */
export interface SourceWarning {
  readonly code: ReadingCode | Notice['code'] | DamageCode | MojibakeCode;
  /** Title lines, made-up names, malformed records or values of the sample. */
  readonly count: number;
  /** The column it is about; null for what concerns the whole file. */
  readonly column: string | null;
  /** The first such value, masked where the column is sensitive; what cannot be seen is named. */
  readonly sample: string | null;
  /** What the sample was before, or would be without the damage, where that can be known. */
  readonly reads: string | null;
}

/** The rows that were looked at, and how many malformed records of each reason were among them. */
export interface WarningSample {
  readonly rows: readonly (readonly Cell[])[];
  readonly reasons: ReadonlyMap<string, number>;
  /** What the reader noticed while it found the shape. */
  readonly notices?: readonly Notice[];
}

const UNSURE = 0.7;
const SAMPLE_CHARS = 60;
/** Digits in a row that may be a person's number, whatever the column is called. */
const LONG_DIGITS = /\d{15}/;

/** Everything a person should know about a source before the import: how it was read, then what is in its columns, in their order. */
export function sourceWarnings(shape: SourceShape, sample: WarningSample): SourceWarning[] {
  return [...readingWarnings(shape, sample), ...columnWarnings(shape, sample)];
}

function readingWarnings(shape: SourceShape, { reasons, notices = [] }: WarningSample): SourceWarning[] {
  const warnings: SourceWarning[] = [];
  const warn = (code: SourceWarning['code'], count: number) => {
    if (count > 0) warnings.push({ code, count, column: null, sample: null, reads: null });
  };
  warn('encoding-unsure', shape.encoding && shape.encoding.confidence < UNSURE ? 1 : 0);
  // the rows above another table of the sheet are not skipped: they are that table
  const top = shape.dialect?.area ? shape.dialect.area.top - 1 : 0;
  warn('title-rows', Math.max(0, (shape.dialect?.skipRows ?? 0) - top));
  warn('header-rows', shape.dialect?.header && (shape.dialect.headerRows ?? 1) > 1 ? (shape.dialect.headerRows ?? 1) : 0);
  warn('no-header', shape.dialect && !shape.dialect.header ? 1 : 0);
  warn('names-made', shape.dialect?.header ? shape.columns.filter(({ name }) => /^column_\d+$/.test(name)).length : 0);
  for (const { code, count, sample } of notices)
    warnings.push({ code, count, column: null, sample: sample === null ? null : cut(sample), reads: null });
  const counted = (of: (reason: string) => boolean) => [...reasons].reduce((sum, [reason, count]) => sum + (of(reason) ? count : 0), 0);
  warn(
    'rows-apart',
    counted((reason) => apartReasons.has(reason)),
  );
  // Lost digits are told for each column.
  warn(
    'malformed-in-sample',
    counted((reason) => reason !== 'digits-lost' && !apartReasons.has(reason)),
  );
  return warnings;
}

function columnWarnings(shape: SourceShape, { rows }: WarningSample): SourceWarning[] {
  return shape.columns.flatMap(({ name, type, semantic }, index) => {
    const values = rows.map((row) => row[index] ?? null);
    const findings = [...columnMojibake(name, values), ...valueDamage({ name, type }, values)];
    return findings.map((finding) => columnWarning(name, semantic, finding));
  });
}

function columnWarning(column: string, semantic: string | null, finding: ValueFinding<DamageCode | MojibakeCode>): SourceWarning {
  const { code, count, sample, reads } = finding;
  return { code, count, column, sample: shown(semantic, sample), reads: reads === null ? null : shown(semantic, reads) };
}

/** A value as a warning may show it. */
function shown(semantic: string | null, text: string): string {
  const kind = maskKindOf(semantic);
  const masked = maskAs(kind === 'none' && LONG_DIGITS.test(text) ? 'id-number' : kind, text);
  if (masked === text) return cut(visibleText(text));
  // The stars may stand for the very characters that cannot be seen: they are named after them.
  const hidden = new Set(visibleText(text).match(/‹U\+[0-9A-F]+›|↵/g));
  return cut([visibleText(masked), ...[...hidden].filter((mark) => !visibleText(masked).includes(mark))].join(' '));
}

function cut(text: string): string {
  return text.length > SAMPLE_CHARS ? `${text.slice(0, SAMPLE_CHARS)}…` : text;
}

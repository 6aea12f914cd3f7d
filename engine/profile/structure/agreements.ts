import type { TaskContext } from '../../../base/jobs/index.ts';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { readResidentId, type ResidentIdFacts, type Semantics } from '../../semantics/index.ts';
import type { TablePart } from '../../table/parts.ts';
import { toDate } from '../../table/typed.ts';
import type { CodedSource } from './coded.ts';
import { eachRow } from './rows.ts';

/** A column that says what a citizen number beside it says as well, and how often the two disagree. */
export interface Agreement {
  readonly from: string;
  readonly column: string;
  readonly what: 'birth-date' | 'gender';
  /** Rows in which both could be read. */
  readonly rows: number;
  readonly violations: number;
}

/** From this share of agreeing rows on, a column is taken to tell the same. */
const AGREE_MIN = 0.5;
const ROWS_MIN = 10;

type Reader = (value: string) => string | null;

interface Candidate {
  readonly source: CodedSource;
  readonly what: Agreement['what'];
  readonly read: Reader;
  readonly of: (facts: ResidentIdFacts) => string;
  rows: number;
  violations: number;
}

function candidates(columns: readonly CodedSource[], semantics: Semantics): Candidate[] {
  return columns.flatMap((source): Candidate[] => {
    const counts = { rows: 0, violations: 0 };
    const isDay = source.type === 'date' || source.semantic === 'date';
    if (isDay && /出生|生日|birth/i.test(source.name))
      return [
        { source, what: 'birth-date', read: (value) => toDate(value)?.slice(0, 10) ?? null, of: ({ birthDate }) => birthDate, ...counts },
      ];
    if (source.semantic !== 'cn-gender') return [];
    const known = new Map<string, string | null>();
    const read = (value: string): string | null => {
      let code = known.get(value);
      if (code === undefined) known.set(value, (code = semantics.normalise('cn-gender', value)));
      return code === '1' || code === '2' ? code : null;
    };
    return [{ source, what: 'gender', read, of: ({ gender }) => gender, ...counts }];
  });
}

/** Compares birth dates and genders with the citizen number of their row, over all rows. */
export function findAgreements(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  semantics: Semantics,
  context: TaskContext,
): readonly Agreement[] {
  const number = columns.find(({ semantic }) => semantic === 'cn-resident-id');
  const found = candidates(columns, semantics);
  if (!number || found.length === 0) return [];
  eachRow(parts, [number, ...found.map(({ source }) => source)], Number.POSITIVE_INFINITY, context, (row) =>
    compareRow(row, found, semantics),
  );
  return found
    .filter(({ rows, violations }) => rows >= ROWS_MIN && (rows - violations) / rows >= AGREE_MIN)
    .map(({ source, what, rows, violations }) => ({ from: number.name, column: source.name, what, rows, violations }));
}

function compareRow([number = null, ...values]: SqlValue[], found: readonly Candidate[], semantics: Semantics): void {
  const facts = number === null ? null : readResidentId(semantics, String(number));
  if (!facts) return;
  found.forEach((candidate, i) => {
    const value = values[i] ?? null;
    const said = value === null ? null : candidate.read(String(value));
    if (said === null) return;
    candidate.rows++;
    if (said !== candidate.of(facts)) candidate.violations++;
  });
}

import type { TaskContext } from '../../base/jobs/index.ts';
import { createRowMasker } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { openFindings } from './findings.ts';
import { readCells } from './group.ts';

/** The first findings of some rules of a run. */
export interface SamplesQuery {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array | null;
  /** The rules by id, with the columns whose values are shown. */
  readonly rules: readonly { readonly rule: string; readonly columns: readonly string[] }[];
  readonly perRule: number;
}

export interface RuleSamples {
  readonly rule: string;
  readonly columns: readonly string[];
  readonly kind: string;
  readonly reason: Readonly<Record<string, unknown>>;
  readonly rows: readonly { readonly row: number; readonly value: string | null }[];
}

/** Worker task `quality.samples`: a few rows of each rule with the values it looked at, masked within their rows. */
export function findingSamples(input: SamplesQuery, context: TaskContext): readonly RuleSamples[] {
  const findings = openFindings(input.path, input.key);
  try {
    const { columns } = input.batch;
    const names = columns.map((c) => c.name);
    const masker = createRowMasker(columns.map(({ name, semantic }) => ({ name, semantic })));
    return input.rules.flatMap((wanted) => {
      context.throwIfCancelled();
      const found = findings.rules.find(({ id }) => id === wanted.rule);
      if (!found || found.count === 0) return [];
      const numbers = findings.rows(found.index, 0, input.perRule);
      const places = wanted.columns.map((name) => names.indexOf(name)).filter((at) => at >= 0);
      const cells = places.length === 0 ? [] : readCells(input.batch, names, numbers);
      const rows = numbers.map((row, i) => {
        const masked = masker((cells[i] ?? []).map((value) => (value === null ? null : String(value))));
        const values = places.map((at) => masked[at] ?? null);
        return { row, value: values.length > 1 ? values.map((value) => value ?? '').join(' | ') : (values[0] ?? null) };
      });
      return [{ ...wanted, kind: found.kind, reason: found.reason, rows }];
    });
  } finally {
    findings.close();
  }
}

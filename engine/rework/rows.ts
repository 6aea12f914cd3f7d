import { JiadiError } from '../../contract/errors.ts';
import { openFindings, readCells, shareOf } from '../quality/index.ts';
import type { BatchFile } from '../table/index.ts';

/** Which failing rows of a run an issue is about. Plain data for a worker. */
export interface IssueRows {
  readonly batch: BatchFile;
  /** The findings file of the run. */
  readonly path: string;
  readonly key: Uint8Array;
  readonly rule: string;
  /** The column that names the unit, for an issue about one. */
  readonly unitColumn: string | null;
  readonly share: string | null;
  /** Units that have issues of their own: what names none of them belongs to the empty share. */
  readonly others: readonly string[];
}

const ROWS_AT_ONCE = 2_000;

/** The failing rows of an issue, rising, a window at a time; and what the rule says of them. */
export function issueRows(input: IssueRows): {
  readonly reason: { readonly kind: string; readonly params: Readonly<Record<string, unknown>> };
  readonly rows: readonly number[];
} {
  const findings = openFindings(input.path, input.key);
  try {
    const rule = findings.rules.find(({ id }) => id === input.rule);
    if (!rule) throw new JiadiError('not-found', { what: 'finding', name: input.rule });
    const reason = { kind: rule.kind, params: rule.reason };
    const { unitColumn, share } = input;
    if (share === null || unitColumn === null) return { reason, rows: [...findings.each(rule.index)] };
    const others = new Set(input.others);
    const rows: number[] = [];
    for (let offset = 0; offset < rule.count; offset += ROWS_AT_ONCE) {
      const window = findings.rows(rule.index, offset, ROWS_AT_ONCE);
      readCells(input.batch, [unitColumn], window).forEach(([cell], i) => {
        const unit = shareOf(cell);
        const row = window[i];
        if (row !== undefined && (share === '' ? !others.has(unit) : unit === share)) rows.push(row);
      });
    }
    return { reason, rows };
  } finally {
    findings.close();
  }
}

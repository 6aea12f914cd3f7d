import type { TaskContext } from '../../base/jobs/index.ts';
import type { BatchFile } from '../table/index.ts';
import { openFindings } from './findings.ts';
import { readCells } from './group.ts';
import { shareOf } from './waive.ts';

/** Input of the task `quality.units`. */
export interface UnitsInput {
  readonly batch: BatchFile;
  readonly path: string;
  readonly key: Uint8Array;
  /** The column that names the unit of each row. */
  readonly column: string;
}

const ROWS_AT_ONCE = 2_000;
/** A column with more values than this names no units: the rows of those that are left count as naming nobody. */
const UNITS_MAX = 500;

/** Worker task `quality.units`: failing rows of each rule by the unit they name. */
export function countUnits(
  { batch, path, key, column }: UnitsInput,
  context: TaskContext,
): Readonly<Record<string, readonly [string, number][]>> {
  const findings = openFindings(path, key);
  try {
    const counted: Record<string, readonly [string, number][]> = {};
    for (const rule of findings.rules) {
      const units = new Map<string, number>();
      for (let offset = 0; offset < rule.count; offset += ROWS_AT_ONCE) {
        context.throwIfCancelled();
        for (const [cell] of readCells(batch, [column], findings.rows(rule.index, offset, ROWS_AT_ONCE))) {
          const unit = shareOf(cell);
          units.set(unit, (units.get(unit) ?? 0) + 1);
        }
      }
      if (units.size > 0) counted[rule.id] = mostFirst(units);
    }
    return counted;
  } finally {
    findings.close();
  }
}

/** Units with the most rows first; beyond the first 500 they count as naming nobody. */
export function mostFirst(units: ReadonlyMap<string, number>): readonly [string, number][] {
  const sorted = [...units].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (sorted.length <= UNITS_MAX) return sorted;
  const named = sorted.filter(([unit]) => unit !== '').slice(0, UNITS_MAX);
  const rest = sorted.reduce((sum, [, count]) => sum + count, 0) - named.reduce((sum, [, count]) => sum + count, 0);
  return rest > 0 ? [...named, ['', rest]] : named;
}

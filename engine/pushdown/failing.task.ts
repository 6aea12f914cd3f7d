/** Worker tasks over all failing rows of a rule: which are left when waivers are taken out, whose they are, and by what they are known again. */
import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Cell } from '../intake/index.ts';
import { fingerprintOf } from '../issues/index.ts';
import { coverOf, mostFirst, readCells, rowsOf, type RunChunk, shareOf, type WaivedInput } from '../quality/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { readFailing } from './findings.ts';
import type { UnitCounts } from './model.ts';
import { onTable, type RuleRows } from './page.task.ts';
import { fetchedOf, type ServerTable } from './table.ts';
import { type OfUnit, unitTest } from './units.ts';

export interface TallyInput extends RuleRows {
  readonly unitColumn: string | null;
  readonly waivers: WaivedInput['waivers'];
}

/** Worker task `pushdown.tally`: how many failing rows of a rule no waiver covers, and whose these are. */
export function tally(
  input: TallyInput,
  semantics: Semantics,
  context: TaskContext,
): Promise<{ readonly left: number; readonly units: UnitCounts | null }> {
  return onTable(input, semantics, context, async (line, table, item, judging) => {
    const covers = input.waivers.map((waiver) => coverOf(waiver, table));
    const names = [...new Set([...(input.unitColumn === null ? [] : [input.unitColumn]), ...covers.flatMap(({ columns }) => columns)])];
    const at = covers.map(({ columns }) => columns.map((name) => names.indexOf(name)));
    const units = new Map<string, number>();
    let left = 0;
    await readFailing(line, table, { item, failing: input.failing, columns: fetched(table, names), ordered: false }, judging, (cells) => {
      const texts = cells.map(asText);
      if (covers.some((cover, i) => cover.covers((at[i] ?? []).map((place) => texts[place] ?? null)))) return;
      left += 1;
      if (input.unitColumn === null) return;
      const unit = shareOf(texts[0]);
      units.set(unit, (units.get(unit) ?? 0) + 1);
    });
    return { left, units: input.unitColumn === null ? null : mostFirst(units) };
  });
}

export interface ServerPrintsInput extends RuleRows {
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** Only the rows of a unit. */
  readonly unit: OfUnit | null;
  readonly limit: number;
}

/** Worker task `pushdown.prints`: by what the failing rows of a rule are known again. */
export function serverPrints(input: ServerPrintsInput, semantics: Semantics, context: TaskContext): Promise<readonly Uint8Array[]> {
  return onTable(input, semantics, context, async (line, table, item, judging) => {
    const { keyColumns, valueColumns, unit, limit } = input;
    const wanted = [...keyColumns, ...valueColumns, ...(unit ? [unit.column] : [])];
    const ofUnit = unit ? unitTest(unit) : () => true;
    const prints: Uint8Array[] = [];
    let count = 0;
    await readFailing(line, table, { item, failing: input.failing, columns: fetched(table, wanted), ordered: false }, judging, (cells) => {
      const texts = cells.map(asText);
      if (!ofUnit(texts.at(-1) ?? null)) return;
      count += 1;
      if (count <= limit)
        prints.push(
          fingerprintOf(texts.slice(0, keyColumns.length), texts.slice(keyColumns.length, keyColumns.length + valueColumns.length)),
        );
    });
    if (count > limit) throw new JiadiError('rework-too-many', { count, limit });
    return prints;
  });
}

const asText = (cell: Cell): string | null => (cell === null ? null : String(cell));

function fetched({ columns }: ServerTable, names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new JiadiError('column-not-found', { column: name });
    return fetchedOf(column);
  });
}

/** Input of the task `pushdown.rowUnits`: findings in columns that were read into a temporary table. */
export interface RowUnitsInput {
  readonly batch: BatchFile;
  readonly column: string;
  readonly findings: readonly RunChunk[];
}

const ROWS_AT_ONCE = 2_000;

/** Worker task `pushdown.rowUnits`: failing rows by the unit they name. */
export function rowUnits({ batch, column, findings }: RowUnitsInput, context: TaskContext): UnitCounts {
  const units = new Map<string, number>();
  let window: number[] = [];
  const count = (): void => {
    context.throwIfCancelled();
    for (const [cell] of readCells(batch, [column], window)) units.set(shareOf(cell), (units.get(shareOf(cell)) ?? 0) + 1);
    window = [];
  };
  for (const chunk of findings)
    for (const row of rowsOf(chunk)) {
      window.push(row);
      if (window.length === ROWS_AT_ONCE) count();
    }
  count();
  return mostFirst(units);
}

import { JiadiError } from '../../contract/errors.ts';
import type { ActiveWaiver } from '../issues/index.ts';
import { firstRows, readCells, runCheck } from '../quality/index.ts';
import { readSource } from '../sources/index.ts';
import type { BatchColumn, BatchFile } from '../table/index.ts';
import type { RowUnitsInput } from './failing.task.ts';
import type { Checking, SourceFinding, UnitCounts } from './model.ts';
import type { SourceItem } from './plan.ts';
import { aboutOf, errorOf, findingOf, SAMPLE_ROWS } from './results.ts';
import { fetchedOf, type ServerTable } from './table.ts';

/** Rows that are read into a temporary table at most. */
export const ROWS_MAX = 20_000_000;

/** Rules that look at more than one row in a way that no server's SQL has: their columns are read into a temporary table and checked as a batch. */
export async function checkRows(checking: Checking, rowCount: number): Promise<void> {
  const { table, items, samples, units, input, host, options } = checking;
  const mine = items.filter(({ way, result }) => way === 'rows' && result === null);
  const [first] = mine;
  if (!first) return;
  try {
    if (rowCount > ROWS_MAX) throw new JiadiError('limit-reached', { limit: 'rows', max: ROWS_MAX });
    const batch = await readColumns(checking, mine);
    const check = {
      batch,
      rules: mine.map(({ spec }) => ({ spec, error: null })),
      nullLike: input.nullLike,
      asOf: input.asOf,
      findings: null,
    };
    const run = await runCheck(
      { ...check, references: input.references ?? {}, waivers: knownWaivers(batch, input.waivers ?? []) },
      { tasks: host.tasks, semantics: host.semantics, guest: null },
      options,
    );
    const unit = batch.columns.find(({ name }) => name === input.unitColumn)?.name ?? null;
    for (const [i, item] of mine.entries()) {
      const result = run.results[i] ?? null;
      item.result = result;
      if (!result) continue;
      if (unit !== null && result.findings.length > 0) {
        const ask: RowUnitsInput = { batch, column: unit, findings: result.findings };
        units.set(item, await host.tasks.run<UnitCounts>('pushdown.rowUnits', ask, { signal: options.signal }));
      }
      const rows = firstRows(result.findings, input.onFinding ? Number.MAX_SAFE_INTEGER : SAMPLE_ROWS);
      samples.set(item, findingsAt(table, item, batch, rows.slice(0, SAMPLE_ROWS), unit));
      const { onFinding } = input;
      for (let from = 0; onFinding && from < rows.length; from += PAGE_ROWS)
        for (const finding of findingsAt(table, item, batch, rows.slice(from, from + PAGE_ROWS)))
          onFinding(result, finding, aboutOf(table));
    }
  } catch (error) {
    for (const item of mine) item.result = errorOf(item, error);
  }
}

const PAGE_ROWS = 5000;

function findingsAt(
  table: ServerTable,
  { bound }: SourceItem,
  batch: BatchFile,
  rows: readonly number[],
  unit: string | null = null,
): readonly SourceFinding[] {
  const names = [...table.key.map(({ name }) => name), ...bound.columns];
  return readCells(batch, unit === null ? names : [...names, unit], rows).map((cells) => {
    const texts = cells.map((cell) => (cell === null ? null : String(cell)));
    const finding = findingOf(table, texts.slice(0, names.length));
    return unit === null ? finding : { ...finding, unit: texts.at(-1) ?? null };
  });
}

/** Waivers whose columns were read. */
const knownWaivers = ({ columns }: BatchFile, waivers: readonly ActiveWaiver[]): readonly ActiveWaiver[] =>
  waivers.filter(({ scope, unitColumn, keyColumns, valueColumns }) => {
    const needed = scope === 'unit' ? [unitColumn] : scope === 'rows' ? [...keyColumns, ...valueColumns] : [];
    return needed.every((name) => columns.some((column) => column.name === name));
  });

/** Reads what these rules look at, and the key, into a temporary table; in the order of the key where one of them minds it. */
async function readColumns(checking: Checking, items: readonly SourceItem[]): Promise<BatchFile> {
  const { line, table, input, host, options } = checking;
  const login = line.shared;
  if (login.snapshot === undefined) checking.oneState = false;
  const known = (input.waivers ?? []).flatMap(({ unitColumn, keyColumns }) => [unitColumn, ...keyColumns]);
  const others = new Set([input.unitColumn, ...known]);
  const wanted = table.columns.filter(
    (column) => table.key.includes(column) || others.has(column.name) || items.some((item) => item.columns.includes(column)),
  );
  const order = items.some(({ why }) => why === 'order') ? ` ORDER BY ${table.key.map((column) => column.form.grouped).join(', ')}` : '';
  const sql = `SELECT ${wanted.map((column) => `${fetchedOf(column)} AS c${column.index}`).join(', ')} FROM ${table.relation}${order}`;
  const { result } = await readSource(
    {
      login,
      from: { kind: 'query', sql },
      name: table.relation,
      id: host.newId(),
      dir: input.dir,
      key: input.fileKey,
      resources: host.resources,
      today: input.asOf,
    },
    { tasks: host.tasks, monotonicMs: host.monotonicMs, ...options },
  );
  const columns = wanted.map(({ name, type, semantic }, index): BatchColumn => ({ index, name, type, semantic }));
  return { ...result.file, columns };
}

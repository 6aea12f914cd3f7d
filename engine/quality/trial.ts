import type { SqlValue } from '../../base/sqlite/index.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { Rule, ruleMethods } from '../../contract/methods/rules.ts';
import { editionsFor } from '../codes/index.ts';
import type { ScanContext } from '../context.ts';
import { asColumn, batchFileOf, getBatch } from '../datasets/index.ts';
import { readRule } from '../rules/index.ts';
import { createSemantics, loadTables, maskValue } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { runCheck } from './check.ts';
import { readCells } from './group.ts';
import { guestOf } from './guest.ts';
import { referenceFiles } from './public.ts';
import { firstRows } from './runs.ts';
import { surroundingsOf } from './surroundings.ts';

type Trial = OutputOf<(typeof ruleMethods)['rules.trial']>;

const SAMPLE = 20;

/** The first rows of a batch as a batch of its own: what a trial declares as its sample. */
export function headOf(batch: BatchFile, rows: number): BatchFile {
  if (batch.rowCount <= rows) return batch;
  const parts = batch.parts.filter((p) => p.firstRow <= rows).map((p) => ({ ...p, rowCount: Math.min(p.rowCount, rows - p.firstRow + 1) }));
  return { ...batch, parts, rowCount: rows };
}

/** Runs one unsaved rule over the head of a batch; nothing is kept. */
export async function trial(
  request: { readonly batch: string; readonly rule: Rule; readonly sampleRows: number },
  context: ScanContext,
): Promise<Trial> {
  const whole = batchFileOf(context.workspace, context.reader, request.batch);
  const batch = headOf(whole, request.sampleRows);
  const read = readRule(request.rule, 1);
  const asOf = getBatch(context.reader, request.batch).importedAt.slice(0, 10);
  const semantics = createSemantics({ today: asOf, tables: loadTables(context.host.resources) });
  const run = await runCheck(
    {
      batch,
      rules: [read],
      nullLike: [],
      asOf,
      references: referenceFiles({ rules: [read] }, context),
      surroundings: surroundingsOf(context, request.batch),
      findings: null,
      codes: editionsFor(context, [read.spec?.params]),
    },
    { tasks: context.host.tasks, semantics, guest: guestOf(context.host) },
    { signal: context.signal },
  );
  const result = run.results[0];
  const rows = result ? firstRows(result.findings, SAMPLE) : [];
  const column = batch.columns.find((c) => c.name === result?.columns[0]);
  const cells = column ? readCells(batch, [column.name], rows) : [];
  const masked = (value: SqlValue | undefined): string | null => {
    if (value === null || value === undefined) return null;
    const text = value instanceof Uint8Array ? '' : String(value);
    return column && asColumn(column).sensitive ? maskValue(column.semantic, text) : text;
  };
  return {
    rows: batch.rowCount,
    sampled: batch.rowCount < whole.rowCount,
    evaluated: result?.evaluated ?? 0,
    skipped: result?.skipped ?? 0,
    failed: result?.failed ?? 0,
    ratio: result?.ratio ?? null,
    observed: (result?.observed ?? null) as Trial['observed'],
    note: result?.note ?? null,
    error: result?.error ? { code: result.error.code, params: { ...result.error.params } } : null,
    sample: rows.map((row, i) => ({ row, value: masked(cells[i]?.[0]) })),
  };
}

import { basename } from 'node:path';
import type { z } from 'zod';
import type { Causes, findingsFacetBy, findingsMethods, FindingFilter, FindingRule } from '../../contract/methods/findings.ts';
import type { Severity } from '../../contract/methods/rules.ts';
import type { JobContext, ModuleHandlers, QueryContext, ScanContext } from '../context.ts';
import { asColumn, batchFileOf, columnIndex, findingsFile, getDataset, revealedAmong } from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { asKey } from './cells.ts';
import { type Checked, checkedOf, stretchOf } from './checked.ts';
import type { CausesInput } from './causes.task.ts';
import type { FindingsExport } from './export.task.ts';
import type { FindingRow, FindingsQuery } from './findings.task.ts';
import type { RecordHistory, RecordHistoryInput } from './history.task.ts';
import type { RecordFacet, RecordFacetInput, RecordFilter, RecordPage, RecordPageInput, RecordView } from './records.task.ts';
import { getCauses, putCauses, runsBefore } from './score-store.ts';
import { getDetail, getRun } from './store.ts';

type FacetBy = z.infer<typeof findingsFacetBy>;

interface Request {
  readonly run: string;
  readonly batch?: string;
  readonly rule?: string;
  readonly column?: string;
  readonly severity?: Severity;
  readonly filters: readonly FindingFilter[];
  readonly search: string;
}

type Results = Checked['results'];
type Chosen = Pick<Request, 'rule' | 'column' | 'severity'>;

const chosen = (results: Results, { rule, column, severity }: Chosen): Results =>
  results.filter(
    (r) =>
      (rule === undefined || r.rule === rule) &&
      (column === undefined || r.columns.includes(column)) &&
      (severity === undefined || r.severity === severity),
  );

/** A request in the terms of the files: the rules that are meant, positions of columns, and where the findings lie. */
function viewOf(request: Request, context: QueryContext): { readonly view: RecordView; readonly checked: Checked } {
  const checked = checkedOf(context, request.run);
  const at = columnIndex(checked.table);
  const filters = request.filters.map(({ column, ...rest }): RecordFilter => ({ column: at(column), ...rest }));
  const rules = chosen(checked.results, request).map((r) => r.rule);
  const stretch = request.batch === undefined ? null : stretchOf(checked, request.batch);
  return { view: { batch: checked.table, ...checked.findings, rules, filters, search: request.search, stretch }, checked };
}

async function records(
  request: Request & { readonly order: 'row' | 'rules'; readonly offset: number; readonly limit: number; readonly reveal: string | null },
  context: ScanContext,
) {
  const { view, checked } = viewOf(request, context);
  const { results } = checked;
  const { order, offset, limit, reveal } = request;
  const input: RecordPageInput = { ...view, order, offset, limit, revealed: revealedAmong(context, checked.batches, view.batch, reveal) };
  const page = await context.task<RecordPage>('quality.records', input);
  const rules = page.rules.map(({ rule, ...said }): FindingRule => ({
    rule,
    severity: results.find((r) => r.rule === rule)?.severity ?? 'info',
    ...said,
  }));
  const columns = page.columns.map((c) => c.map(asKey));
  return { total: page.total, offset, rowNumbers: [...page.rows], failed: page.failed.map((f) => [...f]), rules, columns };
}

/** Groups of rules that rows are counted by, out of those that the other conditions leave. */
function groupsOf(by: 'rule' | 'column' | 'severity', results: Results, request: Request): { key: string; rules: string[] }[] {
  const others: Chosen = { ...request, [by]: undefined };
  const left = chosen(results, others).filter((r) => r.failed > 0);
  const keysOf = (r: Results[number]): readonly string[] => (by === 'rule' ? [r.rule] : by === 'severity' ? [r.severity] : r.columns);
  const keys = [...new Set(left.flatMap(keysOf))];
  return keys.map((key) => ({ key, rules: left.filter((r) => keysOf(r).includes(key)).map((r) => r.rule) }));
}

function facetInput(
  request: Request & { readonly by: FacetBy; readonly of?: string; readonly limit: number },
  context: QueryContext,
): RecordFacetInput {
  const { by, of = '', limit } = request;
  if (by === 'batch') {
    const { batch: _, ...others } = request;
    const { view, checked } = viewOf(others, context);
    return { ...view, by: { stretches: checked.batches.map(({ batch: key, first, last }) => ({ key, first, last })) }, limit };
  }
  if (by !== 'value' && by !== 'pattern') {
    const { [by]: _, ...others } = request;
    const { view, checked } = viewOf(others, context);
    return { ...view, by: { groups: groupsOf(by, checked.results, request) }, limit };
  }
  const own = (filter: FindingFilter): boolean => filter.column === of && (by === 'pattern' ? 'pattern' in filter : 'values' in filter);
  const { view } = viewOf({ ...request, filters: request.filters.filter((filter) => !own(filter)) }, context);
  return { ...view, by: { column: columnIndex(view.batch)(of), pattern: by === 'pattern' }, limit };
}

const HISTORY_MAX = 24;

async function history({ run: id, row }: { readonly run: string; readonly row: number }, context: ScanContext): Promise<RecordHistory> {
  const run = getRun(context.reader, id);
  const { key } = getDataset(context.reader, run.dataset);
  if (key.length === 0) return { key: [], batches: [] };
  const others = runsBefore(context.reader, run, HISTORY_MAX + 1).filter((one) => one !== id);
  const sides = others.map((one) => {
    const { batch, batchNumber } = getRun(context.reader, one);
    return { run: one, batchNumber, batch: batchFileOf(context.workspace, context.reader, batch), ...findingsFile(context, one) };
  });
  const batch = batchFileOf(context.workspace, context.reader, run.batch);
  return await context.task<RecordHistory>('quality.recordHistory', { batch, row, key, sides } satisfies RecordHistoryInput);
}

async function findCauses(run: string, context: JobContext): Promise<Causes> {
  const known = getCauses(context.reader, run);
  if (known) return known;
  const { batch } = getRun(context.reader, run);
  const rules = getDetail(context.reader, run).results.filter((r) => r.failed > 0);
  const input: CausesInput = {
    batch: batchFileOf(context.workspace, context.reader, batch),
    ...findingsFile(context, run),
    rules: rules.map(({ rule, columns }) => ({ rule, columns })),
  };
  const causes = await context.task<Causes>('quality.causes', input);
  return context.commit(({ writer, nowIso }) => {
    putCauses(writer, run, causes, nowIso());
    return causes;
  });
}

async function exported(
  {
    to,
    format,
    layout,
    reveal,
    ...request
  }: Request & {
    readonly to: string;
    readonly format: 'csv' | 'xlsx' | 'jsonl';
    readonly layout: 'findings' | 'records';
    readonly reveal: string | null;
  },
  context: JobContext,
) {
  const path = context.grants.path(to, 'write');
  const { view, checked } = viewOf(request, context);
  const { dataset, results } = checked;
  const { name, unit, key } = getDataset(context.reader, dataset);
  context.track(basename(path));
  const input: FindingsExport = {
    ...view,
    revealed: revealedAmong(context, checked.batches, view.batch, reveal),
    batches: checked.whole ? checked.batches : null,
    to: path,
    format,
    layout,
    severities: Object.fromEntries(results.map((r) => [r.rule, r.severity])),
    locked: key,
    about: {
      dataset: name,
      unit,
      batches: checked.batches.map(({ number }) => number),
      ruleSet: checked.ruleSet,
      checkedAt: checked.startedAt,
      writtenAt: context.nowIso(),
      by: context.session?.user.name ?? context.actor,
      conditions: conditionsOf(request, checked),
      revealed: reveal !== null,
      sensitive: view.batch.columns.filter((c) => asColumn(c).sensitive).map((c) => c.name),
    },
  };
  const { rows, bytes } = await context.task<{ readonly rows: number; readonly bytes: number }>('quality.exportFindings', input);
  return context.commit((command) => {
    recordEvent(command, { stage: 'apply', kind: 'findings.export', dataset, rows, bytes, subject: basename(path) });
    command.audit(name, { run: request.run, rows, format, layout, revealed: reveal !== null });
    return { fileName: basename(path), bytes, rows };
  });
}

/** The conditions of an export in words that are data, for its page of explanations. */
function conditionsOf(
  { batch, rule, column, severity, filters, search }: Request,
  checked: Checked,
): readonly (readonly [string, string])[] {
  const numberOf = (id: string): string => `第 ${checked.batches.find((one) => one.batch === id)?.number ?? ''} 批`;
  const word = (filter: FindingFilter): string =>
    'sameAs' in filter
      ? sameWords(filter.sameAs, checked)
      : 'pattern' in filter
        ? filter.pattern
        : filter.values.map((value) => (value === null ? '空值' : String(value))).join('、');
  return [
    ...(batch === undefined ? [] : [['批次', numberOf(batch)] as const]),
    ...(rule === undefined ? [] : [['规则', rule] as const]),
    ...(column === undefined ? [] : [['列', column] as const]),
    ...(severity === undefined ? [] : [['严重度', severity] as const]),
    ...filters.map((filter) => [filter.column, word(filter)] as const),
    ...(search === '' ? [] : [['搜索', search] as const]),
  ];
}

/** The value of a row, told by where the row stands: the value itself may be one that is hidden. */
function sameWords(row: number, { batches, whole }: Checked): string {
  const { number = 0, first = 1 } = batches.find((one) => row >= one.first && row <= one.last) ?? {};
  return whole ? `与第 ${number} 批第 ${row - first + 1} 行相同` : `与第 ${row} 行相同`;
}

/** Findings of a check: pages by finding and by record, counts, causes, export. */
export const findings: ModuleHandlers<typeof findingsMethods> = {
  'findings.page': async ({ offset, limit, reveal, ...request }, context) => {
    const { view, checked } = viewOf(request, context);
    const input: FindingsQuery = { ...view, offset, limit, revealed: revealedAmong(context, checked.batches, view.batch, reveal) };
    const page = await context.task<{ readonly total: number; readonly rows: readonly FindingRow[] }>('quality.findings', input);
    const severityOf = new Map(checked.results.map((r) => [r.rule, r.severity]));
    return { total: page.total, offset, rows: page.rows.map((row) => ({ ...row, severity: severityOf.get(row.rule) ?? 'info' })) };
  },
  'findings.records': (request, context) => records(request, context),
  'findings.facet': async (request, context) => {
    const facet = await context.task<RecordFacet>('quality.recordFacet', facetInput(request, context));
    return { ...facet, values: facet.values.map((v) => ({ ...v })) };
  },
  'findings.history': async (request, context) => {
    const { key, batches } = await history(request, context);
    return { key: [...key], batches: batches.map((b) => ({ ...b, rules: [...b.rules] })) };
  },
  'findings.causes': ({ run }, { reader }) => getCauses(reader, run),
  'findings.findCauses': ({ run }, context) => findCauses(run, context),
  'findings.export': (request, context) => exported(request, context),
};

import { basename } from 'node:path';
import type { Causes, findingsMethods, FindingFilter, FindingRule } from '../../contract/methods/findings.ts';
import type { Severity } from '../../contract/methods/rules.ts';
import type { JobContext, ModuleHandlers, QueryContext, ScanContext } from '../context.ts';
import { asColumn, batchFileOf, columnIndex, findingsFile, getDataset, revealedIn } from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { asKey } from './cells.ts';
import type { CausesInput } from './causes.task.ts';
import type { FindingsExport } from './export.task.ts';
import type { FindingRow, FindingsQuery } from './findings.task.ts';
import type { RecordHistory, RecordHistoryInput } from './history.task.ts';
import type { RecordFacet, RecordFacetInput, RecordFilter, RecordPage, RecordPageInput, RecordView } from './records.task.ts';
import { getCauses, putCauses, runsBefore } from './score-store.ts';
import { getDetail, getRun, type RunDetail } from './store.ts';

interface Request {
  readonly run: string;
  readonly rule?: string;
  readonly column?: string;
  readonly severity?: Severity;
  readonly filters: readonly FindingFilter[];
  readonly search: string;
}

type Results = RunDetail['results'];
type Chosen = Pick<Request, 'rule' | 'column' | 'severity'>;

const chosen = (results: Results, { rule, column, severity }: Chosen): Results =>
  results.filter(
    (r) =>
      (rule === undefined || r.rule === rule) &&
      (column === undefined || r.columns.includes(column)) &&
      (severity === undefined || r.severity === severity),
  );

/** A request in the terms of the files: the rules that are meant, positions of columns, and where the findings lie. */
function viewOf(request: Request, context: QueryContext): { readonly view: RecordView; readonly results: Results; readonly batch: string } {
  const run = getRun(context.reader, request.run);
  const { results } = getDetail(context.reader, request.run);
  const batch = batchFileOf(context.workspace, context.reader, run.batch);
  const at = columnIndex(batch);
  const filters = request.filters.map(({ column, ...rest }): RecordFilter => ({ column: at(column), ...rest }));
  const rules = chosen(results, request).map((r) => r.rule);
  return {
    view: { batch, ...findingsFile(context, request.run), rules, filters, search: request.search },
    results,
    batch: run.batch,
  };
}

async function records(
  request: Request & { readonly order: 'row' | 'rules'; readonly offset: number; readonly limit: number; readonly reveal: string | null },
  context: ScanContext,
) {
  const { view, results, batch } = viewOf(request, context);
  const { order, offset, limit, reveal } = request;
  const input: RecordPageInput = { ...view, order, offset, limit, revealed: revealedIn(context, batch, view.batch, reveal) };
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
  request: Request & { readonly by: 'rule' | 'column' | 'severity' | 'value' | 'pattern'; readonly of?: string; readonly limit: number },
  context: QueryContext,
): RecordFacetInput {
  const { by, of = '', limit } = request;
  if (by !== 'value' && by !== 'pattern') {
    const { [by]: _, ...others } = request;
    const { view, results } = viewOf(others, context);
    return { ...view, by: { groups: groupsOf(by, results, request) }, limit };
  }
  const own = (filter: FindingFilter): boolean => filter.column === of && 'pattern' in filter === (by === 'pattern');
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
  const { view, results, batch } = viewOf(request, context);
  const run = getRun(context.reader, request.run);
  const { name, unit, key } = getDataset(context.reader, run.dataset);
  context.track(basename(path));
  const input: FindingsExport = {
    ...view,
    revealed: revealedIn(context, batch, view.batch, reveal),
    to: path,
    format,
    layout,
    severities: Object.fromEntries(results.map((r) => [r.rule, r.severity])),
    locked: key,
    about: {
      dataset: name,
      unit,
      batch: run.batchNumber,
      ruleSet: `${run.ruleSetName} v${run.ruleSetVersion}`,
      checkedAt: run.startedAt,
      writtenAt: context.nowIso(),
      by: context.session?.user.name ?? context.actor,
      conditions: conditionsOf(request),
      revealed: reveal !== null,
      sensitive: view.batch.columns.filter((c) => asColumn(c).sensitive).map((c) => c.name),
    },
  };
  const { rows, bytes } = await context.task<{ readonly rows: number; readonly bytes: number }>('quality.exportFindings', input);
  return context.commit((command) => {
    recordEvent(command, { stage: 'apply', kind: 'findings.export', dataset: run.dataset, rows, bytes, subject: basename(path) });
    command.audit(name, { run: request.run, rows, format, layout, revealed: reveal !== null });
    return { fileName: basename(path), bytes, rows };
  });
}

/** The conditions of an export in words that are data, for its page of explanations. */
function conditionsOf({ rule, column, severity, filters, search }: Request): readonly (readonly [string, string])[] {
  const word = (filter: FindingFilter): string =>
    'pattern' in filter ? filter.pattern : filter.values.map((value) => (value === null ? '空值' : String(value))).join('、');
  return [
    ...(rule === undefined ? [] : [['规则', rule] as const]),
    ...(column === undefined ? [] : [['列', column] as const]),
    ...(severity === undefined ? [] : [['严重度', severity] as const]),
    ...filters.map((filter) => [filter.column, word(filter)] as const),
    ...(search === '' ? [] : [['搜索', search] as const]),
  ];
}

/** Findings of a run: pages by finding and by record, counts, causes, export. */
export const findings: ModuleHandlers<typeof findingsMethods> = {
  'findings.page': async ({ offset, limit, reveal, ...request }, context) => {
    const { view, results, batch } = viewOf(request, context);
    const input: FindingsQuery = { ...view, offset, limit, revealed: revealedIn(context, batch, view.batch, reveal) };
    const page = await context.task<{ readonly total: number; readonly rows: readonly FindingRow[] }>('quality.findings', input);
    const severityOf = new Map(results.map((r) => [r.rule, r.severity]));
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

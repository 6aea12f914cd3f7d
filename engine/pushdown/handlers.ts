import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shanghaiDay } from '../../base/clock.ts';
import { remove } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceResult, InPlaceRun, inPlaceMethods } from '../../contract/methods/in-place.ts';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import { rightsOf } from '../../contract/rights.ts';
import type { JobContext, ModuleHandlers, QueryContext, ScanContext } from '../context.ts';
import { editionsFor } from '../codes/index.ts';
import { activeWaivers, listIssues, ofTable, todayOf, updateIssuesAfterRun } from '../issues/index.ts';
import { getBands, referenceFiles, weightsFor } from '../quality/index.ts';
import { type RuleSetForRun, ruleSetForRun } from '../rules/index.ts';
import { createSemantics, loadTables, semanticsWith } from '../semantics/index.ts';
import { batchName, getSource, placeOf, rowsEstimate, selectOf, storedLogin, withLine, withoutValues } from '../sources/index.ts';
import { checkSource, planSourceCheck } from './check.ts';
import type { SourceCheckHost, SourceCheckInput, SourceCheckRun, SourceResult } from './model.ts';
import { findings, REVEAL_MS, reveals } from './failing.ts';
import { blockedInPlace } from './for-review.ts';
import type { PlannedRule } from './plan.ts';
import { SAMPLE_ROWS } from './results.ts';
import { statementOf } from './statement.ts';
import {
  checkedTable,
  getInPlace,
  inPlaceBefore,
  inPlaceDetail,
  insertInPlace,
  type KeptResult,
  listInPlace,
  putCheckedTable,
} from './store.ts';
import type { ServerTable } from './table.ts';

interface Wanted {
  readonly source: string;
  readonly from: SourceFrom;
  readonly key: readonly string[] | null;
  readonly ruleSet: string;
  readonly unitColumn?: string | null | undefined;
}

/** Failing rows that are kept of each rule, for reports. */
const KEPT_ROWS = 5;

function hostOf(context: QueryContext, { codes, asOf }: Pick<SourceCheckInput, 'codes' | 'asOf'>): SourceCheckHost {
  const { tasks, resources, clock } = context.host;
  const bundled = createSemantics({ today: shanghaiDay(clock.nowMs()), tables: loadTables(resources) });
  const semantics = semanticsWith(bundled, codes, asOf);
  return { tasks, semantics, resources, monotonicMs: context.nowMs, newId: context.newId };
}

function inputOf(wanted: Wanted, ruleSet: RuleSetForRun, dir: string, context: QueryContext): SourceCheckInput {
  const { source, from, key } = wanted;
  const known = checkedTable(context.reader, wanted);
  return {
    login: storedLogin(context, source),
    from,
    key,
    rules: ruleSet.rules,
    nullLike: ruleSet.nullLike,
    asOf: shanghaiDay(context.host.clock.nowMs()),
    codes: editionsFor(
      context,
      ruleSet.rules.map(({ spec }) => spec?.params),
    ),
    references: referenceFiles(ruleSet, context),
    dir,
    fileKey: new Uint8Array(context.host.random.bytes(32)),
    sampleRows: KEPT_ROWS,
    weights: weightsFor(context.reader, ruleSet.id),
    unitColumn: wanted.unitColumn === undefined ? (known?.unitColumn ?? null) : wanted.unitColumn,
    waivers: known ? activeWaivers(context.reader, ofTable(known.id), todayOf(context)) : [],
  };
}

async function plan(wanted: Wanted, context: ScanContext) {
  const ruleSet = ruleSetForRun(context.reader, wanted.ruleSet);
  const input = inputOf(wanted, ruleSet, '', context);
  const { signal } = context;
  return await withLine(input.login, signal, async (line) => {
    const { table, rules } = await planSourceCheck(line, input, hostOf(context, input), signal);
    return {
      server: line.server,
      mayWrite: await line.mayWrite(signal),
      key: table.key.map(({ name }) => name),
      columns: table.columns.map(({ name }) => name),
      unitColumn: input.unitColumn ?? null,
      rowsEstimate: await rowsEstimate(line, input.login, wanted.from, selectOf(input.login, wanted.from), signal),
      rules: rules.map((rule) => plannedRule(table, rule)),
    };
  });
}

function plannedRule(table: ServerTable, planned: PlannedRule) {
  if (!planned.item) {
    const { rule, kind, columns, error } = planned.result;
    return { rule, kind, columns: [...columns], way: 'none' as const, why: null, sql: null, error };
  }
  const { spec, bound, way, why, result } = planned.item;
  const sql = statementOf(table, planned.item);
  return { rule: spec.id, kind: spec.kind, columns: [...bound.columns], way, why, sql, error: result?.error ?? null };
}

async function run(wanted: Wanted, context: JobContext): Promise<InPlaceRun> {
  const known = getSource(context.reader, wanted.source);
  const ruleSet = ruleSetForRun(context.reader, wanted.ruleSet);
  context.track(batchName(known, wanted.from));
  const startedAt = context.nowIso();
  const startedMs = context.nowMs();
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-in-place-'));
  try {
    const input = inputOf(wanted, ruleSet, dir, context);
    const mayWrite = await withLine(input.login, context.signal, (line) => line.mayWrite(context.signal));
    const checked = await checkSource(input, hostOf(context, input), { signal: context.signal, onProgress: context.report });
    const results = checked.results.map((result, i) => keptResult(result, ruleSet.rules[i]?.spec ?? null));
    const head: Head = {
      source: wanted.source,
      name: known.name,
      protocol: known.protocol,
      address: placeOf(known),
      server: checked.server,
      from: wanted.from,
      key: [...checked.key],
      unitColumn: checked.columns.find(({ name }) => name === input.unitColumn)?.name ?? null,
      ruleSet: ruleSet.id,
      ruleSetName: ruleSet.name,
      ruleSetVersion: ruleSet.version,
      rows: checked.rowCount,
      findings: results.reduce((sum, { result }) => sum + result.failed, 0),
      score: { total: checked.score.total, dimensions: checked.score.dimensions },
      success: checked.success,
      mayWrite,
      cut: checked.cut,
      oneState: checked.oneState,
      startedAt,
      seconds: (context.nowMs() - startedMs) / 1000,
    };
    return publish(context, head, checked, results, { nullLike: input.nullLike, asOf: input.asOf, keyGiven: wanted.key });
  } finally {
    remove(dir);
  }
}

type Head = Omit<InPlaceRun, 'id' | 'table' | 'by' | 'review'>;

function publish(
  context: JobContext,
  head: Head,
  { columns, score, results: found }: SourceCheckRun,
  results: readonly KeptResult[],
  asked: { readonly nullLike: readonly string[]; readonly asOf: string; readonly keyGiven: readonly string[] | null },
): InPlaceRun {
  return context.commit((command) => {
    const id = command.newId();
    // the connection may have been removed meanwhile
    const source = sourceStill(command, head.source);
    const table = (source === null ? null : checkedTable(command.reader, { ...head, source })?.id) ?? command.newId();
    const name = batchName(head, head.from);
    putCheckedTable(command.writer, { ...head, id: table, source, name, columns: columns.map((column) => column.name) });
    const detail = { results, formula: score.formula, columns, ...asked };
    insertInPlace(command.writer, { ...head, source, table, id, by: '', review: null }, detail, command.actor);
    const shares = found.flatMap(({ rule, units }) => (units ? [[rule, new Map(units)] as const] : []));
    updateIssuesAfterRun(command, { id, of: ofTable(table), results: results.map(({ result }) => result), shares: new Map(shares) });
    command.audit(name, { run: id, ruleSet: head.ruleSetName, rows: head.rows, score: head.score.total });
    return getInPlace(command.reader, id);
  });
}

function sourceStill(context: Pick<QueryContext, 'reader'>, source: string | null): string | null {
  try {
    return source === null ? null : getSource(context.reader, source).id;
  } catch (error) {
    if (error instanceof JiadiError && error.code === 'not-found') return null;
    throw error;
  }
}

function keptResult(found: SourceResult, spec: KeptResult['spec']): KeptResult {
  const { findings: _, reason, learned: __, column: ___, indicator: ____, sample, failing, units: _____, way, why, sql, ...result } = found;
  const rows = found.failed > 0 && found.error === null && (found.names || sample.length > 0);
  const observed = (result.observed ?? null) as InPlaceResult['observed'];
  return {
    result: { ...result, columns: [...result.columns], observed, way, why, sql, rows },
    spec,
    reason: { code: found.kind, params: reason },
    failing: rows ? failing : null,
    sample: sample.slice(0, way === 'rows' ? SAMPLE_ROWS : KEPT_ROWS),
  };
}

/** Who could not ask the database must not read in a query what was looked for. */
function readable(run: InPlaceRun, { session }: QueryContext): InPlaceRun {
  const asks = session !== null && rightsOf[session.user.role].includes('data.import');
  return run.from.kind === 'table' || asks ? run : { ...run, from: { kind: 'query', sql: withoutValues(run.from.sql, run.protocol) } };
}

const BEFORE = 24;

/** Checks of tables where they are: what will be asked, the check, what came of it, and its failing rows by page. */
export const inPlace: ModuleHandlers<typeof inPlaceMethods> = {
  'inPlace.plan': (wanted, context) => plan(wanted, context),
  'inPlace.run': (wanted, context) => run(wanted, context),
  'inPlace.list': (filter, context) => listInPlace(context.reader, filter).map((one) => readable(one, context)),
  'inPlace.get': ({ run: id }, context) => {
    const found = getInPlace(context.reader, id);
    return {
      run: readable(found, context),
      results: inPlaceDetail(context.reader, id).results.map(({ result }) => result),
      before: inPlaceBefore(context.reader, found, BEFORE).map((one) => readable(one, context)),
      blockedBy: blockedInPlace(context.reader, id).map((one) => ({ ...one })),
      bands: getBands(context.reader),
      unit: found.table === null ? '' : (listIssues(context.reader, { table: found.table })[0]?.unit ?? ''),
    };
  },
  'inPlace.findings': (request, context) => findings(request, context),
  'inPlace.reveal': ({ run: id, rule, reason }, context) => {
    const { name, from } = getInPlace(context.reader, id);
    const token = Buffer.from(context.host.random.bytes(18)).toString('base64url');
    reveals.add(token, { userId: context.actor, batch: `${id} ${rule}`, scope: { column: rule }, untilMs: context.nowMs() + REVEAL_MS });
    context.audit(from.kind === 'table' ? `${name} · ${from.table}` : name, { run: id, rule, reason });
    return { token, until: new Date(context.host.clock.nowMs() + REVEAL_MS).toISOString() };
  },
};

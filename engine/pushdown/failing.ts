import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceRun } from '../../contract/methods/in-place.ts';
import { editionsFor } from '../codes/index.ts';
import type { JobContext, QueryContext, ScanContext } from '../context.ts';
import { createReveals } from '../datasets/index.ts';
import { fingerprintOf, getShares, type IssueRow } from '../issues/index.ts';
import { parseDate } from '../rules/index.ts';
import { maskKindOf, maskValue } from '../semantics/index.ts';
import { storedLogin } from '../sources/index.ts';
import type { ServerPrintsInput } from './failing.task.ts';
import type { PageInput, PageOutput, PlaceInRows, RuleRows } from './page.task.ts';
import { getInPlace, inPlaceDetail, type KeptResult } from './store.ts';
import { type OfUnit, unitTest } from './units.ts';

/** Who may see the plain values of a rule's findings, and until when. */
export const reveals = createReveals();
export const REVEAL_MS = 600_000;

/** A page of the rows that fail a rule of a check, masked until somebody says why they are needed. */
export async function findings(
  {
    run: id,
    rule,
    share,
    limit,
    after,
    reveal,
  }: {
    run: string;
    rule: string;
    share: string | null;
    limit: number;
    after: string | null;
    reveal: string | null;
  },
  context: ScanContext,
) {
  const startedMs = context.nowMs();
  const checked = getInPlace(context.reader, id);
  const { kept, rows: from } = rowsOfRule(context, checked, rule);
  if (!kept.result.rows) throw new JiadiError('not-found', { what: 'rule', name: rule });
  const unit = share === null ? null : unitOf(context, checked, rule, share);
  const shown = reveals.of(reveal, context.actor, `${id} ${rule}`, context.nowMs()) !== null;
  const page =
    kept.result.way === 'rows'
      ? keptPage(kept, checked, inPlaceDetail(context.reader, id).columns, unit)
      : await context.task<PageOutput>('pushdown.page', { ...from, unit, after: placeFrom(after), limit } satisfies PageInput);
  const masked = (name: string): boolean => maskKindOf(semanticOf(page.columns, name)) !== 'none';
  const mask = (name: string, cell: string | null): string | null =>
    cell === null || shown || !masked(name) ? cell : maskValue(semanticOf(page.columns, name), cell);
  const names = kept.result.columns;
  return {
    key: [...page.key],
    columns: [...names],
    sensitive: [...new Set([...page.key, ...names])].filter(masked),
    rows: page.rows.map((row) => ({
      key: row.key.map((cell, i) => mask(page.key[i] ?? '', cell)),
      cells: row.cells.map((cell, i) => mask(names[i] ?? '', cell)),
    })),
    reason: { code: kept.reason.code, params: { ...kept.reason.params } },
    total: unit ? unit.failed : kept.result.failed,
    waived: kept.result.waiver?.rows ?? 0,
    next: page.next === null ? null : JSON.stringify(page.next),
    kept: kept.result.way === 'rows',
    unsteady: page.unsteady,
    ms: Math.round(context.nowMs() - startedMs),
  };
}

const semanticOf = (columns: PageOutput['columns'], name: string): string | null => columns.find((c) => c.name === name)?.semantic ?? null;

function keptPage({ sample }: KeptResult, { key }: InPlaceRun, columns: PageOutput['columns'], unit: OfUnit | null): PageOutput {
  const mine = unit ? unitTest(unit) : () => true;
  return { key, columns, rows: sample.filter((row) => mine(row.unit ?? null)), next: null, unsteady: false };
}

/** A unit of a check, and how many of the rows that fail a rule name it. */
function unitOf({ reader }: QueryContext, run: InPlaceRun, rule: string, share: string): OfUnit & { readonly failed: number } {
  const shares = getShares(reader, run.id, rule);
  const mine = shares.find((one) => one.share === share);
  if (run.unitColumn === null || !mine) throw new JiadiError('not-found', { what: 'unit', name: share });
  return { column: run.unitColumn, share, others: shares.map((one) => one.share).filter((one) => one !== ''), failed: mine.failed };
}

/** A rule of a check as it was kept, and what is needed to ask the server for its failing rows. */
function rowsOfRule(context: QueryContext, run: InPlaceRun, rule: string): { readonly kept: KeptResult; readonly rows: RuleRows } {
  const { results, keyGiven, nullLike, asOf } = inPlaceDetail(context.reader, run.id);
  const kept = results.find(({ result }) => result.rule === rule);
  if (!kept?.spec) throw new JiadiError('not-found', { what: 'rule', name: rule });
  if (run.source === null) throw new JiadiError('not-found', { what: 'source', name: run.name });
  const { spec, result, failing } = kept;
  const rows: RuleRows = {
    login: storedLogin(context, run.source),
    from: run.from,
    key: keyGiven,
    nullLike,
    asOfSeconds: parseDate(asOf) ?? 0,
    codes: editionsFor(context, [spec.params]),
    spec,
    way: result.way,
    failing,
  };
  return { kept, rows };
}

/** By what the failing rows of an issue are known again in a later check: asked of the server now, or among those that were kept. */
export async function printsInPlace(
  issue: Pick<IssueRow, 'lastRun' | 'rule' | 'share' | 'columns'>,
  limit: number,
  context: JobContext,
): Promise<{ readonly keyColumns: readonly string[]; readonly prints: readonly Uint8Array[] }> {
  const run = getInPlace(context.reader, issue.lastRun);
  const { kept, rows } = rowsOfRule(context, run, issue.rule);
  const keyColumns = run.key;
  if (keyColumns.length === 0) throw new JiadiError('waiver-needs-key', {});
  const unit = issue.share === null ? null : unitOf(context, run, issue.rule, issue.share);
  let prints: readonly Uint8Array[] = [];
  if (kept.result.way !== 'rows') {
    const input: ServerPrintsInput = { ...rows, unit, keyColumns, valueColumns: kept.result.columns, limit };
    if (kept.result.rows) prints = await context.task('pushdown.prints', input);
    // the rows of a rule that was judged here cannot be asked for again
  } else if (kept.sample.length === kept.result.failed) {
    const mine = unit ? unitTest(unit) : () => true;
    prints = kept.sample.filter((row) => mine(row.unit ?? null)).map(({ key, cells }) => fingerprintOf(key, cells));
  }
  if (prints.length === 0) throw new JiadiError('waiver-needs-rows', { rule: issue.rule });
  return { keyColumns, prints };
}

function placeFrom(after: string | null): PlaceInRows | null {
  if (after === null) return null;
  try {
    const read = JSON.parse(after) as { readonly key?: unknown; readonly skip?: unknown };
    if (Array.isArray(read.key) && read.key.every((cell) => typeof cell === 'string')) return { key: read.key };
    if (typeof read.skip === 'number' && Number.isSafeInteger(read.skip) && read.skip >= 0) return { skip: read.skip };
  } catch (error) {
    throw new JiadiError('invalid-input', { problem: 'after' }, error);
  }
  throw new JiadiError('invalid-input', { problem: 'after' });
}

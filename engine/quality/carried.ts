/** A check of several batches as one table: what was found in each is kept and put together, so that a further batch costs its own rows. */
import type { RunOptions } from '../../base/jobs/index.ts';
import { parseDate, wrong } from '../rules/index.ts';
import type { AppendedBatch } from './carried-batch.ts';
import type { CheckState, WriteStateInput } from './carried.task.ts';
import type { CostBook } from './cost.ts';
import type { CheckHost } from './input.ts';
import { type KeyRecords, streamsOf } from './key-records.ts';
import { endOf, type Item, type Pass, scanBatch, type Scanned } from './pass.ts';
import { makePlan, type PlannedRule, type PlanTable, readsDay } from './plan.ts';
import type { RunChunk } from './runs.ts';

/**
 * True for a rule whose answer for a table is put together from what was found in its parts. Not so: rules that look at the row before, that learn from all
 * rows, that look rows up elsewhere (they may have changed), that depend on the day of the check, or that are about the table as a whole.
 */
export function isCarried(
  { spec, bound, extras }: Pick<Item, 'spec' | 'bound' | 'extras'>,
  table: PlanTable,
  host: Pick<CheckHost, 'semantics'>,
): boolean {
  if (bound.grain === 'whole' || bound.grain === 'query' || bound.references) return false;
  if ('sequential' in bound && bound.sequential) return false;
  if ('learns' in bound && bound.learns) return false;
  return !readsDay(spec, table, host.semantics, extras);
}

/** What a scan of all batches would have found, from their states; batches without one are scanned, and their state is kept. */
export async function carriedPass(
  batches: readonly AppendedBatch[],
  items: readonly Pick<Item, 'spec' | 'bound' | 'extras'>[],
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<Pass> {
  const rowCount = batches.reduce((sum, { file }) => sum + file.rowCount, 0);
  const plan = makePlan(
    items.map((x) => x.spec),
    table,
    host.semantics,
    items.map((x) => x.extras),
  );
  const records: (KeyRecords & { readonly rowsBefore: number })[] = [];
  const found: (readonly Scanned[])[] = [];
  let rowsBefore = 0;
  for (const batch of batches) {
    const state = batch.state ?? (await makeState(batch, items, table, host, options, book));
    const { scans, records: own } = await host.tasks.run<CheckState>('quality.readState', state, { signal: options.signal, pure: true });
    records.push(...own.map((one) => ({ ...one, rowsBefore })));
    found.push(scans.map((scan) => shifted(scan, rowsBefore)));
    rowsBefore += batch.file.rowCount;
  }
  const scans = plan.rules.map((rule, i) =>
    merged(
      rule,
      found.flatMap((list) => list[i] ?? []),
    ),
  );
  const work = { scans, streams: streamsOf(records, plan.streams.length), rowCount };
  return { scans, records, close: () => undefined, ...endOf(items, work, { ...host, book }, options) };
}

async function makeState(
  { file, asOf, target }: AppendedBatch,
  items: readonly Pick<Item, 'spec' | 'bound' | 'extras'>[],
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<NonNullable<AppendedBatch['state']>> {
  const asOfSeconds = parseDate(asOf);
  if (asOfSeconds === null || target === null) throw wrong('asOf', 'a date', asOf);
  const { scans, records, close } = await scanBatch(file, items, { ...table, asOfSeconds }, host, options, { book, part: 'scan' });
  try {
    await host.tasks.run('quality.writeState', { target, scans, records } satisfies WriteStateInput, { signal: options.signal });
  } finally {
    close();
  }
  return { path: target.final, key: target.key };
}

function shifted(scan: Scanned, rows: number): Scanned {
  // rows of a chunk are told from its first one on
  const hits = scan.hits.map((chunk): RunChunk => ({ ...chunk, first: chunk.first + rows, last: chunk.last + rows }));
  return { ...scan, hits };
}

function merged({ keyStream, groupStream }: PlannedRule, scans: readonly Scanned[]): Scanned {
  const sum = (of: (scan: Scanned) => number): number => scans.reduce((total, scan) => total + of(scan), 0);
  return {
    rows: sum((s) => s.rows),
    skipped: sum((s) => s.skipped),
    failed: sum((s) => s.failed),
    hits: scans.flatMap((s) => s.hits),
    state: null,
    states: scans.flatMap((s) => s.states),
    // a batch without rows was not scanned and knows no streams
    keyStream,
    groupStream,
    error: scans.find((s) => s.error !== null)?.error ?? null,
    sampledMs: sum((s) => s.sampledMs),
    aloneRowMs: null,
  };
}

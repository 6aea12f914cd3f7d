import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { withFileErrors } from '../../base/files.ts';
import type { BuiltSample, SampleSource } from '../../engine/sample/index.ts';

const listing = z.object({
  kinds: z.array(
    z.object({ file: z.string(), kind: z.string(), foundBy: z.enum(['rule', 'intake', 'fusion']), rules: z.array(z.string()) }),
  ),
  defects: z.array(z.object({ file: z.string(), row: z.number(), kind: z.string() })),
});
type Listing = z.infer<typeof listing>;

/** One kind of defect in one file: how many were put in, and how many came to light at their very row. */
export interface KindCount {
  readonly file: string;
  readonly kind: string;
  readonly listed: number;
  readonly found: number;
}

/** What was put into the sample against what intake and the rules found in it. */
export interface DefectCount {
  readonly listed: number;
  readonly found: number;
  /** Findings at rows where nothing was put in for that rule: false alarms. */
  readonly unlisted: number;
  readonly kinds: readonly KindCount[];
}

const PAGE = 1_000;

/** Compares what intake and the rules found with the list of what was put in, row by row and both ways. */
export async function defectsFound(
  { steward, sources }: Pick<BuiltSample, 'steward' | 'sources'>,
  resources: string,
): Promise<DefectCount> {
  const path = join(resources, 'sample', 'defects.json');
  const listed = listing.parse(JSON.parse(withFileErrors(path, () => readFileSync(path, 'utf8'))));
  const kinds: KindCount[] = [];
  let unlisted = 0;
  for (const source of sources) {
    const { results } = await steward.call('quality.get', { run: source.run.id });
    const rowsOf = new Map<string, ReadonlySet<number>>();
    for (const { rule } of results) rowsOf.set(rule, await foundRows(steward, source.run.id, rule));
    const malformed = await malformedRows(steward, source);
    const own = compare(listed, source.file, rowsOf, malformed);
    kinds.push(...own.kinds);
    unlisted += own.unlisted;
  }
  const sum = (key: 'listed' | 'found'): number => kinds.reduce((n, k) => n + k[key], 0);
  return { listed: sum('listed'), found: sum('found'), unlisted, kinds };
}

function compare(
  { kinds, defects }: Listing,
  file: string,
  rowsOf: ReadonlyMap<string, ReadonlySet<number>>,
  malformed: ReadonlySet<number>,
): Pick<DefectCount, 'kinds' | 'unlisted'> {
  const inFile = kinds.filter((k) => k.file === file && k.foundBy !== 'fusion');
  const listedRows = (kind: string): readonly number[] => defects.filter((d) => d.file === file && d.kind === kind).map((d) => d.row);
  const counts = inFile.map((k) => {
    const rows = listedRows(k.kind);
    // every rule that is named for a kind has to find it
    const found = rows.filter((row) =>
      k.foundBy === 'intake' ? malformed.has(row) : k.rules.length > 0 && k.rules.every((rule) => rowsOf.get(rule)?.has(row)),
    );
    return { file, kind: k.kind, listed: rows.length, found: found.length };
  });
  const expected = (fits: (k: Listing['kinds'][number]) => boolean): ReadonlySet<number> =>
    new Set(inFile.filter(fits).flatMap((k) => listedRows(k.kind)));
  const beyond = (rows: ReadonlySet<number>, known: ReadonlySet<number>): number => [...rows].filter((row) => !known.has(row)).length;
  const alarms = [...rowsOf].reduce(
    (n, [rule, rows]) =>
      n +
      beyond(
        rows,
        expected((k) => k.rules.includes(rule)),
      ),
    0,
  );
  return {
    kinds: counts,
    unlisted:
      alarms +
      beyond(
        malformed,
        expected((k) => k.foundBy === 'intake'),
      ),
  };
}

async function malformedRows(steward: BuiltSample['steward'], { batch }: SampleSource): Promise<ReadonlySet<number>> {
  const { records } = await steward.call('batches.malformed', { batch: batch.id });
  return new Set(records.map((r) => r.row));
}

async function foundRows(steward: BuiltSample['steward'], run: string, rule: string): Promise<ReadonlySet<number>> {
  const rows = new Set<number>();
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await steward.call('findings.page', { run, rule, offset, limit: PAGE });
    total = page.total;
    for (const finding of page.rows) rows.add(finding.row);
  }
  return rows;
}

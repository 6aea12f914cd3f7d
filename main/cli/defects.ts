import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { withFileErrors } from '../../base/files.ts';
import type { BuiltSample } from '../../engine/sample/index.ts';

const listing = z.object({
  kinds: z.array(z.object({ file: z.string(), kind: z.string(), foundBy: z.string(), rules: z.array(z.string()) })),
  defects: z.array(z.object({ file: z.string(), row: z.number().nullable(), kind: z.string() })),
});

/** How many defects were put into the sample for rules to find, and how many of them a rule named by its row. */
export interface DefectCount {
  readonly listed: number;
  readonly found: number;
}

const PAGE = 1_000;

/** Compares what the rules found with the list of what was put in, row by row. */
export async function defectsFound({ steward, sources }: BuiltSample, resources: string): Promise<DefectCount> {
  const path = join(resources, 'sample', 'defects.json');
  const { kinds, defects } = listing.parse(JSON.parse(withFileErrors(path, () => readFileSync(path, 'utf8'))));
  let listed = 0;
  let found = 0;
  for (const { file, run } of sources) {
    const rowsOf = new Map<string, ReadonlySet<number>>();
    for (const kind of kinds.filter((k) => k.file === file && k.foundBy === 'rule')) {
      const rows = new Set<number>();
      for (const rule of kind.rules) {
        if (!rowsOf.has(rule)) rowsOf.set(rule, await foundRows(steward, run.id, rule));
        for (const row of rowsOf.get(rule) ?? []) rows.add(row);
      }
      const wanted = defects.filter((d) => d.file === file && d.kind === kind.kind);
      listed += wanted.length;
      found += wanted.filter((d) => d.row !== null && rows.has(d.row)).length;
    }
  }
  return { listed, found };
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

/**
 * Error detection on tables whose errors are known cell by cell: what is suggested from the profile and the structure is accepted as it stands, checked, and
 * the findings are held against the truth. Nothing is told but the file.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CheckInput } from '../../engine/quality/check.ts';
import { runCheck } from '../../engine/quality/check.ts';
import { rowsOf } from '../../engine/quality/runs.ts';
import { tableStructure } from '../../engine/profile/index.ts';
import { readRule } from '../../engine/rules/rule.ts';
import { suggestRules } from '../../engine/rules/suggest.ts';
import { importFile, resourcesFolder, scratch } from '../support/batch.ts';
import { host, semantics } from '../support/check.ts';
import { needs, quietContext, sharedData } from '../support/intake.ts';
import { plainCsv } from '../support/plain-csv.ts';

const skip = needs('raha');

/** Cells as `row/column`, both 0-based. */
async function found(path: string, columns: readonly string[]): Promise<ReadonlySet<string>> {
  const place = scratch();
  try {
    const { file, profile } = await importFile(path, place.folder, { resources: resourcesFolder });
    const structure = tableStructure({ parts: file.parts, columns: file.columns }, quietContext, semantics);
    const rules = suggestRules(profile, '2026-06-30', structure).map(({ rule }, i) => readRule(rule, i + 1));
    const input: CheckInput = { batch: file, rules, nullLike: [], asOf: '2026-06-30', findings: null };
    const run = await runCheck(input, host);
    assert.deepEqual(
      run.results.filter(({ status }) => status === 'error').map(({ rule, error }) => [rule, error]),
      [],
    );
    const cells = new Set<string>();
    for (const { column, findings } of run.results) {
      const at = column === null ? -1 : columns.indexOf(column);
      if (at >= 0) for (const chunk of findings) for (const row of rowsOf(chunk)) cells.add(`${row - 1}/${at}`);
    }
    return cells;
  } finally {
    place.done();
  }
}

for (const [name, least] of [
  ['hospital', 0.94],
  ['beers', 0.97],
] as const) {
  test(`${name}: F1 of at least ${least} with no label and no rule written by hand`, { skip }, async (t) => {
    const folder = sharedData(`raha/${name}`) ?? '';
    const dirty = plainCsv(readFileSync(join(folder, 'dirty.csv'), 'utf8'));
    const clean = plainCsv(readFileSync(join(folder, 'clean.csv'), 'utf8'));
    const [head = [], ...rows] = dirty;
    const wrong = new Set(rows.flatMap((row, r) => row.flatMap((cell, c) => (cell === clean[r + 1]?.[c] ? [] : [`${r}/${c}`]))));
    const cells = await found(join(folder, 'dirty.csv'), head);
    const hits = [...cells].filter((cell) => wrong.has(cell)).length;
    const [precision, recall] = [hits / cells.size, hits / wrong.size];
    const f1 = (2 * precision * recall) / (precision + recall);
    t.diagnostic(`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)} over ${wrong.size} wrong cells`);
    assert.ok(f1 >= least, `F1 ${f1}`);
  });
}

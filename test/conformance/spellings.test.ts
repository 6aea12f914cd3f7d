/** Spellings on a table whose errors are known: what a person would get who takes every group as it is proposed, in every column where spellings are looked for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasSpellings } from '../../contract/methods/clusters.ts';
import { findClusters } from '../../engine/clusters/index.ts';
import { importFile, resourcesFolder, scratch } from '../support/batch.ts';
import { needs, quietContext, sharedData } from '../support/intake.ts';
import { plainCsv } from '../support/plain-csv.ts';

const skip = needs('raha');

for (const [similarity, least] of [
  [0.85, 150],
  [0.7, 190],
] as const) {
  test(`hospital, slips at a similarity of ${similarity}: at least ${least} cells mended, none made wrong`, { skip }, async (t) => {
    const folder = sharedData('raha/hospital') ?? '';
    const [, ...dirty] = plainCsv(readFileSync(join(folder, 'dirty.csv'), 'utf8'));
    const [, ...clean] = plainCsv(readFileSync(join(folder, 'clean.csv'), 'utf8'));
    const place = scratch();
    t.after(() => place.done());
    const { file } = await importFile(join(folder, 'dirty.csv'), place.folder, { resources: resourcesFolder });
    let [mended, spoiled, errors] = [0, 0, 0];
    for (const column of file.columns.filter(hasSpellings)) {
      const { clusters, total } = findClusters({ file, column: column.index, method: 'distance', similarity, limit: 1_000 }, quietContext);
      assert.equal(clusters.length, total);
      const written = new Map(
        clusters.flatMap(({ values: [first, ...others] }) => others.map(({ value }) => [value, first?.value] as const)),
      );
      dirty.forEach((row, r) => {
        const [before, truth] = [row[column.index] ?? '', clean[r]?.[column.index]];
        const after = written.get(before) ?? before;
        if (before !== truth) errors++;
        if (before !== truth && after === truth) mended++;
        if (before === truth && after !== truth) spoiled++;
      });
    }
    t.diagnostic(`${mended} of ${errors} wrong cells mended, ${spoiled} made wrong`);
    assert.ok(mended >= least, String(mended));
    assert.equal(spoiled, 0);
  });
}

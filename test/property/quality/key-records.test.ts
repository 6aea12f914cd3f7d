/** Keys are judged partition by partition; wherever their records lie, the answer is that of all rows side by side. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TaskContext } from '../../../base/jobs/index.ts';
import { type GroupResult, groupKeys } from '../../../engine/quality/group.ts';
import { homeOfRecords, type KeyLayout, KeyRecorder, type KeyStream, streamsOf } from '../../../engine/quality/key-records.ts';
import { keyStep, type Place } from '../../../engine/quality/steps.ts';
import { firstRows } from '../../../engine/quality/runs.ts';
import { type GroupJudge, hashKey, KeySetWriter } from '../../../engine/rules/index.ts';
import { testFolder } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

const calm: TaskContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };
const layout: KeyLayout = { keys: 1, dependents: 1, numbers: 0 };

interface Row {
  readonly key: string | null;
  readonly value: string;
}

/** The records of these rows, in stretches that are kept in different ways. */
function recordsOf(stretches: readonly (readonly Row[])[], folder: string, home: { partitions: number; onDisk: boolean }[]): KeyStream {
  let row = 0;
  const records = stretches.map((rows, i) => {
    const { partitions, onDisk } = home[i % home.length] ?? { partitions: 1, onDisk: false };
    const recorder = new KeyRecorder([layout], { partitions, path: onDisk ? join(folder, `records.${i}`) : null });
    const place: Place = { base: 0, records: recorder.writers, nowMs: () => 0, clockMs: 0 };
    const note = keyStep(place, 0, layout, true)([0, 1]);
    for (const { key, value } of rows) {
      row++;
      if (key !== null) note(row, [key, value]);
    }
    return recorder.finish();
  });
  return streamsOf(records, 1)[0] ?? [];
}

/** What a judge says, told by all rows side by side. */
function told(rows: readonly Row[], how: 'repeated' | 'minority' | 'mixed'): Omit<GroupResult, 'members'> & { readonly rows: number[] } {
  const byKey = new Map<string, { row: number; value: string }[]>();
  rows.forEach(({ key, value }, i) => {
    if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), { row: i + 1, value }]);
  });
  const out: number[] = [];
  for (const own of byKey.values()) {
    const counts = new Map<string, number>();
    for (const { value } of own) counts.set(value, (counts.get(value) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const common = [...counts].filter(([, n]) => n === most).map(([value]) => value);
    const fails = (value: string): boolean =>
      how === 'repeated' ? own.length > 1 : how === 'mixed' ? counts.size > 1 : common.length > 1 || common[0] !== value;
    out.push(...own.filter(({ value }) => fails(value)).map(({ row }) => row));
  }
  return {
    keyed: [...byKey.values()].reduce((n, own) => n + own.length, 0),
    distinct: byKey.size,
    single: [...byKey.values()].filter((own) => own.length === 1).length,
    rows: out.sort((a, b) => a - b),
  };
}

const row = fc.record({
  key: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2_000 }).map(String), fc.constantFrom('甲', '乙')),
  value: fc.constantFrom('a', 'b', 'c'),
});
const home = fc.record({ partitions: fc.constantFrom(1, 4, 64), onDisk: fc.boolean() });

test('repeated keys, minorities and mixtures are those of all rows side by side', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(row, { maxLength: 400 }), { minLength: 1, maxLength: 3 }),
      fc.array(home, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 15 }),
      (given, homes, times) => {
        const folder = testFolder();
        try {
          // the same rows again and again fill several blocks of a partition
          const stretches = given.map((rows) => Array.from({ length: times }, () => rows).flat());
          const rows = stretches.flat();
          const keys = recordsOf(stretches, folder.path, homes);
          for (const how of ['repeated', 'minority', 'mixed'] as const) {
            const { members, ...counts } = groupKeys({ judge: { how }, keys, rowCount: rows.length, hits: [] }, calm);
            assert.deepEqual({ ...counts, rows: firstRows(members, rows.length) }, told(rows, how), how);
          }
        } finally {
          folder.done();
        }
      },
    ),
    propertyRuns(25),
  );
});

test('two sides are compared key by key, whatever the partitions', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 300 }), fc.array(row, { maxLength: 300 }), home, (here, there, kept) => {
      const folder = testFolder();
      try {
        const keys = recordsOf([here], folder.path, [kept]);
        const [known, content] = [new KeySetWriter(), new KeySetWriter()];
        // the content of a row is the hash of its value alone here, as the records have it
        for (const { key, value } of there) {
          if (key === null) continue;
          hashKey([key], true);
          known.add();
          hashKey([value], true);
          content.add();
        }
        const judge: GroupJudge = { how: 'reconcile' };
        const { members, sides } = groupKeys(
          { judge, keys, rowCount: here.length, hits: [], references: [known.finish(), content.finish()] },
          calm,
        );
        const keysThere = new Set(there.flatMap(({ key }) => (key === null ? [] : [key])));
        const valuesThere = new Set(there.flatMap(({ key, value }) => (key === null ? [] : [value])));
        const keysHere = new Set(here.flatMap(({ key }) => (key === null ? [] : [key])));
        const expected = here.flatMap(({ key, value }, i) =>
          key !== null && !(keysThere.has(key) && valuesThere.has(value)) ? [i + 1] : [],
        );
        const onlyHere = here.filter(({ key }) => key !== null && !keysThere.has(key)).length;
        assert.deepEqual(firstRows(members, here.length), expected);
        assert.deepEqual(sides, {
          onlyHere,
          onlyThere: [...keysThere].filter((key) => !keysHere.has(key)).length,
          differing: expected.length - onlyHere,
        });
      } finally {
        folder.done();
      }
    }),
    propertyRuns(40),
  );
});

test('few records stay in memory, many go to the disk', () => {
  assert.equal(homeOfRecords([layout], 100_000, '/x').path, null);
  assert.equal(homeOfRecords([layout], 100_000, '/x').partitions, 8);
  assert.equal(homeOfRecords([layout, layout], 20_000_000, '/x').path, '/x');
});

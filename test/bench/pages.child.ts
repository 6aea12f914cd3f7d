import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { openDatabase, sql } from '../../base/sqlite/index.ts';
import { openBatch, type PageQuery } from '../../engine/table/index.ts';
import { importFile } from '../support/batch.ts';
import { seeded } from '../support/population.ts';
import { answer, argument, percentile } from './bench.ts';

interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface PagesOutput {
  readonly plain: Latency;
  readonly sorted: Latency;
  readonly filtered: Latency;
  readonly task: Latency;
  readonly sortBuildMs: number;
  readonly filterBuildMs: number;
  readonly facetMs: number;
  readonly scanMs: number;
}

const PAGES = 200;
/** Scans, of which the quickest counts: what else the machine does only ever makes them slower. */
const SCANS = 9;
const { path, folder, encrypted } = argument<{ path: string; folder: string; encrypted: boolean }>();
const dir = mkdtempSync(join(folder, 'pages-'));
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/task-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
const timed = async <T>(work: () => T): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);
try {
  const { file } = await importFile(path, dir, { key: encrypted ? new Uint8Array(32).fill(9) : null }, { tasks });
  const reader = openBatch(file);
  const chance = seeded(1);
  const latency = async (
    total: number,
    run: (query: PageQuery) => unknown,
    query: Omit<PageQuery, 'offset' | 'limit'>,
  ): Promise<Latency> => {
    const times: number[] = [];
    for (let i = 0; i < PAGES; i++) {
      const offset = Math.floor(chance() * Math.max(1, total - 100));
      times.push(await timed(() => run({ ...query, offset, limit: 100 })));
    }
    return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
  };
  const direct = (query: PageQuery): unknown => reader.page(query);
  const order = { sort: { column: 4, direction: 'desc' } } as const;
  const condition = { filter: [{ op: 'equals', column: 8, value: '南山区' }] } as const;
  const plain = await latency(file.rowCount, direct, {});
  const sortBuildMs = await timed(() => reader.page({ ...order, offset: 0, limit: 100 }));
  const sorted = await latency(file.rowCount, direct, order);
  const filterBuildMs = await timed(() => reader.page({ ...condition, offset: 0, limit: 100 }));
  const filtered = await latency(reader.page({ ...condition, offset: 0, limit: 0 }).total, direct, condition);
  await tasks.run('table.page', { file, query: { offset: 0, limit: 1 } }, { lane: 'scan' });
  const task = await latency(file.rowCount, (query) => tasks.run('table.page', { file, query }, { lane: 'scan' }), {});
  const facetMs = await timed(() => reader.facet(13, 20));
  reader.close();
  const scans: number[] = [];
  for (let i = 0; i < SCANS; i++) {
    scans.push(
      await timed(() => {
        for (const part of file.parts) {
          const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
          db.value(sql`SELECT sum(c5 IS NULL) + sum(length(c6) <> 18) + sum(c19 = '注销') FROM rows`);
          db.close();
        }
      }),
    );
  }
  answer({ plain, sorted, filtered, task, sortBuildMs, filterBuildMs, facetMs, scanMs: Math.min(...scans) } satisfies PagesOutput);
} finally {
  clearInterval(alive);
  await tasks.close();
  rmSync(dir, { recursive: true, force: true });
}

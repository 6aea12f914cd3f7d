import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { openDatabase } from '../../base/sqlite/index.ts';
import type { BatchFile } from '../../engine/table/batch-file.ts';
import { importFile } from '../support/batch.ts';
import { answer, argument } from './bench.ts';
import { districts } from './check.rules.ts';

/** The data files of one way of keeping them; the keys are left out. */
export interface CheckBatches {
  readonly population: BatchFile;
  readonly districts: BatchFile;
  /** What import and profile took. */
  readonly seconds: number;
}

const { path, folder, encrypted } = argument<{ path: string; folder: string; encrypted: boolean }>();
const key = encrypted ? new Uint8Array(32).fill(9) : null;
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/task-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);

function districtsBatch(): BatchFile {
  const file = join(folder, 'districts.db');
  const db = openDatabase({ path: file, mode: 'data-write', key });
  db.script('CREATE TABLE rows(c1)');
  const insert = db.statement('INSERT INTO rows VALUES (?)');
  for (const name of districts) insert.run(name);
  db.close();
  return {
    parts: [{ path: file, key: null, firstRow: 1, rowCount: districts.length }],
    columns: [{ index: 0, name: 'name', type: 'text', semantic: null }],
    rowCount: districts.length,
  };
}

try {
  const { file, seconds } = await importFile(path, folder, { key }, { tasks });
  const population = { ...file, parts: file.parts.map((part) => ({ ...part, key: null })) };
  answer({ population, districts: districtsBatch(), seconds: seconds.import + seconds.profile } satisfies CheckBatches);
} finally {
  clearInterval(alive);
  await tasks.close();
}

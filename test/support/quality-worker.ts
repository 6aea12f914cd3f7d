import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { invariant } from '../../base/invariant.ts';
import { serveTasks } from '../../base/jobs/index.ts';
import { qualityTasks } from '../../engine/quality/tasks.ts';
import { createSemantics, loadTables } from '../../engine/semantics/index.ts';

invariant(parentPort, 'this file is the entry of a worker thread');
const semantics = createSemantics({ today: '2026-06-30', tables: loadTables(join(import.meta.dirname, '../../resources')) });
serveTasks(
  parentPort,
  qualityTasks(() => semantics),
);

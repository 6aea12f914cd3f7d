import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inlineRunner, type TaskRunner } from '../../base/jobs/index.ts';
import { importBatch, type ImportInput, type ImportResult, type ImportRun } from '../../engine/intake/import.ts';
import { importTasks } from '../../engine/intake/import.tasks.ts';
import { pickReader } from '../../engine/intake/readers/index.ts';
import { quietContext } from './intake.ts';

/** Folder with code tables of this checkout. */
export const resourcesFolder = resolve(import.meta.dirname, '../../resources');

/** A folder of its own for one test; removed by `done`. */
export function scratch(): {
  readonly folder: string;
  file(name: string, content: string | Uint8Array): string;
  left(): string[];
  done(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-batch-'));
  return {
    folder,
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    left: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort(),
    done: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Imports a file as the engine would, with detection, in this thread. */
export async function importFile(
  path: string,
  dir: string,
  options: Partial<ImportInput> = {},
  run: Partial<ImportRun> = {},
): Promise<ImportResult> {
  const shape = options.shape ?? (await pickReader(path).detect(path, {}, quietContext));
  const tasks: TaskRunner = run.tasks ?? inlineRunner(importTasks);
  const input: ImportInput = { id: 'batch', path, dir, key: null, resources: null, today: '2026-01-01', ...options, shape };
  return importBatch(input, { monotonicMs: () => performance.now(), ...run, tasks });
}

import { join } from 'node:path';
import { launchApp, openSample, timings } from '../../e2e/support.ts';
import { seeded } from '../../support/population.ts';
import { answer, argument } from '../bench.ts';
import type { GridOutput } from '../window.ts';
import { importFile } from './import-file.ts';
import { firstRows, jump, scroll } from './grid.ts';
import { previewChanges } from './preview.ts';
import { watchPage } from './probes.ts';

const OPENINGS = 5;
const SCROLLS = 3;
const JUMPS = 40;

const { folder, path } = argument<{ folder: string; path: string }>();
const app = await launchApp({ userData: join(folder, 'user'), workspace: join(folder, 'workspace') });
try {
  const { page, electron } = app;
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width: 1440, height: 900 }));
  await openSample(app);
  const { dataset, rows, blocks } = await importFile(app, path);
  const watch = await watchPage(page);
  await timings(page, true);
  const firstRowsMs: number[] = [];
  for (let i = 0; i < OPENINGS; i++) firstRowsMs.push(await firstRows(page, dataset));
  const scrolls = [];
  for (let i = 0; i < SCROLLS; i++) scrolls.push(await scroll(page));
  const chance = seeded(7);
  const jumpsMs: number[] = [];
  for (let i = 0; i < JUMPS; i++) jumpsMs.push(await jump(page, 1 + Math.floor(chance() * rows)));
  const { main } = await timings(page);
  const { taskMs } = await watch.read();
  const previewMs = await previewChanges(app, folder);
  answer({ blocks, firstRowsMs, scrolls, jumpsMs, previewMs, gridMainMs: main.longestMs, gridTaskMs: taskMs } satisfies GridOutput);
} finally {
  await app.close();
}

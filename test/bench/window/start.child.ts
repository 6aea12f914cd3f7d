import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { appFolder, electronProgram, switches } from '../../e2e/support.ts';
import { answer, argument } from '../bench.ts';
import type { StartOutput } from '../window.ts';

const LIMIT_MS = 30_000;
const { folder, starts } = argument<{ folder: string; starts: number }>();

/** Starts the program as a user does, without a debugger in its way; it notes the moments of its start itself. */
async function start(userData: string): Promise<Readonly<Record<string, number>>> {
  const child = spawn(electronProgram(), [...switches, appFolder, `--user-data-dir=${userData}`], { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('exit', done));
  const log = join(userData, 'logs', 'main.log');
  try {
    for (const limitMs = performance.now() + LIMIT_MS; performance.now() < limitMs; await wait(50)) {
      const marks = existsSync(log) ? readMarks(log) : {};
      if ('usable' in marks) return marks;
    }
    throw new Error('the window was not usable in time');
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(userData, { recursive: true, force: true });
  }
}

function readMarks(log: string): Readonly<Record<string, number>> {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const events = lines.map((line) => JSON.parse(line) as { readonly event: string; readonly state?: string; readonly ms?: number });
  return Object.fromEntries(
    events.flatMap(({ event, state, ms }) => (event === 'started' && state && ms !== undefined ? [[state, ms]] : [])),
  );
}

const measured = [];
// the first start of all compiles what later ones find in the page cache of the machine, not in their own folder
for (let i = 0; i <= starts; i++) measured.push(await start(join(folder, `start-${i}`)));
answer({ starts: measured.slice(1) } satisfies StartOutput);

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type PopulationOptions, writePopulation } from '../support/population.ts';
import { untilQuiet } from './quiet.ts';

/** How long a measurement waits for other work on the machine to end. */
const QUIET_LIMIT_MS = 45_000;

/** One line of the result. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'x' | 's' | 'ms' | 'MB' | 'rows/s' | 'count';
  /** Name of the budget in `budgets.json` it is held against; left out: it only informs. */
  readonly budget?: string;
}

/** A bench: one file in this folder and a line in `index.ts`. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  /** True for one that runs only when it is named. */
  readonly optIn?: true;
  run(context: BenchContext): Promise<readonly Measure[]>;
}

export interface BenchContext {
  /** Rows of the generated population file. */
  readonly rows: number;
  /** The generated file, made once and kept. */
  population(options?: Partial<PopulationOptions>): string;
  /** A folder for this run's files; emptied by whoever fills it. */
  readonly scratch: string;
  /**
   * Runs a script of this folder in a process of its own with a JSON argument, and returns what it prints as JSON together with its peak
   * memory: nothing of one measurement is warm, or in the way, in the next. It waits a while for a machine that is busy with other things.
   */
  child<O>(script: string, argument: unknown): Promise<{ readonly output: O; readonly peakMb: number }>;
  /** Runs `each` alternately for every subject; the first round is thrown away. Returns the results by subject. */
  alternate<S extends string, O>(
    subjects: readonly S[],
    rounds: number,
    each: (subject: S) => Promise<O>,
  ): Promise<Readonly<Record<S, readonly O[]>>>;
  log(line: string): void;
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which a share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** The surroundings of the benches of one run. */
export function benchContext(rows: number, log: (line: string) => void): BenchContext {
  const cache = join(tmpdir(), 'jiadi-bench');
  const scratch = join(cache, 'scratch');
  mkdirSync(scratch, { recursive: true });
  return {
    rows,
    scratch,
    log,
    population: (options = {}) => {
      const encoding = options.encoding ?? 'utf-8';
      const path = join(cache, `population-${options.rows ?? rows}-${encoding}.csv`);
      if (!existsSync(path)) {
        log(`generating ${path}`);
        writePopulation(`${path}.part`, { rows, ...options });
        renameSync(`${path}.part`, path);
      }
      return path;
    },
    child: async (script, argument) => {
      const used = await untilQuiet(QUIET_LIMIT_MS);
      if (used > 0.3) log(`something else uses ${Math.round(used * 100)} % of this machine: times are too long`);
      return runChild(resolve(import.meta.dirname, script), argument);
    },
    alternate: async (subjects, rounds, each) => {
      const results = Object.fromEntries(subjects.map((subject) => [subject, []])) as unknown as Record<
        (typeof subjects)[number],
        Awaited<ReturnType<typeof each>>[]
      >;
      for (let round = 0; round <= rounds; round++) {
        for (const subject of subjects) {
          const result = await each(subject);
          if (round > 0) results[subject].push(result);
        }
      }
      return results;
    },
  };
}

async function runChild<O>(script: string, argument: unknown): Promise<{ output: O; peakMb: number }> {
  const child = spawn(process.execPath, [script, JSON.stringify(argument)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  const { output, peakKb } = JSON.parse(text) as { output: O; peakKb: number };
  return { output, peakMb: peakKb / 1024 };
}

/** Prints a child's result with its peak memory, for `child` above. */
export function answer(output: unknown): void {
  process.stdout.write(JSON.stringify({ output, peakKb: process.resourceUsage().maxRSS }));
}

/** The argument given by `child`. */
export function argument<I>(): I {
  return JSON.parse(process.argv[2] ?? 'null') as I;
}

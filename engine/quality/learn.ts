import type { RunOptions } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Learned, Learner, OtherRows } from '../rules/index.ts';
import type { PartedTable } from '../table/parts.ts';
import type { LearnInput } from './conclude.task.ts';
import type { CostBook, Timed } from './cost.ts';
import type { CheckHost, CheckInput } from './input.ts';
import { type Item, reject, scanBatch } from './pass.ts';
import { planError, type PlanTable } from './plan.ts';
import { otherRows } from './references.ts';

interface Pupil {
  readonly item: Item;
  readonly learner: Learner;
}

/** The passes in which rules learn their limits or baselines: one scan for all that learn from the batch, one for each other table. */
export async function learn(
  items: readonly Item[],
  input: CheckInput,
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<void> {
  const pupils = items.flatMap((item): Pupil[] =>
    item.result === null && 'learns' in item.bound && item.bound.learns ? [{ item, learner: item.bound.learns }] : [],
  );
  const lessons = new Map<string, Pupil[]>();
  for (const pupil of pupils) {
    const key = JSON.stringify(pupil.learner.from ?? null);
    lessons.set(key, [...(lessons.get(key) ?? []), pupil]);
  }
  for (const [, group] of lessons) {
    const from = group[0]?.learner.from;
    const batches = rowsFor(from, group, input);
    if (batches) await lesson(group, batches, table, host, options, book);
  }
}

/** The rows to learn from, or null when they are not there, which is then the rules' result. */
function rowsFor(from: OtherRows | undefined, group: readonly Pupil[], input: CheckInput): readonly PartedTable[] | null {
  if (!from) return [input.batch];
  try {
    return otherRows(input, from);
  } catch (error) {
    for (const { item } of group) reject(item, error);
    return null;
  }
}

async function lesson(
  group: readonly Pupil[],
  batches: readonly PartedTable[],
  table: PlanTable,
  host: CheckHost,
  options: RunOptions,
  book: CostBook,
): Promise<void> {
  const states = group.map((): unknown[] => []);
  const rows = group.map(() => 0);
  for (const batch of batches) {
    const own: PlanTable = { ...table, columns: batch.columns };
    const passes = group.map(({ item, learner }) => ({
      bound: item.bound,
      spec: { ...item.spec, where: learner.where !== undefined ? learner.where : learner.from ? null : item.spec.where },
      extras: { ...item.extras, learning: true as const },
    }));
    const problems = passes.map((pass) => planError(pass.spec, own, host.semantics, pass.extras));
    group.forEach(({ item }, i) => {
      const problem = problems[i];
      if (problem) reject(item, new JiadiError(problem.code, problem.params));
    });
    const able = passes.map((_, i) => i).filter((i) => problems[i] === null);
    const { scans, close } = await scanBatch(
      batch,
      able.flatMap((i) => passes[i] ?? []),
      own,
      host,
      options,
      { book, part: 'learn' },
    );
    close();
    scans.forEach((scan, n) => {
      const i = able[n] ?? 0;
      const pupil = group[i];
      if (pupil && scan.error) reject(pupil.item, new JiadiError(scan.error.code, scan.error.params));
      states[i]?.push(...scan.states);
      rows[i] = (rows[i] ?? 0) + scan.rows;
    });
  }
  await Promise.all(
    group.map(async ({ item }, i) => {
      if (item.result !== null) return;
      try {
        const input: LearnInput = { spec: item.spec, states: states[i] ?? [], rows: rows[i] ?? 0 };
        const { value, ms } = await host.tasks.run<Timed<Learned>>('quality.learn', input, { signal: options.signal, pure: true });
        book.worked('learnMs', item.spec.id, ms);
        item.extras = { ...item.extras, learned: value };
      } catch (error) {
        reject(item, error);
      }
    }),
  );
}

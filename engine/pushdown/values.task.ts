import type { TaskContext } from '../../base/jobs/index.ts';
import type { Cell } from '../intake/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { type Login, withLine } from '../sources/index.ts';
import { Judge, type Judged, type JudgeInput } from './judge.ts';

export interface ValuesInput extends JudgeInput {
  readonly login: Login;
  /** The different rows of the columns, each followed by how often it stands in the table. */
  readonly sql: string;
}

/** What was found of a rule, with the first values that fail. */
export interface ValuesOutput {
  readonly judged: readonly (Judged & { readonly failing: readonly (readonly Cell[])[] })[];
}

const LOOK_MS = 50;
const TICK_ROWS = 5000;
const FAILING_MAX = 100;

/** Worker task `pushdown.values`: lets the server count the different values of some columns, and judges each of them. */
export async function judgeValues(input: ValuesInput, semantics: Semantics, context: TaskContext): Promise<ValuesOutput> {
  const { login, sql, ...rest } = input;
  const abort = new AbortController();
  // a thread hears of a cancel only when it looks
  const looking = setInterval(() => context.cancelled() && abort.abort(), LOOK_MS);
  const failing = rest.specs.map((): (readonly Cell[])[] => []);
  const judge = new Judge(rest, semantics, context, (rule, cells) => {
    const known = failing[rule];
    if (known && known.length < FAILING_MAX) known.push(cells.slice(0, -1));
  });
  try {
    let done = 0;
    const row = (cells: Cell[]): void => {
      judge.add(cells);
      if (++done % TICK_ROWS === 0) context.report({ phase: 'check', done, total: null, unit: 'rows' });
    };
    await withLine(login, abort.signal, (line) => line.read(sql, { columns: () => undefined, row }, { signal: abort.signal }));
    return { judged: judge.finish().map((found, i) => ({ ...found, failing: failing[i] ?? [] })) };
  } finally {
    clearInterval(looking);
    judge.close();
  }
}

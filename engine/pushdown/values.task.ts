import type { TaskContext } from '../../base/jobs/index.ts';
import { isJiadiError } from '../../contract/errors.ts';
import type { Cell } from '../intake/index.ts';
import type { RuleError } from '../rules/index.ts';
import type { CodeEdition, Semantics } from '../semantics/index.ts';
import type { Login } from '../sources/index.ts';
import { Judge, type Judged, type JudgeInput } from './judge.ts';
import { SteadyLine } from './steady.ts';

export interface ValuesInput extends Pick<JudgeInput, 'nullLike' | 'asOfSeconds'> {
  readonly codes: readonly CodeEdition[] | undefined;
  readonly login: Login;
  /** Rules over the same columns, with the query of the different rows of these, each followed by how often it stands in the table. */
  readonly lots: readonly (Pick<JudgeInput, 'specs' | 'columns'> & { readonly sql: string })[];
}

/** What was found of the rules of a lot: of each the first values that fail, and whether these are all; or why the lot could not be judged. */
export interface JudgedLot {
  readonly rules: readonly (Judged & { readonly failing: readonly (readonly Cell[])[]; readonly all: boolean })[];
  readonly error: RuleError | null;
}

/** The lots that were judged, in their order; `cut` says why the others were not. */
export interface ValuesOutput {
  readonly judged: readonly JudgedLot[];
  readonly cut: RuleError | null;
}

const LOOK_MS = 50;
/** Different failing values that are kept of a rule. */
const FAILING_MAX = 100;

/** Worker task `pushdown.values`: lets the server count the different values of some columns, and judges each of them. */
export async function judgeValues(input: ValuesInput, semantics: Semantics, context: TaskContext): Promise<ValuesOutput> {
  const abort = new AbortController();
  // a thread hears of a cancel only when it looks
  const looking = setInterval(() => context.cancelled() && abort.abort(), LOOK_MS);
  const judged: JudgedLot[] = [];
  let line: SteadyLine | null = null;
  try {
    line = await SteadyLine.open(input.login, abort.signal);
    for (const lot of input.lots) {
      judged.push(await judgeLot(line, { ...input, ...lot }, lot.sql, semantics, context, abort.signal));
      const done = input.lots.slice(0, judged.length).reduce((sum, { specs }) => sum + specs.length, 0);
      context.report({ phase: 'server', done, total: null, unit: 'items' });
    }
    return { judged, cut: null };
  } catch (error) {
    if (!isJiadiError(error) || !error.code.startsWith('source-')) throw error;
    return { judged, cut: { code: error.code, params: error.params } };
  } finally {
    clearInterval(looking);
    line?.close();
  }
}

async function judgeLot(
  line: SteadyLine,
  input: JudgeInput,
  sql: string,
  semantics: Semantics,
  context: TaskContext,
  signal: AbortSignal,
): Promise<JudgedLot> {
  const failing = input.specs.map((): (readonly Cell[])[] => []);
  const more = new Set<number>();
  const judge = new Judge(input, semantics, context, (rule, cells) => {
    const known = failing[rule];
    if (!known) return;
    if (known.length < FAILING_MAX) known.push(cells.slice(0, -1));
    else more.add(rule);
  });
  try {
    await line.read(sql, { columns: () => undefined, row: (cells) => judge.add(cells) }, { signal });
    const rules = judge.finish().map((found, i) => ({ ...found, failing: failing[i] ?? [], all: !more.has(i) }));
    return { rules, error: null };
  } catch (error) {
    if (!isJiadiError(error) || (error.code !== 'source-slow' && error.code !== 'source-query')) throw error;
    return { rules: [], error: { code: error.code, params: error.params } };
  } finally {
    judge.close();
  }
}

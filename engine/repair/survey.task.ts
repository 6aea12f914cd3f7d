import type { TaskContext } from '../../base/jobs/index.ts';
import { invariant } from '../../base/invariant.ts';
import type { RepairEffect, RepairPair, RepairStep, StepEffect } from '../../contract/methods/repair.ts';
import type { BatchFile } from '../table/index.ts';
import { chainsOf } from './chain.ts';
import type { RepairEnv } from './kind.ts';
import { pairMasker } from './mask-pair.ts';
import { readSteps, type UsableStep, valueKey } from './recipe.ts';
import { eachPage } from './rows.ts';
import { mostFrequent, type PairCount, Survey } from './survey.ts';

/** Pairs that are shown with a step without asking for more. */
const TOP = 8;

export interface SurveyInput {
  readonly file: BatchFile;
  readonly steps: readonly RepairStep[];
  /** Values by column that fail the check of its meaning, as the profile counted them. */
  readonly failing: Readonly<Record<string, number>>;
  /** True: steps that change nothing are left out. */
  readonly onlyFound: boolean;
}

/** Worker task `repair.survey`: what steps would do to a batch, in one pass over the columns that they are for. */
export function surveySteps({ file, steps, failing, onlyFound }: SurveyInput, context: TaskContext, env: RepairEnv): RepairEffect {
  const { usable, problems } = readSteps(steps, file.columns);
  const chains = chainsOf(file.columns, usable, env);
  const survey = new Survey();
  eachPage(
    file,
    chains.map(({ column }) => column),
    context,
    'repair-survey',
    (page, rowCount) => {
      const changed = new Uint8Array(rowCount);
      chains.forEach((chain, c) => {
        const cells = page[c] ?? [];
        for (let r = 0; r < rowCount; r++) {
          const found = chain.run(cells[r] ?? null);
          if (found === null) continue;
          survey.add(chain.column, found);
          changed[r] = 1;
        }
      });
      for (const one of changed) survey.rowsChanged += one;
    },
  );
  const effects = steps.map((step, i): StepEffect => effectOf(file, step, usable, i, survey));
  return {
    rows: file.rowCount,
    rowsChanged: survey.rowsChanged,
    cellsChanged: survey.cellsChanged,
    steps: onlyFound ? effects.filter(({ rows }) => rows > 0) : effects,
    problems: problems.map((problem) => ({ ...problem, params: { ...problem.params } })),
    columns: file.columns.flatMap(({ index, name, semantic }) => {
      const { mended, broken } = survey.column(index);
      const before = failing[name] ?? 0;
      if (semantic === null || mended + broken === 0) return [];
      return [{ column: name, semantic, failing: before, remaining: Math.max(0, before - mended) + broken, broken }];
    }),
  };
}

function effectOf(file: BatchFile, step: RepairStep, usable: readonly UsableStep[], index: number, survey: Survey): StepEffect {
  const { rows, count, exact, top } = survey.step(index, TOP);
  const column = usable.find((one) => one.step === index)?.column;
  return { step, rows, pairs: { count, exact }, top: column === undefined ? [] : shownPairs(file, column, top) };
}

function shownPairs(file: BatchFile, column: number, pairs: readonly PairCount[]): RepairPair[] {
  const show = pairMasker(file.columns, column);
  const name = file.columns[column]?.name ?? '';
  return pairs.map(({ before, after, rows }) => ({ key: valueKey(name, before), ...show(before, after), rows }));
}

export interface PairsInput {
  readonly file: BatchFile;
  readonly steps: readonly RepairStep[];
  readonly step: number;
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

/** Worker task `repair.pairs`: the values that one step changes. Its own exceptions are left out of account, so that they can be taken back. */
export function pairsOfStep({ file, steps, step, search, offset, limit }: PairsInput, context: TaskContext, env: RepairEnv) {
  const wanted = steps[step];
  invariant(wanted, 'the step is one of the steps');
  const open = steps.map((one, i) => (i === step ? { ...one, except: [] } : one));
  const own = readSteps(open, file.columns).usable.filter(
    ({ column, step: at }) => file.columns[column]?.name === wanted.column && at <= step,
  );
  const survey = new Survey();
  const [chain] = chainsOf(file.columns, own, env);
  if (chain)
    eachPage(file, [chain.column], context, 'repair-survey', (page) => {
      for (const cell of page[0] ?? []) {
        const found = chain.run(cell);
        if (found) survey.add(chain.column, found);
      }
    });
  const { count, exact, top } = survey.step(step, Number.MAX_SAFE_INTEGER);
  if (!chain) return { total: 0, exact: true, pairs: [] };
  if (search === '') return { total: count, exact, pairs: shownPairs(file, chain.column, top.slice(offset, offset + limit)) };
  // what is searched is what is shown: a hidden value cannot be found out by asking
  const shown = shownPairs(file, chain.column, mostFrequent(top, top.length));
  const text = search.toLowerCase();
  const hits = shown.filter(({ before, after }) => before.toLowerCase().includes(text) || after.toLowerCase().includes(text));
  return { total: hits.length, exact, pairs: hits.slice(offset, offset + limit) };
}

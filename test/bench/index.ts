/**
 * `node test/bench/index.ts [name…]`: runs the benches and holds their figures against `budgets.json`. Absolute times differ from machine to machine; the
 * ratios are taken inside one run. `JIADI_BENCH_ROWS` makes the file smaller for a quick look (budgets are meant for 1,000,000). Exit 1: a budget is broken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersBench } from './answers.ts';
import { type Bench, benchContext, type Measure } from './bench.ts';
import { checkBench } from './check.ts';
import { importBench } from './import.ts';
import { largeBench } from './large.ts';
import { pagesBench } from './pages.ts';
import { kindsBench, rulesBench } from './rules.ts';
import { windowBench } from './window.ts';
import { workbookBench } from './workbook.ts';

/** Every bench, one line each. */
const benches: readonly Bench[] = [
  importBench,
  pagesBench,
  checkBench,
  rulesBench,
  answersBench,
  windowBench,
  kindsBench,
  workbookBench,
  largeBench,
];

const budgets = JSON.parse(readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8')) as Readonly<
  Record<string, { max: number; goal: number }>
>;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no such bench: ${unknown.join(', ')}; there are: ${benches.map((bench) => bench.name).join(', ')}\n`);
  process.exit(2);
}

function shown({ value, unit }: Measure): string {
  return unit === 'x' || unit === 's' ? `${value.toFixed(2)} ${unit}` : `${value >= 100 ? Math.round(value) : value.toFixed(2)} ${unit}`;
}

const context = benchContext(Number(process.env['JIADI_BENCH_ROWS'] ?? 1_000_000), (line) => void process.stderr.write(`  ${line}\n`));
let broken = 0;
for (const bench of benches.filter(({ name, optIn }) => (wanted.length === 0 ? !optIn : wanted.includes(name)))) {
  print(`${bench.name}: ${bench.about}`);
  for (const measure of await bench.run(context)) {
    const budget = measure.budget === undefined ? undefined : budgets[measure.budget];
    if (measure.budget !== undefined && !budget) throw new Error(`no budget ${measure.budget}`);
    const over = budget !== undefined && measure.value > budget.max;
    if (over) broken++;
    const note = budget
      ? `  budget ${budget.max}${over ? ' BROKEN' : measure.value <= budget.goal ? ' (goal met)' : `, goal ${budget.goal}`}`
      : '';
    print(`  ${measure.name.padEnd(42)} ${shown(measure).padStart(12)}${note}`);
  }
}
if (broken > 0) print(`${broken} budget(s) broken`);
process.exitCode = broken > 0 ? 1 : 0;

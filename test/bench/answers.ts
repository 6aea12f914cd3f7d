import type { AnswersOutput } from './answers.child.ts';
import type { Bench, Measure } from './bench.ts';

/** How soon a person gets an answer about a million rows: a rule while it is written, failing rows by the page, a cancelled check. */
export const answersBench: Bench = {
  name: 'answers',
  about: 'a rule being written, pages of a million failing rows and a cancelled check, through the engine with its threads',
  run: async (context) => {
    const { output, peakMb } = await context.child<AnswersOutput>('answers.child.ts', {
      path: context.population(),
      folder: context.scratch,
    });
    context.log(`${output.rows} rows, ${output.findings} findings, checked in ${output.checkS.toFixed(2)} s`);
    const both = (name: string, { p50, p95 }: { p50: number; p95: number }, budget?: string): Measure[] => [
      { name: `${name}, p50`, value: p50, unit: 'ms' },
      { name: `${name}, p95`, value: p95, unit: 'ms', ...(budget ? { budget } : {}) },
    ];
    return [
      ...both('trial of a rule, sample of 100,000 rows', output.trial, 'answers.trialMs'),
      ...both('trial of a rule, all rows', output.trialWhole),
      ...both('findings page anywhere', output.page, 'answers.pageMs'),
      ...both('findings page of a rule', output.ofRule, 'answers.pageMs'),
      ...both('findings page of a value', output.ofValue),
      ...both('failing rows page', output.records, 'answers.pageMs'),
      ...both('facet by rule', output.facet),
      ...both('cancel of a check', output.cancel, 'answers.cancelMs'),
      { name: 'peak memory', value: peakMb, unit: 'MB' },
    ];
  },
};

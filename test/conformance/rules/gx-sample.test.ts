import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkBatchLine } from '../../../engine/quality/batch.ts';
import { semantics } from '../../support/check.ts';

const root = process.env['JIADI_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const folder = join(root, 'gx-sample');
const skip = existsSync(folder) ? false : `no sample data at ${folder}`;

interface Case {
  readonly title: string;
  readonly in: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly out: Readonly<Record<string, unknown>>;
  readonly only_for?: readonly string[];
  readonly suppress_test_for?: readonly string[];
  readonly tolerance?: number;
}
interface Answer {
  readonly success: boolean | null;
  readonly error: { readonly code: string } | null;
  readonly failedRows: readonly number[];
  readonly failedValues: readonly unknown[];
  readonly observed: unknown;
}

function applies(c: Pick<Case, 'only_for' | 'suppress_test_for'>): boolean {
  const names = ['sqlite', 'sqlalchemy'];
  if (c.only_for && !c.only_for.some((n) => names.includes(n))) return false;
  return !(c.suppress_test_for ?? []).some((n) => names.includes(n));
}

function close(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance;
  return JSON.stringify(a) === JSON.stringify(b);
}

function differs(out: Case['out'], answer: Answer, tolerance: number): string | null {
  const result = (out['result'] ?? {}) as Readonly<Record<string, unknown>>;
  if (out['traceback_substring'] !== undefined)
    return answer.success === null && answer.error && answer.error.code !== 'unsupported-expectation' ? null : 'an error was expected';
  if (out['success'] !== undefined && answer.success !== out['success'])
    return `success ${answer.success}, not ${out['success']}; ${JSON.stringify(answer.error)}`;
  const observed = 'observed_value' in out ? out['observed_value'] : result['observed_value'];
  if (observed !== undefined && !close(answer.observed, observed, tolerance))
    return `observed ${JSON.stringify(answer.observed)}, not ${JSON.stringify(observed)}`;
  const list = out['unexpected_list'] as readonly unknown[] | undefined;
  if (list && JSON.stringify(answer.failedValues) !== JSON.stringify(list))
    return `failed values ${JSON.stringify(answer.failedValues)}, not ${JSON.stringify(list)}`;
  const index = out['unexpected_index_list'] as readonly { readonly pk_index: number }[] | undefined;
  if (index && JSON.stringify(answer.failedRows) !== JSON.stringify(index.map((i) => i.pk_index)))
    return `failed rows ${JSON.stringify(answer.failedRows)}`;
  return null;
}

test('expectations of the sample suites give the answers that their source expects of an SQLite engine', { skip }, (t) => {
  let applicable = 0;
  const failures: string[] = [];
  for (const dir of readdirSync(folder)) {
    for (const file of readdirSync(join(folder, dir))) {
      const text = readFileSync(join(folder, dir, file), 'utf8')
        .replace(/-Infinity\b/g, '-1e999')
        .replace(/(?<!")\bInfinity\b/g, '1e999')
        .replace(/(?<!")\bNaN\b/g, 'null');
      const suite = JSON.parse(text) as {
        readonly expectation_type: string;
        readonly datasets: readonly {
          readonly data: Record<string, unknown> | readonly unknown[];
          readonly tests: readonly Case[];
          readonly only_for?: string[];
          readonly suppress_test_for?: string[];
        }[];
      };
      for (const set of suite.datasets) {
        for (const c of set.tests) {
          // the suppression lists of the regex files name SQLite because that engine lacks the functions; ours has them
          if (Array.isArray(set.data) || Array.isArray(c.in) || !applies(c) || (set.only_for && !applies(set))) continue;
          applicable++;
          const line = JSON.stringify(
            { id: c.title, data: set.data, rules: [{ expectation_type: suite.expectation_type, kwargs: c.in }] },
            (_k, v: unknown) => (v === Number.POSITIVE_INFINITY ? 'Infinity' : v === Number.NEGATIVE_INFINITY ? '-Infinity' : v),
          );
          const answer = (JSON.parse(checkBatchLine(line, { asOf: '2026-06-30', semantics })) as { readonly results: readonly Answer[] })
            .results[0];
          const why = answer ? differs(c.out, answer, c.tolerance ?? 1e-9) : 'no answer';
          if (why) failures.push(`${suite.expectation_type} / ${c.title}: ${why.slice(0, 300)}`);
        }
      }
    }
  }
  const rate = (applicable - failures.length) / applicable;
  t.diagnostic(`${applicable - failures.length} of ${applicable} cases (${(100 * rate).toFixed(1)} %)`);
  for (const f of failures) t.diagnostic(f);
  assert.ok(applicable > 100, `only ${applicable} cases`);
  assert.ok(rate >= 1, `${(100 * rate).toFixed(1)} %\n${failures.join('\n')}`);
});

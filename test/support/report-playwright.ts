/**
 * Reporter of the e2e tests: a line per test, failures in full, and the counts as JSON in the file that
 * `JIADI_TEST_COUNTS` names, where `scripts/test.mjs` adds them up. (A reporter must be a default export.)
 */
import type { FullResult, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { writeFileSync } from 'node:fs';

function print(text: string): void {
  process.stdout.write(text);
}

const nameOf = (test: TestCase): string => test.titlePath().slice(2).filter(Boolean).join(' › ');

export default class CountingReporter implements Reporter {
  #suite: Suite | undefined;
  #brokenRun = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const mark = { passed: '·', skipped: '–', failed: '✗', timedOut: '✗', interrupted: '✗' }[result.status];
    const retry = result.retry > 0 ? ` (try ${result.retry + 1})` : '';
    print(`  ${mark} ${nameOf(test)}${retry} (${(result.duration / 1000).toFixed(1)} s)\n`);
    for (const error of result.errors) this.#printError(error);
  }

  onError(error: TestError): void {
    this.#brokenRun += 1;
    this.#printError(error);
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? [];
    const skipped = tests.filter((test) => test.outcome() === 'skipped' && test.results.every(({ status }) => status === 'skipped')).length;
    const named = (outcome: string): readonly string[] => tests.filter((test) => test.outcome() === outcome).map(nameOf);
    const [failures, unsteady] = [named('unexpected'), named('flaky')];
    const passed = tests.filter((test) => test.ok()).length - skipped;
    const failed = tests.length - passed - skipped + this.#brokenRun;
    const outcome = { passed, failed: failed === 0 && result.status !== 'passed' ? 1 : failed, skipped, failures, unsteady };
    if (process.env.JIADI_TEST_COUNTS) writeFileSync(process.env.JIADI_TEST_COUNTS, JSON.stringify(outcome));
  }

  #printError(error: TestError): void {
    print(`${(error.stack ?? error.message ?? String(error.value)).replace(/^/gm, '      ')}\n${error.snippet ?? ''}\n`);
  }
}

/**
 * Reporter of the node tests: a line per file, failures in full, and the counts as JSON in the file that
 * `JIADI_TEST_COUNTS` names, where `scripts/test.mjs` adds them up. (A reporter must be a default export.)
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** What a suite came to. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

type DataOf<Type extends TestEvent['type']> = Extract<TestEvent, { type: Type }>['data'];
type Summary = DataOf<'test:summary'>;
type Failure = DataOf<'test:fail'>;

/** What a suite leaves for the runner: its counts and the tests that failed, so that the last lines of a long log name them. */
export interface TestOutcome extends TestCounts {
  readonly failures: readonly string[];
}

/** Counts of a node:test summary; a cancelled test has not passed, a to-do counts as skipped. */
export function countsOf({ counts }: Pick<Summary, 'counts'>): TestCounts {
  return {
    passed: counts.passed,
    failed: counts.tests - counts.passed - counts.skipped - counts.todo,
    skipped: counts.skipped + counts.todo,
  };
}

function fileLine(summary: Summary): string {
  const { passed, failed, skipped } = countsOf(summary);
  const name = relative(process.cwd(), summary.file ?? '');
  const words = [`${passed} passed`, failed > 0 ? `${failed} FAILED` : '', skipped > 0 ? `${skipped} skipped` : ''].filter(
    (word) => word !== '',
  );
  return `  ${failed > 0 ? '✗' : '·'} ${name}: ${words.join(', ')} (${(summary.duration_ms / 1000).toFixed(1)} s)\n`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? cause.message;
}

function failureText(failure: Failure): string {
  const where = `${relative(process.cwd(), failure.file ?? '')}:${failure.line ?? 0}`;
  return `  ✗ ${failure.name}  (${where})\n${messageOf(failure.details.error).replace(/^/gm, '      ')}\n`;
}

/** A suite that fails only because of a test in it would repeat what the test has said. */
function isOwnFailure(failure: Failure): boolean {
  const error: unknown = failure.details.error;
  return !(error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed');
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const skipped: string[] = [];
  const said = new Map<string, string>();
  const failures: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:stderr') said.set(event.data.file, (said.get(event.data.file) ?? '') + event.data.message);
    if (event.type === 'test:fail' && isOwnFailure(event.data)) {
      failures.push(`${relative(process.cwd(), event.data.file ?? '')} › ${event.data.name}`);
      yield failureText(event.data);
      // A file that fails as a whole (it does not compile, it exits) has only its stderr to say why.
      const words = event.data.nesting === 0 ? said.get(event.data.file ?? '') : undefined;
      if (words !== undefined) yield `${words.trimEnd().replace(/^/gm, '      ')}\n`;
      said.delete(event.data.file ?? '');
    }
    if (event.type === 'test:pass' && typeof event.data.skip === 'string') skipped.push(`  – ${event.data.name}: ${event.data.skip}\n`);
    if (event.type !== 'test:summary') continue;
    if (event.data.file !== undefined) yield fileLine(event.data);
    else leave({ ...countsOf(event.data), failures });
  }
  if (skipped.length > 0) yield `  skipped:\n${skipped.join('')}`;
}

function leave(outcome: TestOutcome): void {
  if (process.env.JIADI_TEST_COUNTS) writeFileSync(process.env.JIADI_TEST_COUNTS, JSON.stringify(outcome));
}

/** Builds the sample workspace once for all window tests: each opens a copy. That the window itself builds one is a test of its own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export default async function prepare(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-e2e-sample-'));
  const sample = join(folder, 'sample');
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '..', 'support', 'make-sample.ts'), sample]);
  // the workers see what is set here
  process.env['JIADI_TEST_SAMPLE'] = sample;
  return () => rmSync(folder, { recursive: true, force: true });
}

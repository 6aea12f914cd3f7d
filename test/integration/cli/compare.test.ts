/** `jiadi profile NEW --compare OLD`: judged by the limits of the program, or by those a workspace remembers. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultDriftLimits } from '../../../contract/drift.ts';
import { jiadi } from '../../support/cli.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, testPassword } from '../../support/engine.ts';

test('the limits decide, are printed and written beside the verdicts', async () => {
  const place = temporaryFolder('compare');
  const file = (name: string, filled: number): string => {
    const path = join(place.path, name);
    writeFileSync(path, `编号,数量\n${Array.from({ length: 200 }, (_, i) => `A${i},${i < filled ? i % 5 : ''}`).join('\n')}\n`);
    return path;
  };
  const [older, newer, workspace] = [file('old.csv', 200), file('new.csv', 194), join(place.path, 'ws')];
  const test = testEngine();
  await createTestWorkspace(test, workspace);
  const nulls = { moved: 0.4, shifted: 0.5, broken: 0.6 };
  await (await signedIn(test, 'wang')).call('profile.setDriftLimits', { limits: { ...defaultDriftLimits, nulls } });
  await test.engine.close();
  const run = (...more: readonly string[]) =>
    jiadi(['profile', newer, '--compare', older, ...more], { tmp: place.path, env: { JIADI_PASSWORD: testPassword } });
  const driftOf = (out: string) =>
    (JSON.parse(out) as { drift: { limits: unknown; columns: { verdict: string; reason: unknown }[] } }).drift;

  const plain = driftOf((await run('--json')).out);
  assert.deepEqual(plain.limits, defaultDriftLimits);
  assert.deepEqual(plain.columns[1]?.verdict, 'moved');
  assert.deepEqual(plain.columns[1]?.reason, { measure: 'nulls', value: 0.03, limit: 0.02 });

  const page = join(place.path, 'r.html');
  const own = await run('--json', '--workspace', workspace, '--html', page);
  assert.deepEqual(driftOf(own.out).limits, { ...defaultDriftLimits, nulls });
  assert.equal(driftOf(own.out).columns[1]?.verdict, 'same');
  assert.ok(readFileSync(page, 'utf8').includes('Nulls differ by ≥ 40% / 50% / 60%'));

  assert.match((await run()).out, /Limits \(moved \/ shifted \/ broken\): PSI ≥ 0\.1[\s\S]*Nulls differ by 3% ≥ 2%/);
  assert.equal((await jiadi(['profile', newer, '--workspace', workspace], { tmp: place.path })).code, 2);
  place.remove();
});

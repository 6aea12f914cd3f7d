import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JiadiError } from '../../../contract/errors.ts';
import type { Issue } from '../../../contract/methods/issues.ts';
import { actsAfterRun, applyAct, issueNumber } from '../../../engine/issues/model.ts';

const at = '2026-11-23T08:00:00.000Z';
const issue = (state: Issue['state'], more: Partial<Issue> = {}): Issue => ({
  id: 'i1',
  number: 'ZG-2611-001',
  dataset: 'd1',
  datasetName: '人口',
  rule: 'id-check',
  kind: 'value-matches-semantic',
  columns: ['身份证号'],
  severity: 'critical',
  unit: '公安局',
  state,
  failed: 7,
  occurrences: 1,
  firstRun: 'r1',
  lastRun: 'r1',
  dueAt: null,
  resolution: null,
  updatedAt: at,
  ...more,
});

test('an issue goes from assigned over fixed to closed by the next batch', () => {
  const assigned = applyAct(issue('open'), { act: 'assign', unit: '社保局', dueAt: '2026-12-01T00:00:00.000Z' }, at);
  assert.deepEqual([assigned.state, assigned.unit, assigned.dueAt], ['assigned', '社保局', '2026-12-01T00:00:00.000Z']);
  const fixed = applyAct(assigned, { act: 'mark-fixed' }, at);
  const passed = applyAct(fixed, { act: 'pass-recheck', run: 'r2' }, at);
  assert.deepEqual([passed.state, passed.resolution, passed.failed, passed.lastRun], ['closed', 'passed-recheck', 0, 'r2']);
});

test('what failed again is open again, but an accepted exception stays closed', () => {
  const again = { act: 'fail-again', run: 'r2', failed: 3 } as const;
  assert.equal(applyAct(issue('closed', { resolution: 'fixed-at-source' }), again, at).state, 'open');
  assert.equal(applyAct(issue('fixed'), again, at).state, 'assigned');
  const exception = applyAct(issue('closed', { resolution: 'accepted-exception' }), again, at);
  assert.deepEqual(
    [exception.state, exception.resolution, exception.failed, exception.occurrences],
    ['closed', 'accepted-exception', 3, 2],
  );
});

test('an act that no longer fits is refused with the state that it met', () => {
  const refused = (run: () => unknown, state: string) =>
    assert.throws(run, (e) => e instanceof JiadiError && e.code === 'state-changed' && e.params.state === state);
  refused(() => applyAct(issue('closed'), { act: 'mark-fixed' }, at), 'closed');
  refused(() => applyAct(issue('open'), { act: 'reopen' }, at), 'open');
  refused(() => applyAct(issue('closed'), { act: 'pass-recheck', run: 'r2' }, at), 'closed');
});

test('after a run only rules that were checked speak', () => {
  const result = (rule: string, failed: number, status: string) => ({ rule, failed, status });
  const acts = actsAfterRun(
    [
      issue('assigned'),
      issue('assigned', { id: 'i2', rule: 'b' }),
      issue('assigned', { id: 'i3', rule: 'c' }),
      issue('closed', { id: 'i4', rule: 'd' }),
    ],
    {
      id: 'r2',
      results: [result('id-check', 2, 'fail'), result('b', 0, 'pass'), result('c', 0, 'error'), result('d', 0, 'pass')],
    },
  );
  assert.deepEqual(
    acts.map((a) => [a.issue.id, a.act.act]),
    [
      ['i1', 'fail-again'],
      ['i2', 'pass-recheck'],
    ],
  );
});

test('numbers tell the month', () => {
  assert.equal(issueNumber(at, 7), 'ZG-2611-007');
});

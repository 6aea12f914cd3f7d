import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JiadiError } from '../../../contract/errors.ts';
import { workCalendar } from '../../../engine/issues/calendar.ts';
import { actsAfterRun, applyAct, issueNumber, type IssueRow, type RuleOutcome } from '../../../engine/issues/model.ts';

const at = '2026-11-23T08:00:00.000Z';
const issue = (state: IssueRow['state'], more: Partial<IssueRow> = {}): IssueRow => ({
  id: 'i1',
  number: 'ZG-2611-001',
  dataset: 'd1',
  table: null,
  subject: '人口',
  rule: 'id-check',
  share: null,
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
  waiver: null,
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

test('what failed again is open again; what is waived only takes note of it', () => {
  const again = { act: 'fail-again', run: 'r2', failed: 3 } as const;
  assert.equal(applyAct(issue('closed', { resolution: 'fixed-at-source' }), again, at).state, 'open');
  assert.equal(applyAct(issue('closed', { resolution: 'accepted-exception' }), again, at).state, 'open');
  assert.equal(applyAct(issue('fixed'), again, at).state, 'working');
  assert.equal(applyAct(issue('returned'), again, at).state, 'returned');
  const waived = applyAct(issue('closed', { resolution: 'accepted-exception' }), { ...again, act: 'fail-waived' }, at);
  assert.deepEqual([waived.state, waived.resolution, waived.failed, waived.occurrences], ['closed', 'accepted-exception', 3, 2]);
});

test('an act that no longer fits is refused with the state that it met', () => {
  const refused = (run: () => unknown, state: string) =>
    assert.throws(run, (e) => e instanceof JiadiError && e.code === 'state-changed' && e.params.state === state);
  refused(() => applyAct(issue('closed'), { act: 'mark-fixed' }, at), 'closed');
  refused(() => applyAct(issue('open'), { act: 'reopen' }, at), 'open');
  refused(() => applyAct(issue('closed'), { act: 'pass-recheck', run: 'r2' }, at), 'closed');
});

test('after a run only rules that were checked speak', () => {
  const result = (rule: string, failed: number, status: string): RuleOutcome => ({
    rule,
    failed,
    status,
    shares: null,
    waived: () => false,
  });
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

test('an issue of a unit looks at its own rows; where nobody counted them, only a rule without failures says something', () => {
  const acts = (outcome: Partial<RuleOutcome>, share: string | null) =>
    actsAfterRun([issue('assigned', { share })], {
      id: 'r2',
      results: [{ rule: 'id-check', failed: 5, status: 'fail', shares: null, waived: () => false, ...outcome }],
    }).map(({ act }) => act);
  const shares = new Map([
    ['甲', 3],
    ['', 2],
  ]);
  assert.deepEqual(acts({ shares }, '甲'), [{ act: 'fail-again', run: 'r2', failed: 3 }]);
  assert.deepEqual(acts({ shares }, ''), [{ act: 'fail-again', run: 'r2', failed: 2 }]);
  assert.deepEqual(acts({ shares }, '乙'), [{ act: 'pass-recheck', run: 'r2' }]);
  assert.deepEqual(acts({ shares }, null), [{ act: 'fail-again', run: 'r2', failed: 5 }]);
  assert.deepEqual(acts({ shares: null }, '甲'), []);
  assert.deepEqual(acts({ shares: null, failed: 0 }, '甲'), [{ act: 'pass-recheck', run: 'r2' }]);
  assert.deepEqual(acts({ shares, waived: (share) => share === '甲' }, '甲'), [{ act: 'fail-waived', run: 'r2', failed: 3 }]);
});

test('working days leave out weekends and holidays, count exchanged days, and can be corrected', () => {
  const calendar = workCalendar();
  // the two weeks of National Day 2026: the 20th of September works, the 25th to 27th and 1st to 7th are off, the 10th of October works
  assert.equal(calendar.after('2026-09-18', 1), '2026-09-20');
  assert.equal(calendar.after('2026-09-24', 1), '2026-09-28');
  assert.equal(calendar.after('2026-09-30', 3), '2026-10-10');
  assert.equal(calendar.between('2026-09-30', '2026-10-12'), 4);
  assert.equal(calendar.between('2026-10-12', '2026-09-30'), -4);
  // of a year without a notice only weekends are known
  assert.equal(calendar.works('2027-01-01'), true);
  const own = workCalendar([
    { day: '2027-01-01', works: false },
    { day: '2027-01-02', works: true },
  ]);
  assert.equal(own.after('2026-12-31', 1), '2027-01-02');
  assert.equal(own.after('2026-12-31', 0), '2026-12-31');
});

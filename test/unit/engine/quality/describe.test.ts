import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlan } from '../../../../engine/quality/describe.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import { semantics, testFolder, writeBatch } from '../../../support/check.ts';

test('a plan tells the statement, what is read besides, and which rules cannot run and why', () => {
  const folder = testFolder();
  try {
    const batch = writeBatch(folder.path, ['id', 'name'], [['1', '甲']]);
    const other = writeBatch(folder.path, ['id', 'name'], [['1', '甲']], { name: 'other' });
    const rules = [
      { id: 'set', kind: 'value-in-set', column: 'name', values: ['甲', '乙'] },
      { id: 'unique', kind: 'unique', column: 'id' },
      { id: 'order', kind: 'value-monotonic', column: 'id' },
      { id: 'match', kind: 'dataset-match', dataset: 'other', key: ['id'] },
      { id: 'there', kind: 'exists-in', columns: ['id'], dataset: 'other', otherColumns: ['id'] },
      { id: 'also', kind: 'exists-in', columns: ['id'], dataset: 'other', otherColumns: ['id'], negate: true },
      { id: 'fences', kind: 'value-within-fences', column: 'id' },
      { id: 'count', kind: 'column-count', equals: 2 },
      { id: 'lost', kind: 'not-null', column: 'nowhere' },
      { id: 'gone', kind: 'exists-in', columns: ['id'], dataset: 'nobody', otherColumns: ['id'] },
    ];
    const read = rules.map((rule, i) => readRule(rule, i + 1));
    const plan = describePlan({ batch, rules: read, nullLike: [], asOf: '2026-06-30', references: { other }, findings: null }, semantics);
    assert.deepEqual(
      plan.rules.map(({ rule, way, learns, groups, error }) => [rule, way, learns, groups, error?.code ?? null]),
      [
        ['set', 'scan', false, false, null],
        ['unique', 'scan', false, true, null],
        ['order', 'ordered', false, false, null],
        ['match', 'scan', false, false, null],
        ['there', 'scan', false, false, null],
        ['also', 'scan', false, false, null],
        ['fences', 'scan', true, false, null],
        ['count', 'whole', false, false, null],
        ['lost', 'none', false, false, 'column-not-found'],
        ['gone', 'none', false, false, 'not-found'],
      ],
    );
    const [scan, ordered] = plan.statements;
    assert.deepEqual(scan?.rules, ['set', 'unique', 'match', 'there', 'also', 'fences']);
    assert.ok(scan.values.includes('甲') && !scan.text.includes('甲'), 'values stand apart from the text');
    assert.deepEqual(ordered?.rules, ['order']);
    assert.deepEqual(
      plan.references.map(({ from, rules: users }) => [from, users]),
      [
        [{ dataset: 'other' }, ['match']],
        [{ dataset: 'other' }, ['there', 'also']],
      ],
    );
  } finally {
    folder.done();
  }
});

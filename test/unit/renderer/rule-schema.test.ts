import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleKindInfo } from '../../../contract/methods/rules.ts';
import { rules } from '../../../engine/rules/index.ts';
import { paramsOf } from '../../../renderer/features/rules/schema.ts';

// the kinds are the same in every workspace
const list = (): readonly RuleKindInfo[] => rules['ruleKinds.list'](undefined, undefined as never);
const controls = (kind: string): Readonly<Record<string, unknown>> => {
  const found = list().find((one) => one.kind === kind);
  assert.ok(found, kind);
  return Object.fromEntries(paramsOf(found).map((param) => [param.name, param.control]));
};

test('columns are offered where a kind names columns of the table, under whatever name', () => {
  const of = controls('code-name-agrees');
  assert.deepEqual([of['codeColumn'], of['nameColumn'], of['codeList']], [{ kind: 'column' }, { kind: 'column' }, { kind: 'codeList' }]);
  assert.deepEqual(controls('exists-in')['columns'], { kind: 'columns' });
  // those of another table are not these
  assert.deepEqual(controls('exists-in')['otherColumns'], { kind: 'list', textOnly: true });
  assert.deepEqual(controls('key-sequence')['groupBy'], { kind: 'columns' });
});

test('words may be written plainly where a value has other forms as well', () => {
  assert.deepEqual(controls('row-count-change')['baseline'], {
    kind: 'json',
    words: ['previous', 'same-week', 'same-month', 'same-year', 'month-to-date'],
  });
  assert.deepEqual(controls('distribution-close')['baseline'], { kind: 'json', words: ['previous'] });
});

test('groups are offered for kinds that can be repeated, and for no others', () => {
  assert.deepEqual(controls('not-null')['groupBy'], { kind: 'columns' });
  assert.deepEqual(controls('column-stat')['groupBy'], { kind: 'columns' });
  for (const kind of ['reconcile', 'column-exists', 'value-no-excel-damage', 'sql-rows'])
    assert.equal(controls(kind)['groupBy'], undefined, kind);
});

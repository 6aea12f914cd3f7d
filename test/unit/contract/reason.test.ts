import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonIn } from '../../../contract/text/index.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';

test('a rule with one limit is told by that limit, in both languages', () => {
  const about = (min: number | undefined, max: number | undefined) => ({ code: 'value-between', params: { min, max } });
  assert.equal(reasonIn('zh-CN', about(0, undefined)), '值小于 0,或无法与它比较');
  assert.equal(reasonIn('en', about(undefined, 9)), 'the value is above 9, or cannot be compared with it');
  assert.equal(reasonIn('zh-CN', about(0, 9)), '值不在 0 到 9 之间');
});

test('no kind with a lowest and a highest value leaves a hole where one of them is not set', () => {
  for (const { kind, text } of kinds) {
    if (!text.en.reason.includes('{min}') || !text.en.reason.includes('{max}')) continue;
    const named = { column: 'c', a: 'a', b: 'b', stat: 'mean', observed: 1, length: 1 };
    for (const params of [
      { ...named, min: 7 },
      { ...named, max: 7 },
    ])
      for (const language of ['zh-CN', 'en'] as const) {
        const said = reasonIn(language, { code: kind, params });
        assert.match(said, /7/, kind);
        assert.doesNotMatch(said, / {2}|between|之间| $/u, `${kind}: ${said}`);
      }
  }
});

test('meanings and types are said in words, an unknown kind by its name', () => {
  assert.match(reasonIn('zh-CN', { code: 'value-matches-semantic', params: { semantic: 'cn-resident-id' } }), /公民身份号码/);
  assert.match(reasonIn('en', { code: 'value-type', params: { type: 'integer' } }), /whole number|integer/i);
  assert.equal(reasonIn('zh-CN', { code: 'no-such-kind', params: {} }), 'no-such-kind');
});

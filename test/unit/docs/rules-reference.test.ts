import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import { referencePath, rulesReference } from '../../../scripts/rules-reference.ts';

test('the rule reference is what the kinds say of themselves; `npm run docs:rules` writes it anew', () => {
  assert.equal(readFileSync(referencePath, 'utf8'), rulesReference());
});

test('it names every kind, what it asks and each of its parameters, in both languages', () => {
  const page = rulesReference();
  for (const { kind, text, params } of kinds) {
    const from = page.indexOf(`### \`${kind}\` `);
    const section = page.slice(from, page.indexOf('\n### ', from + 1));
    assert.ok(from > 0 && section.includes(text['zh-CN'].about) && section.includes(text.en.about), kind);
    for (const name of Object.keys(params.shape)) assert.ok(section.includes(`| \`${name}\` |`), `${kind}.${name}`);
  }
  assert.ok(!page.includes('undefined') && !page.includes('ruleParam.') && !page.includes('dimension.') && !page.includes('indicator.'));
});

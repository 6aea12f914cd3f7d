import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindText } from '../../../contract/text/kinds.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import { semanticKinds } from '../../../engine/semantics/kinds/index.ts';

const words: Readonly<Record<string, readonly [zh: string, en: string]>> = kindText;

test('the window names every rule kind and its reason as the kind itself does', () => {
  for (const { kind, text } of kinds) {
    assert.deepEqual(words[`ruleKind.${kind}`], [text['zh-CN'].title, text.en.title], kind);
    assert.deepEqual(words[`reason.${kind}`], [text['zh-CN'].reason, text.en.reason], kind);
  }
});

test('the window names every meaning of a column as its kind does', () => {
  for (const { id, text } of semanticKinds) assert.deepEqual(words[`semantic.${id}`], [text['zh-CN'].title, text.en.title], id);
});

test('no words are left of kinds that are gone', () => {
  const known = new Set([
    ...kinds.flatMap(({ kind }) => [`ruleKind.${kind}`, `reason.${kind}`]),
    ...semanticKinds.map(({ id }) => `semantic.${id}`),
  ]);
  assert.deepEqual(
    Object.keys(words).filter((key) => !known.has(key)),
    [],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { text } from '../../../contract/text/index.ts';
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

/** As much of a JSON Schema as names and choices need. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

test('the window has a word for every parameter of a kind and for everything that can be chosen', () => {
  const all: Readonly<Record<string, readonly [zh: string, en: string]>> = text;
  // signs and names of coordinate systems are the same in every language
  const same = new Set(['=', '!=', '<', '<=', '>', '>=', 'CGCS2000', 'WGS-84', 'GCJ-02', 'BD-09']);
  const missing = kinds.flatMap(({ kind, params }) =>
    Object.entries((z.toJSONSchema(params, { unrepresentable: 'any' }) as Schema).properties ?? {}).flatMap(([name, schema]) => [
      ...(all[`ruleParam.${name}`] ? [] : [`${kind}.${name}`]),
      ...[...(schema.enum ?? []), ...(schema.items?.enum ?? [])]
        .filter((choice) => typeof choice === 'string' && !same.has(choice) && !all[`ruleChoice.${choice}`])
        .map((choice) => `${kind}.${name}: ${String(choice)}`),
    ]),
  );
  assert.deepEqual(missing, []);
});

test('no words are left of parameters and choices that are gone', () => {
  const written = JSON.stringify(kinds.map(({ params }) => z.toJSONSchema(params, { unrepresentable: 'any' })));
  const left = Object.keys(text).filter((key) => {
    const [, name] = /^rule(?:Param|Choice)\.([^.]+)/.exec(key) ?? [];
    return name !== undefined && !written.includes(`"${name}"`);
  });
  assert.deepEqual(left, []);
});

import { z } from 'zod';
import { jsonMatcher } from '../json-schema.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const valueJson = cellRule({
  kind: 'value-json',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, schema: z.record(z.string(), z.json()).optional() }),
  text: {
    'zh-CN': {
      title: 'JSON 校验',
      about: '是合法的 JSON(RFC 8259);写了 `schema` 则还要符合该 JSON Schema(2020-12,或其 `$schema` 所写的版本)。',
      reason: '不是合法的 JSON,或不符合 schema',
    },
    en: {
      title: 'JSON',
      about:
        'Text that is well-formed JSON (RFC 8259) and, with `schema`, what that JSON Schema (2020-12, or the draft its `$schema` names) describes.',
      reason: 'this is not well-formed JSON, or not what the schema describes',
    },
  },
  fails: ({ scope, cell, params }) => {
    const matches = params.schema === undefined ? null : jsonMatcher(params.schema);
    return scope.fn((v) => {
      if (v === null || v === undefined) return null;
      let value: unknown;
      try {
        value = JSON.parse(String(v));
      } catch {
        return 1; // the answer asked for
      }
      return matches === null || matches(value) ? 0 : 1;
    }, cell);
  },
  examples: [
    { params: { column: 'v' }, pass: ['{"a":1}', '[]', '"x"', 'null', 12], fail: ['{a:1}', '', "{'a':1}", 'x'], skip: [null] },
    {
      params: {
        column: 'v',
        schema: {
          type: 'object',
          required: ['a'],
          properties: { a: { type: 'integer', minimum: 1 }, b: { type: 'string', pattern: '^[0-9]+$', maxLength: 2 } },
        },
      },
      pass: ['{"a":1}', '{"a":2,"b":"12","c":null}', '{"a":1.0}'],
      fail: ['{"a":0}', '{}', '[1]', '{"a":1,"b":"x"}', '{"a":1,"b":"123"}', '{"a":"1"}', '{"a":1'],
      skip: [null],
    },
    {
      params: { column: 'v', schema: { maxLength: 1, not: { const: 'b' } } },
      pass: ['"𠮷"', '5', '"a"'],
      fail: ['"ab"', '"b"'],
      skip: [null],
    },
  ],
});

import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column, scalarOrNull } from '../limits.ts';
import { inSet, textsOf } from '../set.ts';

export const valueNotInSet = cellRule({
  kind: 'value-not-in-set',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0105',
  nulls: 'skipped',
  params: z.object({ column, values: z.array(scalarOrNull), ignoreCase: z.boolean().optional() }),
  text: {
    'zh-CN': { title: '禁用值', about: '值不在禁用清单之内。', reason: '值属于禁用的:{values}' },
    en: { title: 'Value not in set', about: 'A value that is none of a list.', reason: 'the value is one of the forbidden: {values}' },
  },
  passes: (params) => {
    const texts = textsOf(params);
    return texts && ((text) => !texts.has(text));
  },
  fails: (context) => inSet(context, context.params),
  examples: [
    { params: { column: 'v', values: ['测试'] }, pass: ['a', ''], fail: ['测试'], skip: [null] },
    { params: { column: 'v', values: ['TEST'], ignoreCase: true }, pass: ['tes'], fail: ['test', 'TEST'], skip: [null] },
  ],
});

import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column, scalarOrNull } from '../limits.ts';
import { inSet, textsOf } from '../set.ts';

export const valueInSet = cellRule({
  kind: 'value-in-set',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0105',
  nulls: 'skipped',
  params: z.object({ column, values: z.array(scalarOrNull), ignoreCase: z.boolean().optional(), trim: z.boolean().optional() }),
  text: {
    'zh-CN': { title: '枚举值', about: '值在清单之内。来源没有类型时,清单中的数也认其文本。', reason: '值不在允许的范围内:{values}' },
    en: {
      title: 'Value in set',
      about: 'A value of a list. Numbers of the list also meet their text in sources without types.',
      reason: 'the value is not one of: {values}',
    },
  },
  passes: (params) => {
    const texts = textsOf(params);
    return texts && ((text) => texts.has(text));
  },
  fails: (context) => sql`NOT ${inSet(context, context.params)}`,
  examples: [
    { params: { column: 'v', values: ['男', '女'] }, pass: ['男', '女'], fail: ['男 ', '', '未知', '𠮷'], skip: [null] },
    { params: { column: 'v', values: ['a'], ignoreCase: true, trim: true }, pass: ['A', ' a '], fail: ['b'], skip: [null] },
    { params: { column: 'v', values: [1, 2] }, pass: ['1', '2', 1, 2], fail: ['3', '01'], skip: [null] },
    { params: { column: 'v', values: [] }, fail: ['a'], skip: [null] },
  ],
});

import { z } from 'zod';
import { hiddenCount, isMaskedAs, maskKindOf, maskNames } from '../../semantics/index.ts';
import { lacking } from '../facts.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const maskedAsDeclared = cellRule({
  kind: 'masked-as-declared',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0106',
  nulls: 'skipped',
  params: z.object({ column, mask: z.enum(maskNames).optional(), minMasked: z.int().min(1).optional() }),
  text: {
    'zh-CN': {
      title: '脱敏达标',
      about:
        '值露出的部分不多于规定的脱敏方式:身份证号前三后四、姓名只留姓氏等。不写 `mask` 时按本列语义的方式;语义不需脱敏的列不评估。`minMasked` 要求至少遮住这么多个字符。',
      reason: '没有按规定的方式脱敏',
    },
    en: {
      title: 'Masked as declared',
      about:
        "A value shows no more than the form of masking allows: an identity number its first three and last four characters, a name its surname … Without `mask` the form is that of the column's meaning; a column whose meaning hides nothing is not evaluated. `minMasked` asks for at least so many hidden characters.",
      reason: 'the value is not masked in the declared way',
    },
  },
  fails: ({ scope, cell, params, name }) => {
    const mask = params.mask ?? maskKindOf(scope.column(name).semantic);
    if (mask === 'none' && params.minMasked === undefined) throw lacking('needs-mask');
    return scope.fn((v) => {
      if (v === null || v === undefined) return null;
      const text = String(v);
      return text.trim() === '' || (isMaskedAs(mask, text) && hiddenCount(text) >= (params.minMasked ?? 0)) ? 0 : 1;
    }, cell);
  },
  examples: [
    {
      params: { column: 'v', mask: 'id-number' },
      pass: ['440***********0014', '******************', '', '44*************14'],
      fail: ['440524188001010014', '4405**********0014', '440***********10014', '440**52********014', 440524],
      skip: [null],
    },
    { params: { column: 'v', mask: 'name' }, pass: ['张**', '欧阳*', '＊＊'], fail: ['张三', '张*三'], skip: [null] },
    { params: { column: 'v', mask: 'mobile', minMasked: 4 }, pass: ['138****0001'], fail: ['13800000001', '138***00001'], skip: [null] },
    { params: { column: 'v', mask: 'email' }, pass: ['a***@sz.gov.cn'], fail: ['ab@sz.gov.cn', 'ab***@sz.gov.cn'], skip: [null] },
    { params: { column: 'v', mask: 'birth-date' }, pass: ['1986-**-**'], fail: ['1986-05-**', '1986-05-01'], skip: [null] },
    { params: { column: 'v', mask: 'address' }, pass: ['深圳市福田区****'], fail: ['深圳市福田区福中路1号'], skip: [null] },
  ],
});

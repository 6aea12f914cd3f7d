import { z } from 'zod';
import { passes } from '../../semantics/index.ts';
import { repairKind } from '../kind.ts';

/** Meanings whose standard form differs by blanks, hyphens, case and width only. */
const codes = [
  'cn-resident-id',
  'cn-foreign-resident',
  'cn-uscc',
  'cn-org-code',
  'cn-business-reg-no',
  'cn-tax-id',
  'cn-bank-card',
  'cn-postcode',
  'cn-division',
  'cn-plate',
  'cn-vin',
  'cn-passport',
  'cn-hkm-permit',
  'cn-tw-permit',
  'cn-house-no',
  'cn-building-no',
  'isbn',
  'ean',
  'iban',
] as const;
const params = z.strictObject({ semantic: z.enum(codes) });

/** Numbers and codes in the form of their standard. */
export const codeForm = repairKind({
  kind: 'code-form',
  text: {
    'zh-CN': {
      title: '号码标准写法',
      does: '号码、代码里的空格、连字符去掉，字母改大写',
      proof: '改前不合标准、改后通过校验才改',
      never: '不增不减数字，不换数字',
    },
    en: {
      title: 'Standard form of numbers',
      does: 'Blanks and hyphens go, letters become upper case',
      proof: 'Only where the value fails its standard before and passes it afterwards',
      never: 'Never adds, drops or swaps a digit',
    },
  },
  params,
  propose: ({ semantic }) => {
    const known = codes.find((id) => id === semantic);
    return known ? { semantic: known } : null;
  },
  repair: ({ semantic }, { semantics }) => {
    const check = semantics.checker(semantic);
    return (value) => {
      if (passes(check(value))) return null;
      const after = semantics.normalise(semantic, value);
      return after !== null && passes(check(after)) ? after : null;
    };
  },
  rule: ({ semantic }) => ({ kind: 'value-matches-semantic', semantic }),
  examples: [
    {
      params: { semantic: 'cn-uscc' },
      repairs: [
        ['91350100-M000100Y-43', '91350100M000100Y43'],
        ['91350100m000100y43', '91350100M000100Y43'],
      ],
      keeps: ['91350100M000100Y43', '91350100M000100Y44'],
    },
    { params: { semantic: 'cn-plate' }, repairs: [['粤b·12345', '粤B12345']], keeps: ['粤B12345', '粤'] },
  ],
});

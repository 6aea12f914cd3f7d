import { z } from 'zod';
import { passes } from '../../semantics/index.ts';
import { repairKind } from '../kind.ts';

/** Phone numbers without country prefix and stray signs. */
export const phoneForm = repairKind({
  kind: 'phone-form',
  text: {
    'zh-CN': {
      title: '电话标准写法',
      does: '去掉手机号的 +86、空格和横线；座机写成 区号-号码-分机',
      proof: '改前不合标准、改后是完整的手机号或座机号才改',
      never: '不补区号，不补缺的数字',
    },
    en: {
      title: 'Standard form of phone numbers',
      does: 'Mobile numbers lose +86, blanks and hyphens; landline numbers become area-number-extension',
      proof: 'Only where the result is a whole mobile or landline number and the value was not',
      never: 'Never adds an area code or a missing digit',
    },
  },
  params: z.strictObject({}),
  propose: ({ semantic }) => (semantic === 'cn-mobile' || semantic === 'cn-landline' ? {} : null),
  repair: (_, { semantics }) => {
    const mobile = semantics.checker('cn-mobile');
    const landline = semantics.checker('cn-landline');
    return (value) => {
      if (passes(mobile(value)) || passes(landline(value))) return null;
      return semantics.normalise('cn-mobile', value) ?? semantics.normalise('cn-landline', value);
    };
  },
  examples: [
    {
      params: {},
      repairs: [
        ['+86 138-0013-8000', '13800138000'],
        ['008613800138000', '13800138000'],
        ['(0755)82345678', '0755-82345678'],
        ['0755-82345678转8', '0755-82345678-8'],
      ],
      keeps: ['13800138000', '0755-82345678', '1380013800', '10086', '138O0138000'],
    },
  ],
});

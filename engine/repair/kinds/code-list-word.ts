import { z } from 'zod';
import type { CodeList } from '../../semantics/index.ts';
import { repairKind, type RepairEnv } from '../kind.ts';

const list = z.enum(['gender', 'ethnic', 'marriage', 'education']);
const params = z.discriminatedUnion('to', [
  z.strictObject({ list, to: z.literal('code') }),
  /** `words` says how each code is called in the column. */
  z.strictObject({ list, to: z.literal('name'), words: z.record(z.string(), z.string().min(1)) }),
]);

const listOf = ({ semantics }: RepairEnv, name: z.infer<typeof list>): CodeList => semantics.env.tables.lists[name];
const codeOf = ({ names, codeOf: words }: CodeList, value: string): string | undefined => (names.has(value) ? value : words.get(value));

/** Words and codes of a national code list in one column. */
export const codeListWord = repairKind<z.infer<typeof params>>({
  kind: 'code-list-word',
  text: {
    'zh-CN': {
      title: '代码表统一',
      does: '性别、民族、婚姻、学历列里的名称和同义词改成国标代码，或反过来改成本列通用的名称',
      proof: '名称与代码一一对应，依据 GB/T 2261、3304、4658',
      never: '不认识的词一概不动',
    },
    en: {
      title: 'One code list',
      does: 'Names and synonyms in columns of gender, ethnic group, marriage or education become codes, or codes the names that the column uses',
      proof: 'Each word stands for one code of GB/T 2261, 3304 or 4658',
      never: 'Never touches a word that the list does not know',
    },
  },
  params,
  propose: ({ semantic, top }, env) => {
    const known = list.options.find((name) => `cn-${name}` === semantic);
    if (!known) return null;
    const codes = listOf(env, known);
    const words = new Map<string, string>();
    let coded = 0;
    let named = 0;
    for (const { value, count } of top) {
      const text = String(value);
      const code = codeOf(codes, text);
      if (code === undefined) continue;
      if (code === text) coded += count;
      else {
        named += count;
        // the most frequent word comes first
        if (!words.has(code)) words.set(code, text);
      }
    }
    return named > coded ? { list: known, to: 'name', words: Object.fromEntries(words) } : { list: known, to: 'code' };
  },
  repair: (given, env) => {
    const codes = listOf(env, given.list);
    if (given.to === 'code') return (value) => codeOf(codes, value) ?? null;
    const known = new Set(Object.values(given.words));
    return (value) => {
      const code = known.has(value) ? undefined : codeOf(codes, value);
      return code !== undefined && Object.hasOwn(given.words, code) ? (given.words[code] ?? null) : null;
    };
  },
  examples: [
    {
      params: { list: 'gender', to: 'code' },
      repairs: [
        ['男', '1'],
        ['女性', '2'],
        ['M', '1'],
      ],
      keeps: ['1', '9', '男男', '3'],
    },
    {
      params: { list: 'ethnic', to: 'code' },
      repairs: [
        ['汉', '01'],
        ['壮族', '08'],
      ],
      keeps: ['01', '穿青人'],
    },
    {
      params: { list: 'gender', to: 'name', words: { 1: '男', 2: '女' } },
      repairs: [
        ['1', '男'],
        ['女性', '女'],
      ],
      keeps: ['男', '女', '9', '未知'],
    },
  ],
});

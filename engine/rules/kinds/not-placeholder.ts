import { z } from 'zod';
import { join, sql } from '../../../base/sqlite/index.ts';
import { BLANKS, mayBeBlank } from '../blanks.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { trimBlanks } from '../set.ts';

/** Words that stand for "nothing" unless a rule names its own. */
export const placeholders: readonly string[] = [
  'NULL',
  'N/A',
  'NA',
  'nan',
  'none',
  '无',
  '空',
  '未知',
  '不详',
  '待补',
  '暂无',
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  '0000-00-00',
  '9999-12-31',
  '1900-01-01',
  '00000000',
  '99991231',
  '19000101',
];

export const notPlaceholder = cellRule({
  kind: 'not-placeholder',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0201',
  nulls: 'skipped',
  params: z.object({ column, values: z.array(z.string()).optional(), ignoreCase: z.boolean().optional() }),
  text: {
    'zh-CN': {
      title: '非占位值',
      about: '值不是“无”“未知”“9999-12-31”之类的占位词;用默认清单时,同一数字重复组成的编号也算占位。',
      reason: '值是占位词,等于没有填写',
    },
    en: {
      title: 'No placeholder',
      about: 'A value that does not merely stand for "nothing"; identifiers of one digit repeated count as such with the default list.',
      reason: 'the value only stands for "nothing"',
    },
  },
  passes: (params) => {
    const stands = placeholderTest(params);
    return (text) => !stands(text);
  },
  fails: ({ scope, cell, params }) => {
    const { ignoreCase, words } = wordsOf(params);
    return scope.either(
      () => {
        const stands = placeholderTest(params);
        return scope.fn((v) => (v === null || v === undefined ? null : stands(String(v)) ? 1 : 0), cell);
      },
      () => {
        const trimmed = sql`trim(${cell}, ${BLANKS})`;
        const listed = sql`${ignoreCase ? sql`lower(${trimmed})` : trimmed} IN (${join(
          words.map((w) => sql`${w}`),
          ', ',
        )})`;
        if (params.values) return listed;
        return sql`(${listed} OR (length(${cell}) >= 11 AND ${cell} GLOB '[0-9]*' AND trim(${cell}, substr(${cell}, 1, 1)) = ''))`;
      },
    );
  },
  examples: [
    {
      params: { column: 'v' },
      pass: ['张三', '0', '无锡', '110101199003071234'],
      fail: ['无', ' N/A ', 'null', '9999-12-31', '—', '99999999999', '111111111111111111'],
      skip: [null],
    },
    { params: { column: 'v', values: ['X'], ignoreCase: false }, pass: ['x', '无'], fail: ['X'], skip: [null] },
  ],
});

/** Lower case of ASCII letters only, as SQLite's `lower` does. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

interface Params {
  readonly values?: readonly string[] | undefined;
  readonly ignoreCase?: boolean | undefined;
}

function wordsOf({ values, ignoreCase = true }: Params): { readonly ignoreCase: boolean; readonly words: readonly string[] } {
  return { ignoreCase, words: (values ?? placeholders).map((word) => (ignoreCase ? asciiLower(word) : word)) };
}

/** Digits from which a number of one digit repeated is none. */
const REPEATED_MIN = 11;

/** A test for texts that stand for nothing; most are too long for any of the words, and looked at no further. */
function placeholderTest(params: Params): (text: string) => boolean {
  const { ignoreCase, words } = wordsOf(params);
  const repeated = params.values === undefined;
  const set = new Set(words);
  const longest = Math.max(0, ...words.map((word) => word.length));
  return (text) => {
    const { length } = text;
    if (repeated && length >= REPEATED_MIN && isOneDigit(text)) return true;
    if (length > longest && !mayBeBlank(text.charCodeAt(0)) && !mayBeBlank(text.charCodeAt(length - 1))) return false;
    const trimmed = trimBlanks(text);
    return set.has(ignoreCase ? asciiLower(trimmed) : trimmed);
  };
}

function isOneDigit(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return false;
  for (let i = 1; i < text.length; i++) if (text.charCodeAt(i) !== first) return false;
  return true;
}

import { toHalfWidth } from '../chars.ts';
import type { MaskKind, SemanticEnv, SemanticKind, SensitivityHint, Verdict } from '../kind.ts';
import type { CodeLists } from '../tables.ts';

type ListName = 'gender' | 'ethnic' | 'marriage' | 'education';

function isWord(value: string): boolean {
  const c = value.charCodeAt(0);
  return !(c >= 48 && c <= 57);
}

/**
 * A kind whose values come from a national code list. `shape` accepts a code or a word of the list; `reference` only the code itself.
 * A number that has to be repaired (1 for 01) is a matter of form at every level.
 */
function codeListKind(given: {
  readonly id: string;
  readonly list: ListName;
  readonly zh: string;
  readonly en: string;
  readonly standard: string;
  readonly sensitivity: SensitivityHint;
  readonly hintNames: readonly string[];
  readonly notNames?: readonly string[];
  readonly examples: SemanticKind['examples'];
}): SemanticKind {
  const listOf = (lists: CodeLists) => lists[given.list];
  const normalise = (value: string, env: SemanticEnv): string | null => {
    const list = listOf(env.tables.lists);
    const tidied = toHalfWidth(value).trim();
    return list.names.has(tidied) ? tidied : (list.codeOf.get(tidied) ?? null);
  };
  const mask: MaskKind = 'none';
  return {
    id: given.id,
    levels: ['shape', 'reference'],
    defaultLevel: 'shape',
    text: { 'zh-CN': { title: given.zh }, en: { title: given.en } },
    standard: given.standard,
    sensitivity: given.sensitivity,
    mask,
    hintNames: given.hintNames,
    notNames: given.notNames ?? [],
    detect: { evidence: 'name', weight: 0.9, distinctMin: 2 },
    check: (value, level, env): Verdict => {
      const list = listOf(env.tables.lists);
      if (list.names.has(value)) return 'ok';
      if (list.codeOf.has(value) && isWord(value)) return level === 'reference' ? 'name' : 'ok';
      return value.length <= 24 && normalise(value, env) !== null ? 'form' : 'not-in-list';
    },
    normalise,
    examples: given.examples,
  };
}

const aboutPerson: SensitivityHint = { personal: 'personal', category: 'biography' };

/** 人的性别代码, GB/T 2261.1-2003. */
export const cnGender = codeListKind({
  id: 'cn-gender',
  list: 'gender',
  zh: '性别',
  en: 'Gender',
  standard: 'GB/T 2261.1-2003',
  sensitivity: aboutPerson,
  hintNames: ['性别', 'xb', 'xbdm', 'gender', 'sex'],
  examples: {
    valid: ['0', '1', '2', '9'],
    invalid: [
      ['3', 'not-in-list'],
      ['5', 'not-in-list'],
      ['男', 'name'],
      ['M', 'name'],
      ['01', 'not-in-list'],
      ['１', 'form'],
    ],
  },
});

/** 民族代码, GB/T 3304-1991. */
export const cnEthnic = codeListKind({
  id: 'cn-ethnic',
  list: 'ethnic',
  zh: '民族',
  en: 'Ethnic group',
  standard: 'GB/T 3304-1991',
  sensitivity: aboutPerson,
  hintNames: ['民族', 'mz', 'mzdm', 'ethnic', 'nation', 'nationality'],
  examples: {
    valid: ['01', '15', '56'],
    invalid: [
      ['00', 'not-in-list'],
      ['57', 'not-in-list'],
      ['1', 'form'],
      ['汉族', 'name'],
      ['汉', 'name'],
      ['97', 'not-in-list'],
    ],
  },
});

/** 婚姻状况代码, GB/T 2261.2-2003. */
export const cnMarriage = codeListKind({
  id: 'cn-marriage',
  list: 'marriage',
  zh: '婚姻状况',
  en: 'Marital status',
  standard: 'GB/T 2261.2-2003',
  sensitivity: aboutPerson,
  hintNames: ['婚姻', '婚否', 'hyzk', 'hyzkdm', 'marriage', 'marital', 'marital_status'],
  examples: {
    valid: ['10', '20', '90'],
    invalid: [
      ['1', 'not-in-list'],
      ['50', 'not-in-list'],
      ['24', 'not-in-list'],
      ['已婚', 'name'],
    ],
  },
});

/** 学历代码, GB/T 4658-2006. */
export const cnEducation = codeListKind({
  id: 'cn-education',
  list: 'education',
  zh: '学历',
  en: 'Education',
  standard: 'GB/T 4658-2006',
  sensitivity: aboutPerson,
  hintNames: ['学历', '文化程度', '教育程度', 'xl', 'xldm', 'whcd', 'education', 'edu_level'],
  examples: {
    valid: ['10', '21', '90'],
    invalid: [
      ['00', 'not-in-list'],
      ['25', 'not-in-list'],
      ['99', 'not-in-list'],
      ['本科', 'name'],
    ],
  },
});

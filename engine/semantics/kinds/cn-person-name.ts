import { isHan } from '../chars.ts';
import type { SemanticEnv, SemanticKind, Verdict } from '../kind.ts';
import { surnameLength } from '../surnames.ts';

const DOT = 0xb7;
/** Signs people type for the middle dot of names with several parts. */
const OTHER_DOTS = '•・‧∙．.｡﹒●';
const LENGTH_MAX = 6;
const DOTTED_LENGTH_MAX = 30;

function check(value: string): Verdict {
  let count = 0;
  let dots = 0;
  let previousIsDot = true;
  for (let i = 0; i < value.length; i++) {
    const code = value.codePointAt(i) ?? 0;
    if (code > 0xffff) i++;
    if (code === DOT) {
      if (previousIsDot) return 'shape';
      dots++;
    } else if (isHan(code)) count++;
    else return normalise(value) !== null ? 'form' : 'shape';
    previousIsDot = code === DOT;
  }
  if (count === 0 || previousIsDot) return 'shape';
  return count < 2 || count > (dots > 0 ? DOTTED_LENGTH_MAX : LENGTH_MAX) ? 'length' : 'ok';
}

function normalise(value: string): string | null {
  if (value.length > 60) return null;
  let out = '';
  for (const ch of value) {
    if (/\s/.test(ch) || ch === '\u200b' || ch === '\ufeff') continue;
    out += OTHER_DOTS.includes(ch) ? '·' : ch;
  }
  return out !== value && check(out) === 'ok' ? out : out === value && plain(out) ? out : null;
}

/** True for a name that `check` accepts without any repair; kept apart so that repair and check do not call each other forever. */
function plain(value: string): boolean {
  for (const ch of value) if (ch !== '·' && !isHan(ch.codePointAt(0) ?? 0)) return false;
  return check(value) === 'ok';
}

/** Last characters of places, offices and things, which a three-character text with a surname in front may well be (白云区, 黄河路). */
const NOT_LAST = '区县市省镇乡村路街道巷里局所院厂店部处站科队组会馆校园楼栋座号室层项类型式化性';

/** A Han name of two to four characters that begins with a known surname, or a dotted one. */
function looksLikeName(value: string, _env: SemanticEnv): boolean {
  if (check(value) !== 'ok') return false;
  if (value.includes('·')) return true;
  const surname = surnameLength(value);
  return surname > 0 && value.length <= 2 + surname && !NOT_LAST.includes(value.charAt(value.length - 1));
}

/** 姓名: Han characters of all planes; names of several parts are joined by a middle dot (·). */
export const cnPersonName: SemanticKind = {
  id: 'cn-person-name',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '姓名' }, en: { title: 'Person name' } },
  standard: '',
  sensitivity: { personal: 'personal', category: 'identity' },
  mask: 'name',
  hintNames: [
    '姓名',
    '户主',
    '联系人',
    '法定代表人',
    '法人代表',
    '负责人',
    '经办人',
    '申请人',
    '权利人',
    '监护人',
    '业主',
    'xm',
    'full_name',
    'person_name',
    'realname',
    'real_name',
    'username_cn',
  ],
  notNames: ['拼音', '电话', '手机', '号码', '证件', '地址', '编号', '代码', '类型', '关系', '单位', '企业', 'phone', 'id'],
  detect: { evidence: 'values', weight: 0.85, distinctMin: 12, looksLike: looksLikeName },
  check,
  normalise,
  examples: {
    valid: ['张三', '欧阳修', '阿卜杜拉·买买提', '𠮷田一', '司马相如'],
    invalid: [
      ['张 三', 'form'],
      ['阿依古丽•买买提', 'form'],
      ['张', 'length'],
      ['张3', 'shape'],
      ['John Smith', 'shape'],
      ['深圳市南山区桃源街道', 'length'],
      ['·张三', 'shape'],
      ['张三·', 'shape'],
    ],
  },
};

import { hasHan, toHalfWidth } from '../chars.ts';
import type { SemanticKind, Verdict } from '../kind.ts';

/** Endings that name a legal form or a kind of organisation. */
const SUFFIXES = [
  '公司',
  '集团',
  '企业',
  '厂',
  '商店',
  '商行',
  '店',
  '经营部',
  '门市部',
  '服务部',
  '工作室',
  '事务所',
  '合作社',
  '合伙',
  '合伙企业',
  '个体工商户',
  '银行',
  '支行',
  '分行',
  '信用社',
  '局',
  '厅',
  '委员会',
  '办公室',
  '办事处',
  '人民政府',
  '政府',
  '法院',
  '检察院',
  '派出所',
  '中心',
  '管理处',
  '服务站',
  '工作站',
  '站',
  '大队',
  '支队',
  '总队',
  '中队',
  '部',
  '处',
  '所',
  '署',
  '委',
  '办',
  '大学',
  '学院',
  '学校',
  '中学',
  '小学',
  '幼儿园',
  '研究院',
  '研究所',
  '医院',
  '卫生院',
  '诊所',
  '药房',
  '药店',
  '图书馆',
  '博物馆',
  '文化馆',
  '馆',
  '协会',
  '学会',
  '商会',
  '联合会',
  '促进会',
  '基金会',
  '工会',
  '总会',
  '院',
  '社',
  '园',
  '场',
  '行',
  '坊',
  '社区',
  '村民委员会',
  '居民委员会',
  '酒店',
  '餐厅',
  '超市',
  '网吧',
];
const endings: ReadonlySet<string> = new Set(SUFFIXES);
const ENDING_MAX = Math.max(...SUFFIXES.map((s) => s.length));
/** Endings that also close addresses and common words: not enough to recognise an organisation by. */
const loose: ReadonlySet<string> = new Set([
  '处',
  '所',
  '委',
  '办',
  '部',
  '院',
  '社',
  '园',
  '场',
  '行',
  '坊',
  '站',
  '社区',
  '馆',
  '店',
  '企业',
  '政府',
]);

/** The text without a last bracket such as (普通合伙) or (深圳). */
function withoutBracket(value: string): string {
  const half = toHalfWidth(value);
  const open = half.endsWith(')') ? half.lastIndexOf('(') : -1;
  return open > 3 ? half.slice(0, open) : half;
}

function suffixOf(value: string): string | null {
  const body = withoutBracket(value);
  for (let n = Math.min(ENDING_MAX, body.length - 1); n > 0; n--) {
    const end = body.slice(-n);
    if (endings.has(end)) return end;
  }
  return null;
}

function check(value: string): Verdict {
  if (!hasHan(value)) return 'shape';
  if (value.length < 4) return 'length';
  if (value.length > 120) return 'length';
  if (/^\d+$|[\t\n?？!！=<>]/.test(value)) return 'shape';
  if (value.trim() !== value) return 'form';
  return suffixOf(value) === null ? 'warn-suffix' : 'ok';
}

/** 机构名称: Han text that ends with a legal form or kind of organisation; without such an ending it passes with a remark. */
export const cnOrgName: SemanticKind = {
  id: 'cn-org-name',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '机构名称' }, en: { title: 'Organisation name' } },
  standard: '',
  sensitivity: { personal: 'none', category: 'organisation' },
  mask: 'none',
  hintNames: [
    '机构名称',
    '单位名称',
    '企业名称',
    '公司名称',
    '组织名称',
    '工作单位',
    '商户名称',
    '学校名称',
    '信息资源提供方',
    'dwmc',
    'qymc',
    'jgmc',
    'org_name',
    'company',
    'company_name',
    'organization',
    'organisation',
    'enterprise_name',
  ],
  notNames: ['代码', '编码', '地址', '类型', '区划', '项目', '信息', '街道', '产品', '道路', '路名'],
  detect: {
    evidence: 'values',
    weight: 0.85,
    distinctMin: 8,
    looksLike: (value) => {
      if (check(value) !== 'ok') return false;
      const suffix = suffixOf(value);
      return suffix !== null && !loose.has(suffix) && value.length >= 5;
    },
  },
  check,
  normalise: (value) => (check(value.trim()) === 'ok' ? value.trim() : null),
  examples: {
    valid: ['深圳市某某科技有限公司', '南山区教育局', '某某律师事务所(普通合伙)', '桃源街道办事处', '南山外国语'],
    invalid: [
      ['张三', 'length'],
      ['ACME Ltd', 'shape'],
      [' 深圳市某某公司', 'form'],
      ['公司公司公司公司?', 'shape'],
    ],
  },
};

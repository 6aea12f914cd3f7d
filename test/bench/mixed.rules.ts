import { populationColumns } from '../support/population.ts';
import { type BenchRule, dozen } from './check.rules.ts';

/** A rule of the forty, and the same question to DuckDB in one of three forms. */
export interface MixedRule {
  readonly rule: BenchRule['rule'];
  /** True for a row that fails. */
  readonly fails?: string;
  /** The number that the rule looks at. */
  readonly value?: string;
  /** A statement that names the rows that fail. */
  readonly rows?: string;
}

const idValid = dozen.find(({ rule }) => rule.id === 'id-check')?.duckdb ?? 'false';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const creditSum = creditWeights
  .map((w, i) => `(instr('0123456789ABCDEFGHJKLMNPQRTUWXY', substr("单位信用代码", ${i + 1}, 1)) - 1) * ${w}`)
  .join(' + ');
const marriage = ['10', '20', '21', '22', '30', '40', '90'];
const education = ['研究生', '大学本科', '大学专科', '中等专科', '普通高中', '初中', '小学', '其他'];
const relations = ['户主', '配偶', '子', '女', '孙子女', '父母', '祖父母', '兄弟姐妹', '其他'];
const listed = (values: readonly string[]): string => values.map((v) => `'${v}'`).join(', ');
const income = 'try_cast("月收入" AS DOUBLE)';
const inSet = (id: string, column: string, values: readonly string[]): MixedRule => ({
  rule: { id, kind: 'value-in-set', column, values },
  fails: `"${column}" NOT IN (${listed(values)})`,
});
/** The rows whose key, or a hash of it, is among those of which `having` is true. */
const groupsOf = (key: string, having: string): string =>
  `SELECT rowid FROM t WHERE ${key} IN (SELECT ${key} FROM t GROUP BY ALL HAVING ${having})`;
const wholeRow = `hash(${populationColumns.map((name) => `"${name}"`).join(', ')})`;

const more: readonly MixedRule[] = [
  { rule: { id: 'name-blank', kind: 'not-blank', column: '姓名' }, fails: `"姓名" IS NULL OR trim("姓名") = ''` },
  inSet('marriage', '婚姻状况', marriage),
  inSet('education', '文化程度', education),
  inSet('relation', '与户主关系', relations),
  {
    rule: { id: 'community', kind: 'value-matches-regex', column: '社区编码', patterns: ['^440\\d{9}$'] },
    fails: `NOT regexp_full_match("社区编码", '440\\d{9}')`,
  },
  {
    rule: { id: 'number-form', kind: 'value-matches-regex', column: '人员编号', patterns: ['^P\\d{8}$'] },
    fails: `NOT regexp_full_match("人员编号", 'P\\d{8}')`,
  },
  {
    rule: { id: 'no-test', kind: 'value-not-matches-regex', column: '户籍地址', patterns: ['测试|test'] },
    fails: `regexp_matches("户籍地址", '测试|test')`,
  },
  {
    rule: { id: 'time-form', kind: 'value-date-format', column: '登记时间', formats: ['yyyy-MM-dd HH:mm:ss'] },
    fails: `"登记时间" IS NOT NULL AND try_strptime("登记时间", '%Y-%m-%d %H:%M:%S') IS NULL`,
  },
  {
    rule: { id: 'income-type', kind: 'value-type', column: '月收入', type: 'decimal' },
    fails: `"月收入" IS NOT NULL AND ${income} IS NULL`,
  },
  {
    rule: { id: 'income-scale', kind: 'value-decimal-scale', column: '月收入', maxScale: 2 },
    fails: `NOT regexp_full_match("月收入", '[+-]?\\d+(\\.\\d{0,2}0*)?')`,
  },
  {
    rule: { id: 'income-range', kind: 'value-between', column: '月收入', min: 10, max: 50_000 },
    fails: `"月收入" IS NOT NULL AND coalesce(${income} NOT BETWEEN 10 AND 50000, true)`,
  },
  {
    rule: { id: 'credit', kind: 'value-matches-semantic', column: '单位信用代码', semantic: 'cn-uscc', level: 'checksum' },
    fails: `"单位信用代码" IS NOT NULL AND NOT coalesce(regexp_full_match("单位信用代码", '[0-9A-HJ-NPQRTUWXY]{18}')
      AND substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + (31 - (${creditSum}) % 31) % 31, 1) = right("单位信用代码", 1), false)`,
  },
  {
    rule: { id: 'born', kind: 'value-derived-agrees', from: '证件号码', to: '出生日期' },
    fails: `"出生日期" IS NOT NULL AND NOT (${idValid}) AND substr("证件号码", 7, 8) <> replace("出生日期", '-', '')`,
  },
  {
    rule: { id: 'filled', kind: 'row-completeness', columns: ['手机号码', '月收入', '备注'], minFilled: 2 },
    fails: `("手机号码" IS NOT NULL)::INT + ("月收入" IS NOT NULL)::INT + ("备注" IS NOT NULL)::INT < 2`,
  },
  {
    rule: { id: 'income-if', kind: 'required-if', column: '月收入', when: "`户籍状态` = '正常'" },
    fails: `"户籍状态" = '正常' AND "月收入" IS NULL`,
  },
  {
    rule: { id: 'implies', kind: 'row-implies', when: '`月收入` > 50000', then: "`文化程度` <> '小学'" },
    fails: `${income} > 50000 AND "文化程度" = '小学'`,
  },
  {
    rule: { id: 'future', kind: 'value-not-future', column: '登记时间', asOf: '2020-06-30' },
    fails: `"登记时间" IS NOT NULL AND coalesce(try_cast("登记时间" AS TIMESTAMP) > TIMESTAMP '2020-06-30 23:59:59', true)`,
  },
  {
    rule: { id: 'name-signs', kind: 'value-charset', column: '姓名', allow: ['han', '·'] },
    fails: `NOT regexp_full_match("姓名", '[\\p{Han}·]*')`,
  },
  { rule: { id: 'complete', kind: 'column-completeness', column: '月收入', min: 0.9 }, value: 'count("月收入") / count(*)' },
  { rule: { id: 'mean', kind: 'column-stat', column: '月收入', stat: 'mean', min: 0 }, value: `avg(${income})` },
  {
    rule: { id: 'median', kind: 'column-stat', column: '房屋面积', stat: 'median', min: 0 },
    value: `median(try_cast("房屋面积" AS DOUBLE))`,
  },
  { rule: { id: 'districts', kind: 'column-distinct-count', column: '区县', max: 10 }, value: 'count(DISTINCT "区县")' },
  {
    rule: { id: 'share', kind: 'category-share', column: '性别', value: '男', min: 0.4, max: 0.6 },
    value: `count(*) FILTER ("性别" = '男') / count("性别")`,
  },
  {
    rule: { id: 'name-and-birth', kind: 'compound-unique', columns: ['姓名', '出生日期'] },
    rows: groupsOf('("姓名", "出生日期")', 'count(*) > 1'),
  },
  {
    rule: { id: 'depends', kind: 'functional-dependency', determinant: ['社区编码'], dependent: '区县' },
    rows: groupsOf('"社区编码"', 'count(DISTINCT "区县") > 1'),
  },
  { rule: { id: 'same-rows', kind: 'duplicate-rows' }, rows: groupsOf(wholeRow, 'count(*) > 1') },
  {
    rule: { id: 'known-number', kind: 'exists-in', columns: ['人员编号'], dataset: 'population', otherColumns: ['人员编号'] },
    fails: `"人员编号" IS NOT NULL AND "人员编号" NOT IN (SELECT "人员编号" FROM t WHERE "人员编号" IS NOT NULL)`,
  },
  {
    rule: { id: 'fences', kind: 'value-within-fences', column: '月收入' },
    rows: `WITH q AS (SELECT quantile_cont(${income}, 0.25) AS a, quantile_cont(${income}, 0.75) AS b FROM t)
      SELECT t.rowid FROM t, q WHERE ${income} < a - 1.5 * (b - a) OR ${income} > b + 1.5 * (b - a)`,
  },
];

/** Forty rules of every sort: cell, row, in set, pattern, meaning, aggregate, group, reference and one that learns. */
export const forty: readonly MixedRule[] = [
  ...dozen.map(({ rule, duckdb }): MixedRule => ({
    rule,
    ...(duckdb === null ? {} : { fails: duckdb }),
    ...(rule.id === 'id-unique' ? { rows: groupsOf('"证件号码"', 'count(*) > 1') } : {}),
    ...(rule.id === 'rows' ? { value: 'count(*)' } : {}),
  })),
  ...more,
];

/** So many rules over single cells: the kinds come round again and again, each time with other parameters and over another column. */
export function cellRules(count: number): readonly MixedRule['rule'][] {
  return Array.from({ length: count }, (_, i) => varied(i));
}

/** The i-th cell rule; no two are alike, so that none is answered for another. */
function varied(i: number): MixedRule['rule'] {
  const column = populationColumns[i % populationColumns.length] ?? '';
  const turn = Math.floor(i / populationColumns.length);
  const id = `cell-${i}`;
  switch ((i + turn) % 10) {
    case 0:
      return { id, kind: 'not-blank', column };
    case 1:
      return { id, kind: 'value-length', column, min: 1, max: 40 + turn };
    case 2:
      return { id, kind: 'value-matches-regex', column, patterns: [`^[^#]{1,${60 + turn}}$`] };
    case 3:
      return { id, kind: 'value-not-in-set', column, values: ['测试', `x${turn}`] };
    case 4:
      return { id, kind: 'value-normalized', column };
    case 5:
      return { id, kind: 'value-not-matches-regex', column, patterns: [`测试${turn}|test`] };
    case 6:
      return { id, kind: 'not-placeholder', column, values: ['无', `n${turn}`] };
    case 7:
      return { id, kind: 'value-no-garble', column };
    case 8:
      return { id, kind: 'not-null', column };
    default:
      return { id, kind: 'value-not-matches-like', column, patterns: [`%测试${turn}%`] };
  }
}

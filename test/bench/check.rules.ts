/** Rows per rule that fail, by the rule's id. */
export type Failed = Readonly<Record<string, number>>;

/** A rule of the dozen, and the same question as a condition of DuckDB: true for a row that fails. */
export interface BenchRule {
  readonly rule: Readonly<Record<string, unknown>> & { readonly id: string };
  /** Null: asked with a statement of its own. */
  readonly duckdb: string | null;
}

const provinces = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' ');
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** Divisions of one number are several times as quick in DuckDB as seventeen pieces of text. */
const sum = weights.map((w, i) => `(try_cast(left("证件号码", 17) AS BIGINT) // ${10 ** (16 - i)} % 10) * ${w}`).join(' + ');
const idFails = `"证件号码" IS NOT NULL AND NOT coalesce(regexp_full_match("证件号码", '\\d{17}[0-9X]')
  AND left("证件号码", 2) IN (${provinces.map((p) => `'${p}'`).join(', ')})
  AND try_strptime(substr("证件号码", 7, 8), '%Y%m%d') <= DATE '2026-06-30'
  AND substr('10X98765432', 1 + (${sum}) % 11, 1) = right("证件号码", 1), false)`;

/** The dozen rules whose time is the budget of the bench `check`. */
export const dozen: readonly BenchRule[] = [
  {
    rule: { id: 'id-check', kind: 'value-matches-semantic', column: '证件号码', semantic: 'cn-resident-id', level: 'checksum' },
    duckdb: idFails,
  },
  {
    rule: { id: 'phone', kind: 'value-matches-regex', column: '手机号码', patterns: ['^1[3-9]\\d{9}$'] },
    duckdb: `NOT regexp_full_match("手机号码", '1[3-9]\\d{9}')`,
  },
  { rule: { id: 'id-unique', kind: 'unique', column: '证件号码' }, duckdb: null },
  { rule: { id: 'gender', kind: 'value-in-set', column: '性别', values: ['男', '女'] }, duckdb: `"性别" NOT IN ('男', '女')` },
  {
    rule: { id: 'district', kind: 'exists-in', columns: ['区县'], dataset: 'districts', otherColumns: ['name'] },
    duckdb: `"区县" IS NOT NULL AND "区县" NOT IN (SELECT name FROM districts)`,
  },
  {
    rule: { id: 'area', kind: 'value-between', column: '房屋面积', min: 0, max: 500 },
    duckdb: `"房屋面积" IS NOT NULL AND coalesce(try_cast("房屋面积" AS DOUBLE) NOT BETWEEN 0 AND 500, true)`,
  },
  { rule: { id: 'name', kind: 'value-length', column: '姓名', min: 2, max: 30 }, duckdb: `length("姓名") NOT BETWEEN 2 AND 30` },
  {
    rule: { id: 'dates', kind: 'date-order', columns: ['出生日期', '登记时间'] },
    duckdb: `"出生日期" IS NOT NULL AND "登记时间" IS NOT NULL
      AND coalesce(try_cast("出生日期" AS TIMESTAMP) > try_cast("登记时间" AS TIMESTAMP), true)`,
  },
  {
    rule: { id: 'expression', kind: 'row-expression', expression: "户籍状态 <> '注销' OR 月收入 > 0" },
    duckdb: `("户籍状态" <> '注销' OR try_cast("月收入" AS DOUBLE) > 0) IS NOT TRUE`,
  },
  { rule: { id: 'number', kind: 'not-null', column: '人员编号' }, duckdb: '"人员编号" IS NULL' },
  { rule: { id: 'phone-there', kind: 'not-null', column: '手机号码' }, duckdb: '"手机号码" IS NULL' },
  { rule: { id: 'rows', kind: 'row-count', min: 1 }, duckdb: null },
];

/** The districts that the rule `district` looks up. */
export const districts = ['福田区', '罗湖区', '南山区', '盐田区', '宝安区', '龙岗区', '龙华区', '坪山区', '光明区', '大鹏新区'];

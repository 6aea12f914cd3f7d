/** The packs for which the sample has no file: on sound rows nothing fails, and a row broken for a rule is found by that rule. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck, creditCheck } from '../support/population.ts';

type Row = Readonly<Record<string, string>>;

const place = temporaryFolder('pack-faults');
let engine: TestEngine;
let wang: TypedClient;
before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const two = (n: number): string => String(n).padStart(2, '0');
const credit = (n: number): string => {
  const body = `91440300MA5${String(n).padStart(6, '0')}`;
  return body + creditCheck(body);
};
const person = (n: number): string => {
  const first17 = `44030019${60 + (n % 40)}${two(1 + (n % 12))}${two(1 + (n % 28))}${String(n).padStart(3, '0')}`;
  return first17 + citizenCheck(first17);
};
/** A code whose last character is not the one that belongs there. */
const wrongEnd = (code: string): string => code.slice(0, -1) + (code.endsWith('1') ? '2' : '1');

interface Case {
  readonly pack: string;
  readonly row: (n: number) => Row;
  /** By rule: what is other in the row that breaks it. */
  readonly broken: Readonly<Record<string, (n: number, first: Row) => Row>>;
  /** Rules that look at the column as a whole and need more than a row to fail. */
  readonly whole: readonly string[];
}

const cases: readonly Case[] = [
  {
    pack: 'addresses',
    row: (n) => ({
      地址编码: `DZ4403${String(n).padStart(8, '0')}`,
      标准地址: `广东省深圳市福田区园岭街道红荔路${100 + n}号${1 + (n % 9)}栋${2 + (n % 7)}01`,
      行政区划代码: '440304',
      行政区划名称: '福田区',
      街道: `园岭街道`,
      社区: `社区${n % 5}`,
      道路: '红荔路',
      门牌号: `${100 + n}号`,
      邮政编码: '518028',
      经度: (114.05 + n / 10_000).toFixed(6),
      纬度: (22.54 + n / 10_000).toFixed(6),
      地址状态: '正常',
    }),
    broken: {
      '地址编码-必填': () => ({ 地址编码: '' }),
      '地址编码-唯一': (_, first) => ({ 地址编码: first['地址编码'] ?? '' }),
      '地址-必填': () => ({ 标准地址: '' }),
      '地址-可分级': () => ({ 标准地址: '不详' }),
      '地址-不重复': (_, first) => ({ 标准地址: ` ${first['标准地址'] ?? ''}` }),
      '地址-书写规范': (n) => ({ 标准地址: `广东省深圳市福田区　红荔路${n}号　` }),
      '地址-无乱码': (n) => ({ 标准地址: `广东省深圳市锟斤拷区红荔路${n}号` }),
      '行政区划-代码': () => ({ 行政区划代码: '449999' }),
      '行政区划-代码与名称一致': () => ({ 行政区划名称: '罗湖区' }),
      '街道-必填': () => ({ 街道: '' }),
      '社区-属于一个街道': () => ({ 街道: '沙头街道' }),
      '街道-属于一个区': () => ({ 行政区划代码: '440305', 行政区划名称: '南山区' }),
      '门牌-有路名': () => ({ 道路: '' }),
      '邮政编码-写法': () => ({ 邮政编码: '5180' }),
      '经度-范围': () => ({ 经度: '214.05' }),
      '纬度-范围': () => ({ 纬度: '122.5' }),
      '经纬度-同有同无': () => ({ 纬度: '' }),
      '状态-必填': () => ({ 地址状态: '' }),
    },
    whole: ['地址-未截断'],
  },
  {
    pack: 'certificates',
    row: (n) => ({
      证照编号: `粤食证${String(44030000 + n)}号`,
      证照类型: '食品经营许可证',
      持证主体: `深圳市第${n}食品有限公司`,
      主体类型: '法人',
      持证人身份号码: person(n),
      持证单位信用代码: credit(n),
      颁发机构: '深圳市市场监督管理局',
      颁发机构代码: credit(999),
      颁发日期: `2024-03-${two(1 + (n % 28))}`,
      有效期起: `2024-04-${two(1 + (n % 28))}`,
      有效期止: `2029-03-${two(1 + (n % 28))}`,
      证照状态: '有效',
    }),
    broken: {
      '证照编号-必填': () => ({ 证照编号: '' }),
      '证照编号-类型内唯一': (_, first) => ({ 证照编号: first['证照编号'] ?? '' }),
      '证照编号-未被表格改坏': () => ({ 证照编号: '4.40300E+17' }),
      '证照类型-必填': () => ({ 证照类型: ' ' }),
      '持证主体-必填': () => ({ 持证主体: '' }),
      '持证主体-不是占位': () => ({ 持证主体: '无' }),
      '主体类型-必填': () => ({ 主体类型: '' }),
      '持证人身份号码-校验': (n) => ({ 持证人身份号码: wrongEnd(person(n)) }),
      '持证单位信用代码-校验': (n) => ({ 持证单位信用代码: wrongEnd(credit(n)) }),
      '颁发机构-必填': () => ({ 颁发机构: '' }),
      '颁发机构代码-校验': () => ({ 颁发机构代码: wrongEnd(credit(999)) }),
      '颁发机构-代码与名称对应': () => ({ 颁发机构: '深圳市公安局' }),
      '颁发日期-必填': () => ({ 颁发日期: '' }),
      '颁发日期-不在将来': () => ({ 颁发日期: '2999-01-01', 有效期止: '2999-12-31' }),
      '有效期-起止先后': () => ({ 有效期起: '2029-12-31' }),
      '有效期-不早于颁发': () => ({ 有效期起: '2020-01-01', 有效期止: '2023-01-01' }),
      '证照状态-必填': () => ({ 证照状态: '' }),
    },
    whole: [],
  },
  {
    pack: 'credit',
    row: (n) => ({
      统一社会信用代码: credit(n),
      行政相对人名称: `深圳市第${n}贸易有限公司`,
      身份证号: person(n),
      行政处罚决定书文号: `深市监罚字〔2024〕${n}号`,
      处罚类别: '罚款',
      处罚决定日期: `2024-05-${two(1 + (n % 28))}`,
      公示起始日期: `2024-06-${two(1 + (n % 28))}`,
      公示截止期: `2027-06-${two(1 + (n % 28))}`,
      罚款金额: String(1000 + n),
      处罚机关: '深圳市市场监督管理局',
      处罚机关统一社会信用代码: credit(999),
      处罚内容: `罚款人民币${1000 + n}元`,
    }),
    broken: {
      '信用代码-校验': (n) => ({ 统一社会信用代码: wrongEnd(credit(n)) }),
      '主体-必填': () => ({ 行政相对人名称: '' }),
      '主体-书写规范': (n) => ({ 行政相对人名称: `深圳市第${n}　贸易有限公司 ` }),
      '主体-代码与名称对应': (_, first) => ({ 统一社会信用代码: first['统一社会信用代码'] ?? '' }),
      '主体-至少一种标识': () => ({ 统一社会信用代码: '', 身份证号: '' }),
      '自然人身份号码-校验': (n) => ({ 身份证号: wrongEnd(person(n)) }),
      '文书号-必填': () => ({ 行政处罚决定书文号: '' }),
      '文书号-主体内唯一': (_, first) => ({
        行政处罚决定书文号: first['行政处罚决定书文号'] ?? '',
        行政相对人名称: first['行政相对人名称'] ?? '',
        统一社会信用代码: first['统一社会信用代码'] ?? '',
      }),
      '信息类别-必填': () => ({ 处罚类别: '' }),
      '决定日期-必填': () => ({ 处罚决定日期: '' }),
      '决定日期-格式': () => ({ 处罚决定日期: '2024/5/6' }),
      '决定日期-不在将来': () => ({ 处罚决定日期: '2999-01-01' }),
      '有效期-起止先后': () => ({ 公示起始日期: '2028-01-01' }),
      '罚款金额-不为负': () => ({ 罚款金额: '-5' }),
      '决定机关-必填': () => ({ 处罚机关: '' }),
      '决定机关代码-校验': () => ({ 处罚机关统一社会信用代码: wrongEnd(credit(999)) }),
      '内容-不是占位': () => ({ 处罚内容: '无' }),
    },
    whole: [],
  },
];

const SOUND = 60;

async function check(name: string, pack: string, rows: readonly Row[]) {
  const names = Object.keys(rows[0] ?? {});
  const path = join(place.path, `${name}.csv`);
  writeFileSync(path, [names.join(','), ...rows.map((row) => names.map((column) => row[column] ?? '').join(','))].join('\n'));
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(path, 'read'), into: { name, unit: '测试单位' } });
  const { columns } = await wang.call('rulePacks.propose', { pack, batch: batch.id });
  const set = await wang.call('rulePacks.apply', { pack, dataset: batch.dataset, name, columns });
  const run = await wang.call('quality.run', { batch: batch.id });
  const { results } = await wang.call('quality.get', { run: run.id });
  return { run, results, rules: set.rules.map((rule) => String(rule['id'])) };
}

for (const { pack, row, broken, whole } of cases) {
  const sound = Array.from({ length: SOUND }, (_, i) => row(i + 1));

  test(`${pack}: every rule of the pack is put on, and sound rows pass them all`, async () => {
    const { results, rules } = await check(`${pack}-sound`, pack, sound);
    assert.deepEqual(rules.toSorted(), [...Object.keys(broken), ...whole].toSorted());
    assert.deepEqual(
      results.filter((r) => r.status !== 'pass' || r.failed > 0).map((r) => [r.rule, r.failed, r.error]),
      [],
    );
  });

  test(`${pack}: a row that breaks a rule is found by it`, async () => {
    const first = sound[0] ?? {};
    const faults = Object.entries(broken).map(([rule, change], i) => ({ rule, cells: { ...row(100 + i), ...change(100 + i, first) } }));
    const { run, results } = await check(`${pack}-broken`, pack, [...sound, ...faults.map(({ cells }) => cells)]);
    for (const [i, { rule }] of faults.entries()) {
      assert.equal(results.find((r) => r.rule === rule)?.status, 'fail', rule);
      const { rows } = await wang.call('findings.page', { run: run.id, rule, offset: 0, limit: 100 });
      assert.ok(
        rows.some((finding) => finding.row === SOUND + i + 1),
        `${rule} finds row ${SOUND + i + 1}: ${rows.map((f) => f.row).join(' ')}`,
      );
    }
  });
}

import { closeSync, openSync, writeSync } from 'node:fs';
import iconv from 'iconv-lite';

/** Column names of the generated population file, in order. */
export const populationColumns = [
  '人员编号',
  '姓名',
  '性别',
  '民族',
  '出生日期',
  '证件号码',
  '手机号码',
  '户籍地址',
  '区县',
  '街道',
  '社区编码',
  '与户主关系',
  '婚姻状况',
  '文化程度',
  '登记时间',
  '单位信用代码',
  '月收入',
  '房屋面积',
  '户籍状态',
  '备注',
] as const;

export interface PopulationOptions {
  readonly rows: number;
  readonly seed?: number;
  readonly encoding?: 'utf-8' | 'gb18030';
  readonly newline?: '\n' | '\r\n';
}

type Chance = () => number;

/** A small seeded generator of numbers in [0, 1); the same seed gives the same file for ever. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉志鹏飞燕玲波红梅宇浩然子轩雨欣怡佳琪思远晨曦梓涵'];
const minorities = ['壮族', '回族', '满族', '维吾尔族', '苗族', '彝族', '土家族', '藏族', '蒙古族'];
const relations = ['户主', '配偶', '子', '女', '孙子女', '父母', '祖父母', '兄弟姐妹', '其他'];
const marriage = ['10', '20', '21', '22', '30', '40', '90'];
const education = ['研究生', '大学本科', '大学专科', '中等专科', '普通高中', '初中', '小学', '其他'];
const districts = ['福田区', '罗湖区', '南山区', '盐田区', '宝安区', '龙岗区', '龙华区', '坪山区', '光明区', '大鹏新区'];
const districtCodes = ['440304', '440303', '440305', '440308', '440306', '440307', '440309', '440310', '440311', '440320'];
const roads = ['深南大道', '滨河路', '红荔路', '笋岗路', '梅林路', '彩田路', '民治大道', '布龙路', '创业一路', '科苑南路'];
const estates = ['翠竹苑', '莲花北村', '梅林一村', '锦绣花园', '东海坊', '桃源居', '百花公寓', '怡景中心城', '万象新园', '紫薇阁'];
const remarks = ['人户分离', '集体户', '需核实', '无', '  ', '已电话核实,信息无误', '说 "不便透露"'];
const statuses = ['正常', '正常', '正常', '正常', '正常', '正常', '迁出', '注销'];
const prefixes = ['138', '139', '135', '150', '158', '186', '188', '133', '177', '199'];

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const pad = (n: number, width: number): string => `${n}`.padStart(width, '0');
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** The check character of the first 17 digits of a citizen id (ISO 7064 MOD 11-2, as GB 11643 uses it). */
export function citizenCheck(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * (idWeights[i] ?? 0);
  return '10X98765432'.charAt(sum % 11);
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** The check character of the first 17 characters of a unified social credit code (GB 32100). */
export function creditCheck(first17: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += creditAlphabet.indexOf(first17.charAt(i)) * (creditWeights[i] ?? 0);
  return creditAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** Makes the rows of a population file one after another, as values (null = empty). */
export function populationRows(seed: number): (rowNumber: number) => (string | null)[] {
  const chance = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  let previous: (string | null)[] | null = null;
  return (rowNumber) => {
    // one row in a thousand is an exact repetition of the row before it
    if (previous && chance() < 0.001) return previous;
    const d = Math.floor(chance() * districts.length);
    const code = districtCodes[d] ?? '';
    const year = 1935 + Math.floor(chance() * 85);
    const birth = [two(1 + Math.floor(chance() * 12)), two(1 + Math.floor(chance() * 28))];
    const man = chance() < 0.51;
    const order = Math.floor(chance() * 500) * 2 + (man ? 1 : 0);
    const first17 = `${code}${year}${birth[0]}${birth[1]}${pad(order, 3)}`;
    let check = citizenCheck(first17);
    if (chance() < 0.01) check = check === '0' ? '1' : '0';
    const street = Math.floor(chance() * 12);
    const community = `${code}${pad(street + 1, 3)}${pad(1 + Math.floor(chance() * 20), 3)}`;
    const name = pick(surnames) + pick(given) + (chance() < 0.8 ? pick(given) : '');
    const credit = `91${code}MA5${pad(Math.floor(chance() * 40_000), 6)}`;
    const row = [
      `P${pad(rowNumber, 8)}`,
      name,
      chance() < 0.003 ? '未知' : man ? '男' : '女',
      chance() < 0.93 ? '汉族' : pick(minorities),
      `${year}-${birth[0]}-${birth[1]}`,
      first17 + check,
      chance() < 0.03 ? null : pick(prefixes) + pad(Math.floor(chance() * 100_000_000), 8),
      `广东省深圳市${districts[d]}${pick(roads)}${1 + Math.floor(chance() * 300)}号,${pick(estates)}${1 + Math.floor(chance() * 30)}栋${1 + Math.floor(chance() * 30)}0${1 + Math.floor(chance() * 8)}`,
      districts[d] ?? '',
      `第${street + 1}街道办事处`,
      community,
      pick(relations),
      pick(marriage),
      pick(education),
      `20${two(10 + Math.floor(chance() * 15))}-${two(1 + Math.floor(chance() * 12))}-${two(1 + Math.floor(chance() * 28))} ${two(Math.floor(chance() * 24))}:${two(Math.floor(chance() * 60))}:${two(Math.floor(chance() * 60))}`,
      chance() < 0.4 ? null : credit + creditCheck(credit),
      chance() < 0.05 ? null : (chance() * chance() * 60_000).toFixed(2),
      (20 + chance() * 180).toFixed(1),
      pick(statuses),
      chance() < 0.9 ? null : pick(remarks),
    ];
    previous = row;
    return row;
  };
}

/** Writes a generated population CSV (header first) a piece at a time; about 260 bytes a row in UTF-8. */
export function writePopulation(path: string, options: PopulationOptions): void {
  const newline = options.newline ?? '\n';
  const next = populationRows(options.seed ?? 20_240_601);
  const encode = options.encoding === 'gb18030' ? (text: string) => iconv.encode(text, 'gb18030') : (text: string) => Buffer.from(text);
  const fd = openSync(path, 'w');
  try {
    let text = populationColumns.join(',') + newline;
    for (let row = 1; row <= options.rows; row++) {
      const cells = next(row);
      for (let c = 0; c < cells.length; c++) {
        const cell = cells[c];
        text += (c === 0 ? '' : ',') + (cell === null || cell === undefined ? '' : quoted(cell));
      }
      text += newline;
      if (row % 2_000 === 0 || row === options.rows) {
        const bytes = encode(text);
        for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
        text = '';
      }
    }
    if (text !== '') writeSync(fd, encode(text));
  } finally {
    closeSync(fd);
  }
}

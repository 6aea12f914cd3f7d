/** Which spellings each method takes for one thing, and which not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterMethod } from '../../../contract/methods/clusters.ts';
import { groupSpellings } from '../../../engine/clusters/group.ts';
import { clusterKinds } from '../../../engine/clusters/kinds/index.ts';
import { withArabic } from '../../../engine/clusters/numerals.ts';
import { tellingOf } from '../../../engine/clusters/telling.ts';
import { toSimplified } from '../../../engine/semantics/traditional.ts';

const grouped = (method: ClusterMethod, values: readonly (string | readonly [string, number])[], similarity = 0.85) =>
  groupSpellings(
    clusterKinds[method],
    values.map((one, row) =>
      typeof one === 'string' ? { value: one, count: 1, row: row + 1 } : { value: one[0], count: one[1], row: row + 1 },
    ),
    similarity,
    () => undefined,
  );
const clusters = (...args: Parameters<typeof grouped>): string[][] =>
  grouped(...args).found.map(({ values }) => values.map(({ value }) => value));
const together = (method: ClusterMethod, values: readonly string[], similarity?: number): void => {
  const [first, ...others] = clusters(method, values, similarity);
  assert.deepEqual([first?.toSorted(), others], [values.toSorted(), []], `${method}: ${values.join(' / ')}`);
};
const apart = (method: ClusterMethod, values: readonly string[], similarity?: number): void =>
  assert.deepEqual(clusters(method, values, similarity), [], `${method}: ${values.join(' / ')}`);

test('form: width, case, blanks, punctuation, invisible, traditional and variant characters', () => {
  together('form', ['广州市公安局', '广州市 公安局', '廣州市公安局', '广州市\u200b公安局', '广州市公安局。', '\u3000广州市公安局']);
  together('form', ['天河区', '天河區', '天河 区']);
  together('form', ['ABC Ltd', 'abc ltd.', 'ＡＢＣ　Ｌｔｄ']);
  together('form', ['深圳(家底)公司', '深圳（家底）公司', '深圳家底公司']);
  together('form', ['羣峯村', '群峰村']);
  apart('form', ['广州市公安局', '广州市公安局(天河)', '广州公安局']);
});

test('form: no number turns into another, no sign that tells things apart is lost', () => {
  apart('form', ['1 23号', '12 3号', '123号', '1.23号', '-123号']);
  apart('form', ['C', 'C#', 'C++', '>18岁', '<18岁', '18岁', '张?丰', '张丰', '张□丰']);
  apart('form', ['１３８００１３８０００', '13800138000', '2024-01-05', '20240105', '12,000.00', '12000.00']);
  assert.equal(grouped('form', ['13800138000', '2024-01-05', '12,000.00', '甲']).unfit, 3);
});

test('fingerprint: order of words, Chinese numerals, words for the legal form', () => {
  together('fingerprint', ['三号院', '3号院', '叁號院', '３号院']);
  together('fingerprint', ['第二十一中学', '第21中学']);
  together('fingerprint', ['深圳家底有限公司', '深圳家底股份有限公司', '深圳（家底）公司']);
  together('fingerprint', ['Jiadi Data Ltd.', 'Data Jiadi, Limited', 'JIADI DATA CO., LTD', 'The Jiadi Data Company']);
  together('fingerprint', ['陽台、二層', '二层,阳台', '阳台；2层']);
  together('fingerprint', ['Café Lyon', 'lyon cafe']);
  apart('fingerprint', ['3栋2单元', '2栋3单元', '32栋单元', '三元里', '元里三']);
  apart('fingerprint', ['Room 1-2', 'Room 12', 'Room 2-1', '有限公司', '公司']);
});

test('note: only where one of them stands without', () => {
  together('note', ['广州市公安局', '广州市公安局(天河)', '广州市公安局（越秀）']);
  apart('note', ['第一小学(东校区)', '第一小学(西校区)', '(注)', '（备）']);
});

test('sound: character by character, numerals by what they say', () => {
  together('sound', ['福田区', '富田区']);
  together('sound', ['张家口市', '张家扣市']);
  apart('sound', ['西安', '先', '乙栋楼', '一栋楼', '义诊', 'xi an']);
});

test('distance: scattered slips, stricter for short texts, nothing that tells things apart', () => {
  together('distance', ['Guangzhou', 'Guanzhou', 'Guangzhuo']);
  together('distance', ['深圳市大数据中心', '深圳市大数居中心']);
  together('distance', ['深圳市福田区民政局', '深圳市福田区民正局', '深圳市福田区民政局局']);
  together('distance', ['acute care hospitals', 'acuxe care hospixals'], 0.85);
  apart('distance', ['acute care hospitals', 'acuxe care hospixals'], 0.9);
  apart('distance', ['天河区', '天山区'], 0.7);
  for (const pair of [
    ['深圳市南山区中山路小学', '深圳市南山区珠海路小学'],
    ['深圳市第一人民医院院区', '深圳市第二人民医院院区'],
    ['深圳市福田区教育局3号楼', '深圳市福田区教育局4号楼'],
    ['深圳实验学校东校区办公室', '深圳实验学校西校区办公室'],
    ['Building A, Science Park', 'Building B, Science Park'],
    ['PWDx District 10A: Roxbury', 'PWDx District 10B: Roxbury'],
    ['HT2024000000001A', 'HT2024000000001B'],
    ['经检验合格的产品', '经检验不合格的产品'],
    ['Kona Brewing Company', 'Noda Brewing Company'],
  ])
    apart('distance', pair, 0.7);
});

test('distance: every spelling is like the proposed one, not only like a neighbour', () => {
  const found = clusters(
    'distance',
    [
      ['abcdefghij', 5],
      ['abcdefghix', 1],
      ['abcdefgyix', 2],
    ],
    0.9,
  );
  assert.deepEqual(found, [['abcdefghij', 'abcdefghix']]);
});

test('the most frequent is proposed, among equals the cleanest; how sure', () => {
  assert.deepEqual(clusters('form', ['廣州 局', '广州局', '广州  局'])[0], ['广州局', '广州  局', '廣州 局']);
  assert.deepEqual(
    clusters('form', [
      ['廣州局', 3],
      ['广州局', 2],
    ])[0],
    ['廣州局', '广州局'],
  );
  assert.deepEqual(
    [
      grouped('form', ['广州局', '廣州局']),
      grouped('fingerprint', ['三号', '3号']),
      grouped('distance', ['福田区委员会', '福田区委圆会'], 0.8),
      grouped('distance', [['福田区委员会', 40], '福田区委圆会'], 0.8),
      grouped('distance', ['福田区委员会', '福田區委员会'], 0.8),
    ].map(({ found }) => [found[0]?.sure, found[0]?.similarity]),
    [
      ['high', null],
      ['medium', null],
      ['low', 1 - 1 / 6],
      ['medium', 1 - 1 / 6],
      ['high', 1],
    ],
  );
});

test('numerals, what tells apart, simplified characters', () => {
  assert.deepEqual(['十', '二十', '一百零五', '二〇二四年', '三千二百', '十五', '叁拾'].map(withArabic), [
    '10',
    '20',
    '105',
    '2024年',
    '3200',
    '15',
    '30',
  ]);
  assert.equal(tellingOf('3号楼a座东区abc'), '3 a');
  assert.equal(tellingOf('三号楼'), tellingOf('3号楼'));
  assert.equal(toSimplified('臺灣衛生廳 abc'), '台湾卫生厅 abc');
  assert.equal(toSimplified('广州'), '广州');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSemanticCounter, createSemanticDetector } from '../../../engine/semantics/index.ts';
import type { Detection } from '../../../engine/semantics/index.ts';
import { mod11Of17 } from '../../../engine/semantics/chars.ts';
import { Dice } from '../../support/seeded.ts';
import { semantics } from './setup.ts';

function detect(name: string, values: readonly (string | null)[]): Detection {
  const detector = createSemanticDetector(semantics, name);
  for (const value of values) detector.add(value);
  return detector.result();
}

const dice = new Dice(7);
const digits = (n: number): string => Array.from({ length: n }, () => dice.below(10)).join('');
const two = (n: number): string => String(n).padStart(2, '0');
const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
function residentId(): string {
  const body = `${dice.pick(['440303', '440304', '440305', '440306', '110105'])}${1950 + dice.below(60)}${two(1 + dice.below(12))}${two(1 + dice.below(28))}${digits(3)}`;
  return body + String.fromCharCode(mod11Of17(body));
}
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰涛明超'];
const personName = (): string => dice.pick(SURNAMES) + dice.pick(GIVEN) + (dice.chance(0.5) ? dice.pick(GIVEN) : '');

test('citizen numbers are recognised without a telling name', () => {
  const found = detect('f1', many(1000, residentId));
  assert.equal(found.semantic, 'cn-resident-id');
  assert.equal(found.named, false);
  assert.equal(found.tally?.values, 1000);
  assert.equal(found.tally?.matching.checksum, 1000);
});

test('18-digit numbers without check character are no citizen numbers, whatever they look like', () => {
  assert.equal(
    detect(
      'order_no',
      many(1000, () => `44030${digits(13)}`),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      '流水号',
      many(1000, (i) => `2026112300000${two(i % 100)}${digits(3)}`),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      'f1',
      many(1000, () => `4403051986${two(1 + dice.below(12))}${two(1 + dice.below(28))}${digits(4)}`),
    ).semantic,
    null,
  );
});

test('a dirty column is recognised by its name, and its counter-examples are told', () => {
  const values = many(1000, (i) => (i % 10 < 4 ? residentId().slice(0, 17) + 'A' : residentId()));
  const found = detect('证件号码', values);
  assert.equal(found.semantic, 'cn-resident-id');
  assert.equal(found.tally?.matching.checksum, 600);
  assert.equal(found.tally?.counterExamples.length, 10);
  assert.equal(found.tally?.counterExamples[0]?.verdict, 'shape');
  assert.equal(detect('f1', values).semantic, null);
});

test('six digits are divisions or postcodes only when the table or the name says so', () => {
  const numbers = many(500, () => String(100000 + dice.below(900000)));
  assert.equal(detect('amount', numbers).semantic, null);
  const codes = ['440303', '440304', '440305', '440306', '440307', '440308', '440309', '440310'];
  assert.equal(
    detect(
      'f1',
      many(500, () => dice.pick(codes)),
    ).semantic,
    'cn-division',
  );
  assert.equal(
    detect(
      'f1',
      many(500, () => dice.pick(['518000', '518001', '518052', '518057', '518110', '518131'])),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      '邮编',
      many(500, () => dice.pick(['518000', '518001', '518052'])),
    ).semantic,
    'cn-postcode',
  );
});

test('small codes need the name of the column', () => {
  const codes = many(300, () => dice.pick(['1', '2']));
  const words = many(300, () => dice.pick(['男', '女']));
  assert.equal(detect('flag', codes).semantic, null);
  assert.equal(detect('f1', words).semantic, null);
  assert.equal(detect('性别', codes).semantic, 'cn-gender');
  assert.equal(detect('XB', words).semantic, 'cn-gender');
  assert.equal(
    detect(
      '性别',
      many(300, () => dice.pick(['红', '绿'])),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      '民族',
      many(300, () => dice.pick(['汉族', '回族', '壮族'])),
    ).semantic,
    'cn-ethnic',
  );
  assert.equal(
    detect(
      '年份',
      many(300, () => String(2000 + dice.below(20))),
    ).semantic,
    'year',
  );
  assert.equal(
    detect(
      '面积',
      many(300, () => String(2000 + dice.below(20))),
    ).semantic,
    null,
  );
});

test('names, organisations, addresses, phones, dates, e-mail', () => {
  assert.equal(detect('f1', many(600, personName)).semantic, 'cn-person-name');
  assert.equal(detect('姓名', many(50, personName)).semantic, 'cn-person-name');
  assert.equal(
    detect('f1', [
      '白云区',
      '黄埔区',
      '南山区',
      '罗湖区',
      '福田区',
      '龙岗区',
      '宝安区',
      '盐田区',
      '武侯区',
      '江北区',
      '江东区',
      '金水区',
      '成华区',
      '白塔区',
    ]).semantic,
    null,
  );
  assert.equal(
    detect(
      'f1',
      many(300, (i) => `深圳市${dice.pick(GIVEN)}${dice.pick(GIVEN)}${i}科技有限公司`),
    ).semantic,
    'cn-org-name',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `深圳市南山区桃源街道学苑大道${1 + dice.below(999)}号${1 + dice.below(9)}栋${digits(3)}室`),
    ).semantic,
    'cn-address',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `1${dice.pick(['38', '39', '86'])}${digits(8)}`),
    ).semantic,
    'cn-mobile',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `0755-8${digits(7)}`),
    ).semantic,
    'cn-landline',
  );
  assert.equal(
    detect(
      '联系电话',
      many(300, (i) => (i % 4 === 0 ? `0755-8${digits(7)}` : `138${digits(8)}`)),
    ).semantic,
    'cn-mobile',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `20${two(dice.below(26))}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`),
    ).semantic,
    'date',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `20${two(dice.below(26))}/${1 + dice.below(12)}/${1 + dice.below(28)}`),
    ).semantic,
    'date',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => `2026-11-${two(1 + dice.below(28))} ${two(dice.below(24))}:${two(dice.below(60))}:00`),
    ).semantic,
    'datetime',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => digits(8)),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      'f1',
      many(300, (i) => `user${i}@sz.gov.cn`),
    ).semantic,
    'email',
  );
  assert.equal(
    detect(
      'f1',
      many(300, () => digits(16)),
    ).semantic,
    null,
  );
  assert.equal(
    detect(
      'f1',
      many(300, (i) => `这是第${i}条备注,没有特别的含义`),
    ).semantic,
    null,
  );
  assert.equal(detect('备注', []).semantic, null);
  assert.equal(detect('手机', [null, '', ' ']).semantic, null);
});

test('a credit code is a tax number only when the column says so', () => {
  const codes = ['91350100M000100Y43', '91440300MA5TEXT03E', '92440305MA5TEXT11E', '93440307MA5TEXT2X0'];
  assert.equal(detect('统一社会信用代码', codes).semantic, 'cn-uscc');
  assert.equal(detect('f1', codes).semantic, 'cn-uscc');
  assert.equal(detect('纳税人识别号', codes).semantic, 'cn-tax-id');
});

test('frequencies count as so many values, before and after the sample is full', () => {
  const detector = createSemanticDetector(semantics, '手机号', { sampleDistinct: 3 });
  for (const [value, times] of [
    ['13800138000', 5],
    ['13800138001', 2],
    ['x', 1],
    ['13800138002', 4],
    ['y', 3],
    ['13800138003', 5],
  ] as const)
    detector.add(value, times);
  const { tally, semantic } = detector.result();
  assert.equal(semantic, 'cn-mobile');
  assert.equal(tally?.values, 20);
  assert.equal(tally?.matching.shape, 16);
  assert.deepEqual(tally?.counterExamples, [
    { value: 'x', verdict: 'shape' },
    { value: 'y', verdict: 'shape' },
  ]);
});

test('a counter tells the levels apart', () => {
  const counter = createSemanticCounter(semantics, 'cn-resident-id');
  for (const value of ['11010519491231002X', '110105194912310021', '440399190102039919', 'x', '11010519491231002x', null, ''])
    counter.add(value);
  const tally = counter.result();
  assert.equal(tally.values, 5);
  assert.deepEqual(tally.matching, { shape: 3, checksum: 2, reference: 1 });
  assert.equal(tally.repairable, 1);
});

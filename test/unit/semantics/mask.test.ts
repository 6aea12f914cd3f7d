import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRowMasker, maskAs, maskValue } from '../../../engine/semantics/index.ts';

const cases: readonly (readonly [what: string, semantic: string, value: string, masked: string])[] = [
  ['a citizen number keeps three and four', 'cn-resident-id', '11010519491231002X', '110***********002X'],
  ['also an old one', 'cn-resident-id', '110105491231002', '110********1002'],
  ['also with blanks and lower x', 'cn-resident-id', '110105 19491231 002x', '110***********002X'],
  ['text in a number column is hidden whole', 'cn-resident-id', '张三的号码', '*****'],
  ['a number with a wrong length is hidden whole', 'cn-resident-id', '1101051949123100', '****************'],
  ['a name keeps its surname', 'cn-person-name', '张三丰', '张**'],
  ['a compound surname is kept whole', 'cn-person-name', '欧阳修', '欧阳*'],
  ['欧阳 alone is a surname and a given name', 'cn-person-name', '欧阳', '欧*'],
  ['a rare character is one character', 'cn-person-name', '𠮷田一', '𠮷**'],
  ['one character is hidden', 'cn-person-name', '张', '*'],
  ['a phone number in a name column is hidden whole', 'cn-person-name', '13800138000', '***********'],
  ['a mobile number', 'cn-mobile', '13800138000', '138****8000'],
  ['a mobile number with country prefix', 'cn-mobile', '+86 138-0013-8000', '138****8000'],
  ['a landline in a mobile column', 'cn-mobile', '0755-82345678', '0755-*****678'],
  ['a name in a phone column is hidden whole', 'cn-mobile', '张三', '**'],
  ['an address to the sub-district', 'cn-address', '广东省深圳市南山区桃源街道学苑大道1001号', '广东省深圳市南山区桃源街道*********'],
  ['an address without sub-district to the district', 'cn-address', '深圳市福田区莲花路2075号', '深圳市福田区********'],
  ['镇江 and 新乡 are cities', 'cn-address', '河南省新乡市红旗区向阳小区5号楼', '河南省新乡市红旗区*******'],
  ['a housing estate is no district', 'cn-address', '幸福小区3栋', '******'],
  ['a bank card', 'cn-bank-card', '6217000000000000012', '621700*********0012'],
  ['an old short card shows four digits', 'cn-bank-card', '1234567890123', '*********0123'],
  ['an e-mail address', 'email', 'zhang@sz.gov.cn', 'z***@sz.gov.cn'],
  ['a one-letter mailbox shows nothing of itself', 'email', 'z@sz.gov.cn', '***@sz.gov.cn'],
  ['a house code keeps its building', 'cn-house-no', '4403050070010100001000001', '4403050070010100001******'],
  ['coordinates are cut, not rounded', 'lonlat', '114.0579999,22.5431', '114.057,22.543'],
  ['a credit code is public', 'cn-uscc', '91350100M000100Y43', '91350100M000100Y43'],
  ['a person number among credit codes is not', 'cn-uscc', '11010519491231002X', '110***********002X'],
  ['the tax number of a household holds a person number', 'cn-tax-id', '44030519010203991900', '440*************1900'],
  ['the tax number of an organisation is public', 'cn-tax-id', '440305D2143569X', '440305D2143569X'],
  ['blank stays blank', 'cn-mobile', '', ''],
  ['an unknown semantic is hidden as a person number', 'no-such-kind', 'abc', '***'],
];
for (const [what, semantic, value, masked] of cases) test(`mask: ${what}`, () => assert.equal(maskValue(semantic, value), masked));

test('mask: month and day of a birth date are hidden, in any form', () => {
  for (const [value, masked] of [
    ['1986-05-01', '1986-**-**'],
    ['19860501', '1986****'],
    ['1986年5月1日', '1986年*月*日'],
    ['86-05-01', '********'],
    ['31533', '*****'],
  ] as const) {
    assert.equal(maskAs('birth-date', value), masked);
  }
});

test('mask: a birth date beside a citizen number is hidden, by its name or by repeating the number', () => {
  const columns = [
    { name: '姓名', semantic: 'cn-person-name' },
    { name: '证件号码', semantic: 'cn-resident-id' },
    { name: '出生日期', semantic: 'date' },
    { name: '登记日期', semantic: 'date' },
    { name: 'f5', semantic: null },
  ];
  const mask = createRowMasker(columns);
  assert.deepEqual(mask(['张三', '11010519491231002X', '1950-01-02', '2020-02-03', '19491231']), [
    '张*',
    '110***********002X',
    '1950-**-**',
    '2020-02-03',
    '1949****',
  ]);
  assert.deepEqual(mask([null, null, '1950-01-02', '1949-12-31', null]), [null, null, '1950-**-**', '1949-12-31', null]);
  const withoutId = createRowMasker(columns.filter((c) => c.semantic !== 'cn-resident-id'));
  assert.deepEqual(withoutId(['张三', '1950-01-02', '2020-02-03', null]), ['张*', '1950-01-02', '2020-02-03', null]);
});

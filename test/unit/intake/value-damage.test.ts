import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { detectDocument, detectSource } from '../../../engine/intake/detect.ts';
import { type DamageCode, valueDamage, visibleText } from '../../../engine/intake/value-damage.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-damage-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const damage = (name: string, values: readonly (string | number | bigint | null)[]) => valueDamage({ name, type: 'text' }, values);
/** The one finding of a column: code, count, sample, what it reads like. */
const only = (name: string, values: readonly (string | number | bigint | null)[]) => {
  const found = damage(name, values);
  assert.equal(found.length, 1, JSON.stringify(found));
  const [{ code, count, sample, reads } = { code: null, count: 0, sample: '', reads: null }] = found;
  return [code, count, sample, reads];
};

test('ids in scientific notation; measurements are none', () => {
  assert.deepEqual(only('证件号码', ['4.40305E+17', '440304198512120021', null]), ['digits-lost', 1, '4.40305E+17', null]);
  assert.deepEqual(damage('质量', ['6.02E+23', '1.6E-19']), []);
  assert.deepEqual(damage('质量', ['6.02E+23', '12.5']), []);
});

test('digits after the 15th turned to 0, beyond what chance gives', () => {
  const real = Array.from({ length: 100 }, (_, i) => `44030519900101${1200 + i * 7}`);
  assert.deepEqual(damage('证件号码', real), []);
  assert.deepEqual(damage('证件号码', [...real, '440305199001011000']), []);
  assert.deepEqual(only('证件号码', [...real, '440305199001011000', '440304198512122000', '440303197003033000']), [
    'digits-zeroed',
    3,
    '440305199001011000',
    null,
  ]);
  assert.equal(only('no', ['1234567890123450', '2234567890123450', '3234567890123450'])[0], 'digits-zeroed');
  assert.deepEqual(damage('no', ['1234567890123450', '2234567890123457', '3234567890123459']), []);
});

test('lost leading zeros: codes of one length, some shorter', () => {
  assert.deepEqual(only('邮编', ['518000', '518001', '100010', '30000', '518026']), ['zeros-lost', 1, '30000', '030000']);
  assert.deepEqual(only('学校', ['00123', '00456', '00789', '789', '10023']).slice(0, 3), ['zeros-lost', 1, '789']);
  assert.deepEqual(damage('人数', ['518000', '518001', '100010', '30000', '518026']), []);
  assert.deepEqual(damage('value', ['518000', '518001', '100010', '30000', '518026']), []);
  assert.deepEqual(damage('联系电话', ['075512345678', '075512345679', '075512345670', '075512345671', '13812345678']), []);
  assert.deepEqual(damage('证件号码', ['440305199001011234', '440304198512120021', '440303197003031238', '440305900101123']), []);
});

test('dates as serials, among real dates and alone', () => {
  assert.deepEqual(only('登记日期', ['2024-01-02', '45292', '2023-05-06']), ['date-serials', 1, '45292', '2024-01-01']);
  assert.deepEqual(only('出生日期', [45292n, 45293n, 30000n]), ['date-serials', 3, '45292', '2024-01-01']);
  assert.equal(only('时间', ['2024-01-02', '45292.5'])[3], '2024-01-01 12:00:00');
  assert.deepEqual(damage('工号', ['45292', '45293', '45294']), []);
});

test('dates written in several ways', () => {
  assert.deepEqual(only('日期', ['2024-01-02', '2024-01-03 08:00:00', '2024年1月5日', '2024.1.6']), [
    'dates-mixed',
    2,
    '2024年1月5日',
    null,
  ]);
  assert.deepEqual(only('日期', ['2024-01-02', '2024-01-03', '20240105']), ['dates-mixed', 1, '20240105', null]);
  assert.deepEqual(damage('日期', ['2024-01-02', '2024-1-3']), []);
  assert.deepEqual(damage('编号', ['20240102', '20240105', '19990101']), []);
  assert.deepEqual(damage('说明', ['见附件', '2024-01-02', '2024/1/5', '无', '无', '无']), []);
});

test('full-width characters, unseen characters, line breaks', () => {
  assert.deepEqual(only('门牌', ['１２号', '12号']), ['full-width', 1, '１２号', '12号']);
  assert.deepEqual(damage('说明', ['好，是的。（一）']), []);
  for (const char of ['\u200b', '\ufeff', '\u00a0', '\u0007', '\u202e', '\u2060', '\u00ad', '\u007f'])
    assert.equal(only('姓名', [`张${char}三`])[0], 'invisible', visibleText(char));
  assert.deepEqual(only('姓名', ['张\u200b三', '李四\ufeff']), ['invisible', 2, '张\u200b三', '张三']);
  assert.equal(only('说明', ['7 \u0096 8\u00a0月'])[3], '7 – 8 月');
  // Joiners belong to some scripts and to emoji, ideographic blanks stand in names of two characters.
  assert.deepEqual(damage('name', ['👨‍👩‍👧', 'می‌خواهم', '张　三', 'naïve café']), []);
  assert.deepEqual(only('地址', ['福田区\n1号', '南山区']), ['line-breaks', 1, '福田区\n1号', '福田区 1号']);
  assert.equal(visibleText('a\u200bb\r\nc\td'), 'a‹U+200B›b↵c⇥d');
});

test('every kind of damage is told with column, count and a masked sample', async () => {
  const path = join(dir, 'damaged.csv');
  const rows = Array.from({ length: 30 }, (_, i) => `4403051990010${10007 + i * 137},5180${10 + i},2024-01-${10 + (i % 20)}`);
  writeFileSync(path, `证件号码,邮编,登记日期\n440305199001011000,30000,45292\n440304198512122000,518000,2024-01-01\n${rows.join('\n')}\n`);
  const found = await detectSource(path, {}, quietContext, (name) => (name === '证件号码' ? 'cn-resident-id' : null));
  assert.deepEqual(detectDocument('damaged.csv', found).warnings, [
    { code: 'digits-zeroed', count: 2, column: '证件号码', sample: '440***********1000', reads: null },
    { code: 'zeros-lost', count: 1, column: '邮编', sample: '30000', reads: '030000' },
    { code: 'date-serials', count: 1, column: '登记日期', sample: '45292', reads: '2024-01-01' },
  ]);
  // A column whose damage hides what it is shows no person's number either.
  assert.equal((await detectSource(path, {}, quietContext)).warnings[0]?.sample, '440***********1000');
  assert.deepEqual(
    found.shape.columns.map(({ type }) => type),
    ['text', 'text', 'date'],
  );
  writeFileSync(path, '姓名,区\n张\u200b三,福田区\n李四,南山区\n');
  const names = await detectSource(path, {}, quietContext, (name) => (name === '姓名' ? 'cn-person-name' : null));
  assert.deepEqual(
    names.warnings.map(({ code, sample, reads }) => [code, sample, reads]),
    [['invisible', '张** ‹U+200B›', '张*']],
  );
});

test('law: clean columns of codes, names and dates give no warning, whatever the order', () => {
  const code = fc.integer({ min: 100_000, max: 999_999 }).map(String);
  const word = fc.string({ unit: fc.constantFrom(...'深圳市福田区张三李四王小明abcXYZ019 -（）'), minLength: 1, maxLength: 12 });
  const day = fc
    .date({ min: new Date('1950-01-01'), max: new Date('2050-01-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.oneof(fc.array(code), fc.array(day)), fc.array(word), (values, words) => {
      assert.deepEqual(damage('代码', values), []);
      assert.deepEqual(
        damage(
          '日期',
          values.filter((value) => value.includes('-')),
        ),
        [],
      );
      const codes: DamageCode[] = damage('说明', words).map((finding) => finding.code);
      assert.ok(
        codes.every((one) => one === 'digits-zeroed' || one === 'zeros-lost'),
        codes.join(),
      );
    }),
    propertyRuns(200),
  );
});

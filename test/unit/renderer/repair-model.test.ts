/** What the repair screen computes by itself: differences of texts, and choices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { RepairStep } from '../../../contract/methods/repair.ts';
import { choiceOf, noChoice, proposalsOf, stepsOf, toggled, withChosen } from '../../../renderer/features/repair/model.ts';
import { differences, type Piece, visible } from '../../../renderer/ui/differences.ts';
import { propertyRuns } from '../../support/property.ts';

const marked = (pieces: readonly Piece[]): string => pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');

test('what differs is marked, and nothing else', () => {
  const { before, after } = differences('2024/1/5', '2024-01-05');
  assert.deepEqual([marked(before), marked(after)], ['2024[/]1[/]5', '2024[-0]1[-0]5']);
  assert.deepEqual(marked(differences(' 𠮷田', '𠮷田').before), '[ ]𠮷田');
});

test('the pieces make up the texts, and what is not marked is the same on both sides', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.string({ unit: 'grapheme', maxLength: 90 }), (a, b) => {
      const { before, after } = differences(a, b);
      const whole = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
      const same = (pieces: readonly Piece[]): string => whole(pieces.filter(({ changed }) => !changed));
      assert.deepEqual([whole(before), whole(after)], [a, b]);
      assert.equal(same(before), same(after));
    }),
    propertyRuns(300),
  );
});

test('what cannot be seen has a sign', () => {
  assert.equal(visible(' \u3000\t\r\n\u200b\u00a0'), '␣□⇥↵‹U+200B›‹U+00A0›');
});

test('a choice is its steps with what was taken out; a recipe brings steps that were not found again', () => {
  const trim: RepairStep = { kind: 'trim', column: '姓名' };
  const width: RepairStep = { kind: 'width', column: '姓名', to: 'half', of: 'alnum' };
  const effect = { step: trim, rows: 2, pairs: { count: 2, exact: true }, top: [] };
  const found = { rows: 9, rowsChanged: 2, cellsChanged: 2, steps: [effect], problems: [], columns: [] };
  const recipe = [{ ...trim, except: ['#1'] }, width];
  const proposals = proposalsOf(found, recipe);
  assert.deepEqual(
    proposals.map(({ step, rows }) => [step.kind, rows]),
    [
      ['trim', 2],
      ['width', 0],
    ],
  );
  assert.deepEqual(stepsOf(proposals, choiceOf(recipe)), recipe);
  assert.deepEqual(stepsOf(proposals, noChoice), []);
  const id = proposals[0]?.id ?? '';
  const back = toggled(choiceOf(recipe), id, '#1');
  assert.deepEqual(stepsOf(proposals, back), [trim, width]);
  assert.deepEqual(stepsOf(proposals, toggled(back, id, '#2'))[0], { ...trim, except: ['#2'] });
});

test('a recipe that one came with is chosen besides; tables of whole values go before steps that change them', () => {
  const trim: RepairStep = { kind: 'trim', column: '姓名' };
  const table: RepairStep = { kind: 'value-mapping', column: '姓名', map: { ' a': 'b' } };
  const found = { rows: 9, rowsChanged: 2, cellsChanged: 2, steps: [], problems: [], columns: [] };
  const effect = { step: trim, rows: 2, pairs: { count: 2, exact: true }, top: [] };
  const proposals = proposalsOf({ ...found, steps: [effect] }, [table]);
  const choice = withChosen({ ...choiceOf([trim]), except: { x: ['#1'] } }, choiceOf([{ ...table, except: ['#2'] }]));
  assert.deepEqual(stepsOf(proposals, choice), [{ ...table, except: ['#2'] }, trim]);
  assert.deepEqual(
    proposals.map(({ counted }) => counted),
    [false, true],
  );
});

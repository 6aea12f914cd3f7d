/** Whatever a unit does to the order of a sheet, exactly what it filled in comes back, and nothing that it must not touch. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Answer,
  headerOf,
  headers,
  markOf,
  type Outcome,
  outcomeWords,
  plainCell,
  readAnswer,
  type SentRow,
  settleDoubles,
  sheetColumns,
} from '../../../engine/rework/model.ts';
import { propertyRuns } from '../../support/property.ts';

const sheet = { id: 's1', number: 'ZG-2611-001-1' };
// a column that is called like one of ours
const columns = sheetColumns({ shown: ['编号', '说明'], asked: ['电话'] });
const names = columns.map(({ name }) => name);
const at = (name: string): number => names.indexOf(name);

interface Plan {
  readonly what: 'answer' | 'leave' | 'delete' | 'double' | 'contradict' | 'touch' | 'unmark' | 'forge';
  readonly outcome: Outcome;
  readonly value: string;
  readonly note: string;
}

const word = fc.stringMatching(/^[a-z0-9\u4e00-\u4e20]{1,8}$/);
const plan: fc.Arbitrary<Plan> = fc.record({
  what: fc.constantFrom('answer', 'answer', 'leave', 'delete', 'double', 'contradict', 'touch', 'unmark', 'forge'),
  outcome: fc.constantFrom('corrected', 'right', 'unknown', 'gone'),
  value: word,
  note: fc.option(word, { nil: '' }),
});

const sent = (row: number): SentRow => ({
  row,
  locked: new Map([
    [headers.row, String(row)],
    ['编号', `K${row}`],
    ['说明(原列)', `原${row}`],
    ['现值:电话', `bad${row}`],
    [headers.reason, '不符合格式'],
  ]),
  old: new Map([['电话', `bad${row}`]]),
});

/** The row as it went out. */
function outgoing(row: number): string[] {
  const { locked } = sent(row);
  return columns.map(({ name, what }) => (what === 'mark' ? markOf(sheet, row) : (locked.get(name) ?? '')));
}

function filled(row: number, { outcome, value, note }: Plan): string[] {
  const cells = outgoing(row);
  cells[at(headers.outcome)] = outcomeWords[outcome];
  if (outcome === 'corrected') cells[at('更正后的值')] = `new${value}`;
  cells[at(headers.note)] = note;
  return cells;
}

/** What comes back of a row. */
function returned(row: number, one: Plan): string[][] {
  switch (one.what) {
    case 'answer':
      return [filled(row, one)];
    case 'leave':
      return [outgoing(row)];
    case 'delete':
      return [];
    case 'double':
      return [filled(row, one), outgoing(row), filled(row, one)];
    case 'contradict':
      return [filled(row, { ...one, note: 'a' }), filled(row, { ...one, note: 'b' })];
    case 'touch':
      return [filled(row, one).map((cell, i) => (i === at('现值:电话') ? 'other' : cell))];
    case 'unmark':
      return [filled(row, one).map((cell, i) => (i === at(headers.mark) ? '' : cell))];
    case 'forge':
      return [filled(row, one).map((cell, i) => (i === at(headers.mark) ? `${sheet.number}:${row}:00000000` : cell))];
  }
}

function read(header: readonly string[], rows: readonly (readonly string[])[], known: number): readonly Answer[] {
  const positions = headerOf(header);
  assert.ok(positions);
  return settleDoubles(
    rows.map((cells, i) => {
      const named = new Map(
        [...positions].flatMap(([c, name]) => (plainCell(cells[c]) === '' ? [] : [[name, plainCell(cells[c])] as const])),
      );
      return readAnswer(sheet, columns, i + 2, named, (row) => (row >= 1 && row <= known ? sent(row) : null));
    }),
  );
}

test('exactly the answers come back, whatever the order of rows and columns', () => {
  fc.assert(
    fc.property(fc.array(plan, { minLength: 1, maxLength: 30 }), fc.integer(), (plans, seed) => {
      // a shuffle of rows and of columns that the seed decides
      const order = <T>(list: readonly T[]): T[] =>
        list
          .map((item, i) => ({ item, by: Math.sin(seed + i * 7919) }))
          .sort((a, b) => a.by - b.by)
          .map(({ item }) => item);
      const places = order(names.map((_, i) => i));
      const move = (cells: readonly string[]): string[] => places.map((c) => cells[c] ?? '');
      const rows = order(plans.flatMap((one, i) => returned(i + 1, one)));
      const answers = read(move(names), rows.map(move), plans.length);
      const taken = new Map(answers.flatMap((a) => (a.problem === null && a.outcome !== null ? [[a.row, a] as const] : [])));
      for (const [i, one] of plans.entries()) {
        const got = taken.get(i + 1);
        const answered = ['answer', 'double', 'unmark'].includes(one.what);
        assert.equal(got !== undefined, answered, `row ${i + 1}: ${one.what}`);
        if (!got) continue;
        assert.deepEqual([got.outcome, got.note], [one.outcome, one.note]);
        assert.deepEqual(got.changes, one.outcome === 'corrected' ? [{ column: '电话', old: `bad${i + 1}`, new: `new${one.value}` }] : []);
      }
      const problems = answers.filter(({ problem }) => problem !== null).length;
      assert.equal(
        problems,
        plans.filter(({ what }) => what === 'touch' || what === 'forge').length +
          2 * plans.filter(({ what }) => what === 'contradict').length,
      );
    }),
    propertyRuns(200),
  );
});

test('what a unit writes in a hurry is understood or told', () => {
  const one = (change: (cells: string[]) => void): Answer => {
    const cells = outgoing(1);
    change(cells);
    const [answer] = read(names, [cells], 1);
    assert.ok(answer);
    return answer;
  };
  const set = (name: string, text: string) => (cells: string[]) => {
    cells[at(name)] = text;
  };
  assert.equal(one(set('更正后的值', 'x')).outcome, 'corrected');
  assert.deepEqual(one(set('更正后的值', '(空)')).changes, [{ column: '电话', old: 'bad1', new: null }]);
  assert.equal(one(set('更正后的值', 'bad1')).problem?.code, 'same-value');
  assert.equal(one(set(headers.outcome, '已更正')).problem?.code, 'no-value');
  assert.equal(one(set(headers.outcome, '改好了')).problem?.code, 'outcome-unknown');
  assert.equal(one(set(headers.note, '请看附件')).problem?.code, 'no-outcome');
  assert.equal(one(set(headers.mark, 'ZG-2611-009-1:1:00000000')).problem?.code, 'other-sheet');
  const both = one((cells) => {
    cells[at('更正后的值')] = 'x';
    cells[at(headers.outcome)] = '无误';
  });
  assert.equal(both.problem?.code, 'contradicts');
});

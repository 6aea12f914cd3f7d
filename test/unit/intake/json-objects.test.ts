/** Objects inside the records of JSON: told, and columns by their path when a person says so. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { convertFile } from '../../../engine/intake/index.ts';
import { JsonCutter, type JsonPiece } from '../../../engine/intake/readers/json/values.ts';
import { detectSource } from '../../../engine/intake/detect.ts';
import { quietContext, readTable } from '../../support/intake.ts';

const folder = mkdtempSync(join(tmpdir(), 'json-objects-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const records = [
  { id: 1, person: { name: '张三', home: { city: '深圳', zip: '518000' }, tags: ['a'] }, none: {} },
  { id: 2, person: { name: '李四', home: { city: '广州' } }, none: null },
  { id: 3, person: '未登记' },
];
const list = file('list.json', JSON.stringify(records));
const lines = file('lines.jsonl', records.map((one) => JSON.stringify(one)).join('\n'));

for (const path of [list, lines]) {
  test(`as they stand objects are one text, and that is told: ${path.slice(folder.length + 1)}`, async () => {
    const { shape, warnings } = await detectSource(path, {}, quietContext);
    assert.deepEqual(
      shape.columns.map(({ name }) => name),
      ['id', 'person', 'none'],
    );
    assert.deepEqual(
      warnings.map(({ code, count, sample }) => [code, count, sample]),
      [['nested-objects', 2, 'person, none']],
    );
  });

  test(`as columns every path is one; lists and empty objects stay text, nothing is malformed: ${path.slice(folder.length + 1)}`, async () => {
    const { shape, rows, malformed } = await readTable(path, { nested: 'columns' });
    assert.equal(shape.nested, 'columns');
    assert.deepEqual(
      shape.columns.map(({ name, type }) => `${name} ${type}`),
      ['id integer', 'person.name text', 'person.home.city text', 'person.home.zip text', 'person.tags text', 'none text', 'person text'],
    );
    assert.deepEqual(rows, [
      [1n, '张三', '深圳', '518000', '["a"]', '{}', null],
      [2n, '李四', '广州', null, null, null, null],
      [3n, null, null, null, null, null, '未登记'],
    ]);
    assert.deepEqual(malformed, []);
    assert.deepEqual((await detectSource(path, { nested: 'columns' }, quietContext)).warnings, []);
  });
}

test('a path that a field has already loses neither: the object stays whole', async () => {
  const path = file('same.json', '[{"a.b":1,"a":{"b":2,"c":3}},{"__proto__":{"x":1},"a":{"c":4}}]');
  const { shape, rows } = await readTable(path, { nested: 'columns' });
  const at = (name: string) => shape.columns.findIndex((column) => column.name === name);
  assert.deepEqual(
    [rows[0]?.[at('a.b')], rows[0]?.[at('a')], rows[1]?.[at('a.c')], rows[1]?.[at('__proto__.x')]],
    [1n, '{"b":2,"c":3}', 4n, 1n],
  );
});

test('a path that comes up after the sample is reported with its record, and a conversion takes the wish', async () => {
  const { shape } = await readTable(list, { nested: 'columns' });
  const late = file('late.json', '[{"id":1,"person":{"name":"王五","age":3}}]');
  const { malformed } = await readTable(late, { nested: 'columns', columns: shape.columns });
  assert.deepEqual(
    malformed.map(({ row, reason, kept }) => [row, reason, kept]),
    [[1, 'too-many-fields', true]],
  );
  await convertFile(list, join(folder, 'out.csv'), { nested: 'columns' }, quietContext);
  assert.match(readFileSync(join(folder, 'out.csv'), 'utf8'), /^id,person\.name,person\.home\.city,/);
});

test('one object round lists of records: told, each list a table by its path', async () => {
  const path = file(
    'wrapped.json',
    '{"code":0,"data":{"total":2,"rows":[{"id":1,"at":{"x":5}},{"id":2,"more":true},7]},"notes":[{"t":"a"}],"plain":[1,2]}',
  );
  const whole = await detectSource(path, {}, quietContext);
  assert.deepEqual([whole.shape.sheet, whole.sheets], ['$', ['$', 'notes', 'data.rows']]);
  assert.deepEqual(
    whole.warnings.map(({ code, count, sample }) => [code, count, sample]),
    [
      ['nested-lists', 2, 'notes, data.rows'],
      ['nested-objects', 1, 'data'],
    ],
  );
  assert.equal((await readTable(path)).rows.length, 1);
  const { shape, rows, malformed } = await readTable(path, { sheet: 'data.rows', nested: 'columns' });
  assert.deepEqual(
    shape.columns.map(({ name }) => name),
    ['id', 'at.x', 'more'],
  );
  assert.deepEqual(rows, [
    [1n, 5n, null],
    [2n, null, 'true'],
  ]);
  assert.deepEqual(
    malformed.map(({ reason, raw, kept }) => [reason, raw, kept]),
    [['not-a-record', '7', false]],
  );
  await assert.rejects(readTable(path, { sheet: 'data' }), { code: 'sheet-not-found' });
  assert.deepEqual((await detectSource(list, {}, quietContext)).sheets, []);
});

/** One object with `count` records of a million characters in its list, each on lines of its own or all on one. */
function large(name: string, count: number, newline: string): string {
  const path = join(folder, name);
  const out = openSync(path, 'w');
  const text = '字'.repeat(200_000) + 'x'.repeat(800_000);
  writeSync(out, `{"total":${count},${newline}"rows":[`);
  for (let i = 0; i < count; i++) writeSync(out, `${i > 0 ? ',' : ''}${newline}{"id":${i},${newline}"text":"${text}"}`);
  writeSync(out, ']}');
  closeSync(out);
  return path;
}

for (const newline of ['', '\n']) {
  const layout = newline === '' ? 'on one line' : 'on many lines';
  test(`an object of 70 million characters ${layout} is read, with its lists`, async () => {
    const path = large('large.json', 70, newline);
    const { shape, sheets } = await detectSource(path, {}, quietContext);
    // too large to be one row: the list is what there is
    assert.deepEqual([shape.sheet, sheets], ['rows', ['rows']]);
    await assert.rejects(detectSource(path, { sheet: '$' }, quietContext), { code: 'json-value-too-large' });
    const { rows, malformed } = await readTable(path, { sheet: 'rows' });
    assert.deepEqual([rows.length, rows.at(-1)?.[0], String(rows.at(-1)?.[1]).length, malformed], [70, 69n, 1_000_000, []]);
  });

  test(`an object without a list, too large to be one row, ${layout} is refused with its line, not called empty or damaged`, async () => {
    const path = join(folder, 'too-large.json');
    writeFileSync(path, `${newline}{"total":1,${newline}"text":"${'x'.repeat(33 << 20)}"}`);
    const refusal = { code: 'json-value-too-large', params: { file: 'too-large.json', line: newline === '' ? 1 : 2, limit: '32 MB' } };
    await assert.rejects(detectSource(path, {}, quietContext), refusal);
  });
}

test('a broken way to the list is told with line and column, and so are a key that stands twice and a list that never ends', async () => {
  const refused = async (name: string, content: string, sheet: string): Promise<unknown> => {
    try {
      await readTable(file(name, content), { sheet });
      return null;
    } catch (error) {
      const { code, params } = error as { code: string; params: { line: number; column: number } };
      return [code, params.line, params.column];
    }
  };
  assert.deepEqual(await refused('b1.json', '{"a":1,\n "rows":[{"x":1}],\n  oops }', 'rows'), ['json-invalid', 3, 3]);
  assert.deepEqual(await refused('b2.json', '{"rows":[{"x":1}],\n"rows":[]}', 'rows'), ['json-key-twice', 2, 7]);
  assert.deepEqual(await refused('b3.json', '{"rows":[{"x":1},\n{"x":2', 'rows'), ['json-invalid', 2, 7]);
  assert.deepEqual(await refused('b4.json', '{"n":01,"rows":[{"x":1}]}', 'rows'), ['json-invalid', 1, 8]);
  await assert.rejects(readTable(file('b5.json', '{"a":1,\n"b":}')), {
    code: 'json-invalid',
    params: { file: 'b5.json', line: 2, column: 5 },
  });
});

test('a list without entries, values that are no records, and a file without anything are three things', async () => {
  const code = async (content: string): Promise<string> =>
    readTable(file('none.json', content)).then(
      () => 'read',
      (error: { code: string }) => error.code,
    );
  assert.deepEqual(await Promise.all(['[]', ' [ \n] ', '\uFEFF[]'].map(code)), ['json-list-empty', 'json-list-empty', 'json-list-empty']);
  assert.deepEqual([await code('[1,2]'), await code('[[],[]]'), await code(' \n ')], ['json-no-records', 'json-no-records', 'file-empty']);
  assert.equal(await code('{"rows":[]}'), 'read');
});

test('a large object with several lists is read by the longest, and that is told', async () => {
  const path = join(folder, 'several.json');
  writeFileSync(
    path,
    `{"few":[{"a":1}],"in":{"many":[${Array.from({ length: 40 }, (_, i) => `{"b":${i},"t":"${'x'.repeat(900_000)}"}`).join(',')}]}}`,
  );
  const { shape, sheets, warnings } = await detectSource(path, {}, quietContext);
  assert.deepEqual([shape.sheet, sheets], ['in.many', ['few', 'in.many']]);
  assert.deepEqual(
    warnings.map(({ code, count, sample }) => [code, count, sample]),
    [['several-lists', 2, 'in.many']],
  );
  assert.deepEqual((await detectSource(path, { sheet: 'few' }, quietContext)).warnings, []);
});

test('values are cut alike wherever the text is broken off, and a too long one is told with where it stood', () => {
  const cutAt = (text: string, size: number, charsMax: number): JsonPiece[] => {
    const cutter = new JsonCutter(charsMax);
    const out: JsonPiece[] = [];
    for (let i = 0; i < text.length; i += size) out.push(...cutter.push(text.slice(i, i + size)));
    const rest = cutter.end();
    return rest ? [...out, rest] : out;
  };
  const text = '[{"a":"}\\"]"},\n 12, "x,y",\n{"b":[1,{"c":2}]}]';
  const whole = [
    { text: '{"a":"}\\"]"}', line: 1 },
    { text: '12', line: 2 },
    { text: '"x,y"', line: 2 },
    { text: '{"b":[1,{"c":2}]}', line: 3 },
  ];
  for (let size = 1; size <= text.length; size++) assert.deepEqual(cutAt(text, size, 100), whole, `pieces of ${size}`);
  const cut = (json: string, size: number) => cutAt(json, size, 5).map((piece) => piece.cut);
  assert.deepEqual([cut('{"a":123}', 100), cut('{"a":123}', 8)[0]], [['outermost'], 'outermost']);
  assert.deepEqual(cut('[1,{"a":123},2]', 100), [undefined, 'listed', undefined]);
});

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import { JiadiError } from '../../../contract/errors.ts';
import { convertFile, convertFiles } from '../../../engine/intake/convert.ts';
import { quietContext, readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-convert-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

test('a GB18030 table becomes UTF-8 CSV, JSON lines and a workbook; what is malformed goes to the rejects', async () => {
  writeFileSync(
    at('p.csv'),
    iconv.encode(
      '证件号码;姓名;区\n440305199001011234;张三;福田区\n440304198512120021;李四\n440303197003031238;王五;罗湖区;多余\n',
      'gb18030',
    ),
  );
  const { read } = await convertFile(at('p.csv'), at('out.csv'), { rejects: at('rejects.jsonl') }, quietContext);
  assert.deepEqual([read.rowCount, read.malformedCount], [3, 2]);
  assert.equal(
    readFileSync(at('out.csv'), 'utf8'),
    '证件号码,姓名,区\r\n440305199001011234,张三,福田区\r\n440304198512120021,李四,\r\n440303197003031238,王五,罗湖区\r\n',
  );
  assert.deepEqual(
    readFileSync(at('rejects.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { row: 2, line: 3, reason: 'too-few-fields', raw: '440304198512120021;李四', kept: true },
      { row: 3, line: 4, reason: 'too-many-fields', raw: '440303197003031238;王五;罗湖区;多余', kept: true },
    ],
  );
  await convertFile(at('p.csv'), at('out.jsonl'), {}, quietContext);
  assert.equal(readFileSync(at('out.jsonl'), 'utf8').split('\n')[1], '{"证件号码":"440304198512120021","姓名":"李四","区":null}');
  await convertFile(at('p.csv'), at('out.xlsx'), {}, quietContext);
  assert.deepEqual((await readTable(at('out.xlsx'))).rows[0], ['440305199001011234', '张三', '福田区']);
  await convertFile(at('out.xlsx'), at('gbk.csv'), { encoding: 'gbk' }, quietContext);
  assert.match(iconv.decode(readFileSync(at('gbk.csv')), 'gbk'), /^证件号码,姓名,区\r\n440305199001011234,张三,福田区\r\n/);
});

test('JSON keeps its types into JSON lines', async () => {
  writeFileSync(at('t.json'), '[{"n":1,"d":1.5,"t":"001","b":true,"z":null}]');
  await convertFile(at('t.json'), at('t.jsonl'), {}, quietContext);
  assert.equal(readFileSync(at('t.jsonl'), 'utf8'), '{"n":1,"d":1.5,"t":"001","b":true,"z":null}\n');
});

test('a failing or cancelled conversion leaves nothing behind', async () => {
  writeFileSync(at('c.csv'), 'a,b\n1,2\n');
  const cancelling = {
    ...quietContext,
    throwIfCancelled: () => {
      throw new JiadiError('cancelled');
    },
  };
  await assert.rejects(convertFile(at('c.csv'), at('never.csv'), { rejects: at('never.jsonl') }, cancelling), { code: 'cancelled' });
  await assert.rejects(convertFile(at('c.csv'), at('c.csv'), {}, quietContext), { code: 'already-exists' });
  await assert.rejects(convertFile(at('c.csv'), at('never.doc'), {}, quietContext), { code: 'format-unsupported' });
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.startsWith('never') || name.endsWith('.part')),
    [],
  );
});

test('of many files one that cannot be read does not stop the rest', async () => {
  writeFileSync(at('one.csv'), 'a,b\n1,2\n');
  writeFileSync(at('empty.csv'), '');
  writeFileSync(at('two.tsv'), 'a\tb\n3\t4\n');
  const heard: string[] = [];
  const { converted, failures } = await convertFiles(
    [at('one.csv'), at('empty.csv'), at('two.tsv'), at('one.csv')],
    at('many'),
    'csv',
    {},
    quietContext,
    ({ error }) => heard.push(error.code),
  );
  assert.equal(converted, 2);
  assert.deepEqual(
    failures.map(({ error }) => error.code),
    ['file-empty', 'already-exists'],
  );
  assert.deepEqual(heard, ['file-empty', 'already-exists']);
  assert.deepEqual(readdirSync(at('many')).toSorted(), ['one.csv.csv', 'two.tsv.csv']);
  assert.equal(existsSync(at('many/empty.csv.csv')), false);
});

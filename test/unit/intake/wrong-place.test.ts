import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { placed } from '../../../engine/intake/wrong-place.ts';
import { readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-place-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const wrong = (text: string): Buffer => {
  const [before = '', behind = ''] = text.split('▲');
  return Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(behind)]);
};

test('one wrong byte names its line, its column and its character, in every format of text', async () => {
  const many = (line: (i: number) => string) => Array.from({ length: 30 }, (_, i) => line(i)).join('\n');
  const cases: readonly (readonly [string, string, number, string, number | null])[] = [
    ['a.csv', `姓名,区,备注\n${many((i) => `张三${i},福田区,无`)}\n李四,"南,山▲区",x\n`, 32, '区', 8],
    ['lines.csv', `姓名,区,备注\n${many((i) => `张三${i},福田区,无`)}\n李四,"南山\n▲区",x\n`, 33, '区', 1],
    ['a.tsv', `姓名\t区\n${many((i) => `张三${i}\t福田区`)}\n李▲四\t南山\n`, 32, '姓名', 2],
    ['a.prn', `姓名      区        备注\n${many((i) => `张三${i % 9}     福田区    无`)}\n李四      南▲山      x\n`, 32, '区', 10],
    ['a.jsonl', `${many((i) => `{"姓名":"张三${i}","区":"福田"}`)}\n{"姓名":"李四","区":"南▲"}\n`, 31, '区', 18],
    [
      'a.xml',
      `<t>\n${many((i) => `<r><姓名>张三${i}</姓名><区>福田</区></r>`)}\n<r><姓名>李四</姓名><区>南▲</区></r>\n</t>`,
      32,
      '区',
      null,
    ],
  ];
  for (const [name, text, line, column, position] of cases) {
    const path = join(dir, name);
    writeFileSync(path, wrong(text));
    const { malformed, shape } = await readTable(path);
    const found = malformed.filter(({ reason }) => reason === 'bad-bytes').map((record) => placed(record, shape));
    assert.deepEqual(
      found.map((record) => [record.line, record.column, record.position]),
      [[line, column, position]],
      name,
    );
  }
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { isJiadiError } from '../../../contract/errors.ts';
import { detectSource } from '../../../engine/intake/detect.ts';
import { xlsxWriter } from '../../../engine/table/write/index.ts';
import { quietContext, readTable } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-damage-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const table = Array.from(
  { length: 60 },
  (_, n) => `44030519900101${1000 + n},"张三${n}",福田区,2024-01-${String((n % 28) + 1).padStart(2, '0')},"a ""b"", ${n}"`,
);
const text = `证件号码,姓名,区,日期,备注\r\n${table.join('\r\n')}\r\n`;
const records = table.map((line, n) => JSON.stringify({ n, line, ok: n % 2 === 0, deep: { list: [n, null] } }));
const originals: [string, Buffer][] = [
  ['a.csv', Buffer.from(text)],
  ['gb.csv', iconv.encode(text, 'gb18030')],
  ['wide.tsv', iconv.encode(text.replaceAll(',', '\t'), 'utf-16le', { addBOM: true })],
  ['a.jsonl', Buffer.from(records.join('\n'))],
  [
    'a.prn',
    iconv.encode(
      table
        .map((line) =>
          line
            .split(',')
            .map((cell) => cell.padEnd(22))
            .join(''),
        )
        .join('\r\n'),
      'gb18030',
    ),
  ],
  ['a.xml', Buffer.from(`<t>${records.map((line, n) => `<r n="${n}"><a>${line}</a><b><c>福田</c></b></r>`).join('\n')}</t>`)],
  [
    'page.xls',
    Buffer.from(
      `<html><meta charset=utf-8><table>${table
        .map(
          (line) =>
            `<tr>${line
              .split(',')
              .map((cell) => `<td rowspan=1 colspan="1">${cell}</td>`)
              .join('')}</tr>`,
        )
        .join('\n')}</table>`,
    ),
  ],
  [
    '2003.xls',
    Buffer.from(
      `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="s"><Worksheet ss:Name="a"><Table>${table
        .map(
          (line) =>
            `<Row ss:Hidden="1">${line
              .split(',')
              .map((cell) => `<Cell ss:MergeAcross="0"><Data ss:Type="String">${cell}</Data></Cell>`)
              .join('')}</Row>`,
        )
        .join('')}</Table></Worksheet></Workbook>`,
    ),
  ],
  ['a.json', Buffer.from(`[${records.join(',\n')}]`)],
];

before(async () => {
  const writer = xlsxWriter(join(dir, 'whole.xlsx'), [
    { name: '姓名', type: 'text' },
    { name: 'n', type: 'integer' },
  ]);
  for (let n = 0n; n < 50n; n++) writer.rows([`张三${n}`, n], 1);
  await writer.finish();
  originals.push(['a.xlsx', readFileSync(join(dir, 'whole.xlsx'))]);
});

/** Cuts, flips, doubles and replaces pieces of a file. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('flip', 'cut', 'double', 'zero', 'quote'),
    size: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 5 },
);

function damaged(bytes: Buffer, steps: readonly { at: number; kind: string; size: number }[]): Buffer {
  let out = Buffer.from(bytes);
  for (const { at, kind, size } of steps) {
    const place = Math.floor(at * Math.max(0, out.length - 1));
    if (out.length === 0) break;
    if (kind === 'flip') out[place] = (out[place] ?? 0) ^ (1 << (size % 8));
    else if (kind === 'cut') out = size > 30 ? out.subarray(0, place) : Buffer.concat([out.subarray(0, place), out.subarray(place + size)]);
    else if (kind === 'double') out = Buffer.concat([out.subarray(0, place + size), out.subarray(place)]);
    else if (kind === 'zero') out.fill(0, place, Math.min(out.length, place + size));
    else out = Buffer.concat([out.subarray(0, place), Buffer.from('"'), out.subarray(place)]);
    out = Buffer.from(out);
  }
  return out;
}

test('a damaged file gives rows or one documented error, soon, whatever the damage', async () => {
  const property = fc.asyncProperty(fc.nat(originals.length - 1), damage, async (which, steps) => {
    const [name, bytes] = originals[which] ?? assert.fail();
    const path = join(dir, name);
    writeFileSync(path, damaged(bytes, steps));
    const started = performance.now();
    try {
      await detectSource(path, {}, quietContext);
      const { rows, shape, result, malformed } = await readTable(path);
      assert.equal(rows.length, result.rowCount);
      assert.equal(malformed.length, result.malformedCount);
      assert.ok(rows.every((row) => row.length === shape.columns.length));
    } catch (error) {
      if (!isJiadiError(error)) throw error;
    }
    assert.ok(performance.now() - started < 10_000);
  });
  await fc.assert(property, propertyRuns(250));
});

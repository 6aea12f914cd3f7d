/** Files wrapped in gzip or zip read as what is inside; what cannot be unpacked is one documented error, and nothing stays on the disk. */
import assert from 'node:assert/strict';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { ZipFile } from 'yazl';
import { detectSource } from '../../../engine/intake/detect.ts';
import { pickReader, readerOf } from '../../../engine/intake/readers/index.ts';
import { keepingSink, quietContext } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-packed-'));
const scratch = join(dir, 'scratch');
mkdirSync(scratch);
after(() => rmSync(dir, { recursive: true, force: true }));
const context = { ...quietContext, scratch };

const people = '姓名,区\n张三,福田区\n李四,南山区\n';

async function zip(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const archive = new ZipFile();
  for (const [inner, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content as string), inner);
  archive.end();
  const path = join(dir, name);
  await pipeline(archive.outputStream, createWriteStream(path));
  return path;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, sheet?: string): Promise<{ format: string; sheet: string | null; columns: string[]; rows: unknown[][] }> {
  const shape = await pickReader(path).detect(path, sheet === undefined ? {} : { sheet }, context);
  const sink = keepingSink();
  await readerOf(shape.format).read(path, shape, null, sink, context);
  assert.deepEqual(readdirSync(scratch), [], 'what was unpacked is gone');
  return { format: shape.format, sheet: shape.sheet, columns: shape.columns.map(({ name }) => name), rows: sink.kept };
}

const rows = [
  ['张三', '福田区'],
  ['李四', '南山区'],
];

test('gzip round a CSV in GB18030, in several members', async () => {
  const bytes = iconv.encode(people, 'gb18030');
  const path = file('people.csv.gz', Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]));
  assert.deepEqual(await read(path), { format: 'csv+gzip', sheet: null, columns: ['姓名', '区'], rows });
});

test('a gzip file is known by its bytes, whatever it is called', async () => {
  assert.equal((await read(file('people.csv', gzipSync(people)))).format, 'csv+gzip');
});

test('an archive with one table and a note beside it', async () => {
  const path = await zip('one.zip', { '说明.docx': 'x', 'data/people.csv': people, '__MACOSX/._people.csv': 'x' });
  assert.deepEqual(await read(path), { format: 'csv+zip', sheet: null, columns: ['姓名', '区'], rows });
});

test('an archive with several tables: each is a sheet to choose', async () => {
  const path = await zip('two.zip', { 'a.csv': 'x,y\n1,2\n', '人口.jsonl': '{"姓名":"张三"}\n' });
  const found = await detectSource(path, {}, context);
  assert.deepEqual(found.sheets, ['a.csv', '人口.jsonl']);
  assert.equal(found.shape.sheet, 'a.csv');
  assert.deepEqual(await read(path, '人口.jsonl'), { format: 'jsonl+zip', sheet: '人口.jsonl', columns: ['姓名'], rows: [['张三']] });
  await assert.rejects(read(path, 'b.csv'), { code: 'sheet-not-found' });
});

test('names that a Chinese Windows wrote in its own encoding', async () => {
  // yazl writes UTF-8 and says so; a name of equal length in GB18030 without the mark takes its place
  const path = await zip('gbk.zip', { 'abcd.csv': people, 'b.csv': people });
  const bytes = readFileSync(path);
  const name = iconv.encode('人口', 'gb18030');
  for (let at = bytes.indexOf('abcd.csv'); at >= 0; at = bytes.indexOf('abcd.csv', at + 1)) {
    name.copy(bytes, at);
    const central = at >= 46 && bytes.readUInt32LE(at - 46) === 0x02014b50;
    bytes.writeUInt16LE(0, central ? at - 46 + 8 : at - 30 + 6);
  }
  assert.deepEqual((await detectSource(file('gbk2.zip', bytes), {}, context)).sheets, ['人口.csv', 'b.csv']);
});

test('what cannot be unpacked is one documented error', async () => {
  const whole = gzipSync(people.repeat(2000));
  await assert.rejects(read(file('cut.csv.gz', whole.subarray(0, whole.length - 20))), { code: 'file-damaged' });
  await assert.rejects(read(file('bomb.csv.gz', gzipSync(Buffer.alloc(64 << 20, 'a')))), { code: 'file-inflates' });
  const few = await read(file('few.csv.gz', gzipSync(`a,b\n${'1,2\n'.repeat(1 << 19)}`)));
  assert.equal(few.rows.length, 1 << 19, 'a table of few values packs as well as a bomb');
  await assert.rejects(read(file('twice.gz', gzipSync(gzipSync(people)))), { code: 'format-unsupported' });
  await assert.rejects(read(file('empty.csv.gz', gzipSync(''))), { code: 'file-empty' });
  await assert.rejects(read(await zip('none.zip', { 'a.docx': 'x', 'b.png': 'y' })), { code: 'format-unsupported' });
  await assert.rejects(read(await zip('nothing.zip', {})), (error: { code?: string }) =>
    ['file-empty', 'file-damaged', 'format-unsupported'].includes(error.code ?? ''),
  );
  assert.deepEqual(readdirSync(scratch), []);
});

test('an archive under a password asks for it', async () => {
  const path = await zip('plain.zip', { 'a.csv': people });
  const bytes = readFileSync(path);
  for (let at = 0; at < bytes.length - 4; at++) {
    const mark = bytes.readUInt32LE(at);
    if (mark === 0x04034b50) bytes.writeUInt16LE(bytes.readUInt16LE(at + 6) | 1, at + 6);
    if (mark === 0x02014b50) bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) | 1, at + 8);
  }
  await assert.rejects(read(file('secret.zip', bytes)), { code: 'file-password-needed' });
});

test('cancelled while it is unpacked: nothing stays', async () => {
  const path = file('large.csv.gz', gzipSync(people.repeat(50_000)));
  const cancelled = {
    ...context,
    throwIfCancelled: () => {
      throw Object.assign(new Error('cancelled'), { code: 'cancelled' });
    },
  };
  await assert.rejects(pickReader(path).detect(path, {}, cancelled), { code: 'cancelled' });
  assert.deepEqual(readdirSync(scratch), []);
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { detectSource } from '../../../engine/intake/detect.ts';
import { letters } from '../../../engine/intake/encoding-letters.ts';
import { columnMojibake, mojibakeOf } from '../../../engine/intake/mojibake.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-mojibake-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** A text written in one encoding and read in another. */
const garble = (text: string, written: string, read: string) => new TextDecoder(read).decode(iconv.encode(text, written));

test('the cause is named, and what the text was', () => {
  for (const [text, written, read, cause] of [
    ['深圳市福田区', 'utf8', 'gbk', 'utf8-as-gbk'],
    ['第一1号楼', 'utf8', 'gbk', 'utf8-as-gbk'],
    ['深圳市福田区', 'utf8', 'windows-1252', 'utf8-as-latin1'],
    ['中国', 'gbk', 'windows-1252', 'gbk-as-latin1'],
    ['école', 'utf8', 'windows-1252', 'utf8-as-latin1'],
    ['資訊技術有限公司', 'big5', 'gbk', 'big5-as-gbk'],
    ['信息技术有限公司', 'gbk', 'big5', 'gbk-as-big5'],
  ] as const)
    assert.deepEqual(mojibakeOf(garble(text, written, read)), { cause, reads: text }, `${text} ${written} ${read}`);
  assert.deepEqual(mojibakeOf('浣犲ソ'), { cause: 'utf8-as-gbk', reads: '你好' });
  assert.deepEqual(mojibakeOf('ÖÐ¹ú'), { cause: 'gbk-as-latin1', reads: '中国' });
  assert.deepEqual(mojibakeOf('锟斤拷锟斤拷'), { cause: 'replaced-as-gbk', reads: null });
  assert.deepEqual(mojibakeOf('张\ufffd'), { cause: 'replaced', reads: null });
  assert.deepEqual(mojibakeOf('???'), { cause: 'question-marks', reads: null });
});

test('a character that was cut is shown as lost, the rest is undone', () => {
  assert.deepEqual(mojibakeOf(garble('李小龙', 'utf8', 'gbk')), { cause: 'utf8-as-gbk', reads: '李小\ufffd' });
  assert.deepEqual(mojibakeOf(garble('东门街道12号', 'utf8', 'gbk')), { cause: 'utf8-as-gbk', reads: '东门街道12\ufffd' });
});

test('text in order is left alone: rare characters, other scripts, accents, questions', () => {
  const texts =
    '张翀,龑,焱垚,犍为县,儋州,谯城区,鄠邑区,邛崃,郫都区,盱眙县,繁體中文,東京都ひので町,マダガスカルジャスミン,서울시 강남구,Привет,naïve café,Orléans,Müller,São Paulo'
      .split(',')
      .concat('What???', '真的吗??', 'https://a.cn/?a=1', 'a ? b', '“引号”', '①②', '－－', '℃', '…');
  for (const text of texts) assert.equal(mojibakeOf(text), null, text);
});

test('of a column: Big5 for GBK only where most of it says so', () => {
  assert.deepEqual(columnMojibake('区', ['盱眙', '盱眙', '福田区']), []);
  assert.deepEqual(
    columnMojibake(
      'n',
      ['福田區', '信義區', '中正區', 'x'].map((text) => garble(text, 'big5', 'gbk')),
    ),
    [{ code: 'mojibake-big5-as-gbk', count: 3, sample: garble('福田區', 'big5', 'gbk'), reads: '福田區' }],
  );
  assert.deepEqual(
    columnMojibake(garble('姓名', 'utf8', 'gbk'), ['浣犲ソ', '浣犲ソ', '???', null, 1n]).map(({ code, count, reads }) => [
      code,
      count,
      reads,
    ]),
    [
      ['mojibake-utf8-as-gbk', 3, '姓名'],
      ['mojibake-question-marks', 1, null],
    ],
  );
});

test('detection tells it for each column', async () => {
  const path = join(dir, 'garbled.csv');
  writeFileSync(path, `编号,区\n1,${garble('福田区', 'utf8', 'gbk')}x\n2,${garble('福田', 'utf8', 'gbk')}\n3,锟斤拷\n`);
  const { warnings } = await detectSource(path, {}, quietContext);
  assert.deepEqual(
    warnings.map(({ code, column, count }) => [code, column, count]),
    [
      ['mojibake-utf8-as-gbk', '区', 2],
      ['mojibake-replaced-as-gbk', '区', 1],
    ],
  );
});

const common = [...letters.hanSimplified.keys()].filter((char) => iconv.decode(iconv.encode(char, 'gbk'), 'gbk') === char);
const words = fc.array(fc.constantFrom(...common), { minLength: 2, maxLength: 16 }).map((chars) => chars.join(''));

test('law: text of common characters is never garbled', () => {
  fc.assert(
    fc.property(words, fc.constantFrom('', 'A座12号', ' (3)', '，'), (word, more) => assert.equal(mojibakeOf(word + more), null)),
    propertyRuns(1000),
  );
});

test('law: what is undone is what was there, and nearly all is undone', () => {
  let undone = 0;
  let all = 0;
  fc.assert(
    fc.property(
      words,
      fc.constantFrom(['utf8', 'gbk'], ['utf8', 'windows-1252'], ['gbk', 'windows-1252']),
      (word, [written = '', read = '']) => {
        const found = mojibakeOf(garble(word, written, read));
        all++;
        if (!found?.reads) return;
        undone++;
        if (!found.reads.includes('\ufffd')) assert.equal(found.reads, word);
      },
    ),
    propertyRuns(1000),
  );
  assert.ok(undone >= all * 0.95, `${undone} of ${all}`);
});

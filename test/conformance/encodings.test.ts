/** Encodings of labelled real texts: right when our reading of the bytes is the label's reading. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { detectEncoding } from '../../engine/intake/detect-encoding.ts';
import { needs, sharedData } from '../support/intake.ts';

const names: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  gb2312: 'gbk',
  'tis-620': 'windows-874',
  maccyrillic: 'x-mac-cyrillic',
  'utf-16-le+bom': 'utf-16le',
  'utf-8+bom': 'utf-8',
  'utf-16': 'utf-16le',
  euc_kr: 'euc-kr',
};
/** Encodings that no WHATWG label names cannot be read by anybody who follows the standard. */
const outside = new Set(['ibm855', 'johab']);

test('labelled texts: all of the Chinese and Unicode ones, 99 of 100 together', { skip: needs('encodings/labels.tsv') }, (t) => {
  const root = sharedData('encodings') ?? '';
  const wrong: string[] = [];
  let count = 0;
  for (const line of readFileSync(join(root, 'labels.tsv'), 'utf8').trim().split('\n').slice(1)) {
    const [file = '', label = ''] = line.split('\t');
    const plain = label.toLowerCase().replace(/^(iso-8859-\d+|windows-\d+)-.*/, '$1');
    if (outside.has(plain)) continue;
    const wanted = names[plain] ?? plain;
    const bytes = readFileSync(join(root, file));
    const { name, bom } = detectEncoding([bytes]).encoding;
    count++;
    assert.equal(bom, label.endsWith('+bom') || label === 'utf-16', file);
    if (new TextDecoder(name).decode(bytes) !== new TextDecoder(wanted).decode(bytes)) wrong.push(`${file}: ${name}, not ${wanted}`);
  }
  t.diagnostic(`${count - wrong.length} of ${count} right${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`);
  assert.deepEqual(
    wrong.filter((line) => /gb|big5|utf/.test(line)),
    [],
  );
  assert.ok(wrong.length <= 1, wrong.join('\n'));
});

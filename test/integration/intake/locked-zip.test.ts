/** Archives under a password: asked for, tried, never written down; in the engine as the window calls it and on the command line. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type EntryGetDataOptions, TextReader, Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';
import { datasetMethods } from '../../../contract/methods/datasets.ts';
import { jiadi } from '../../support/cli.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../../support/engine.ts';

const place = temporaryFolder('locked-zip');
const tmp = join(place.path, 'tmp');
mkdirSync(tmp);
let engine: TestEngine;
let wang: TypedClient;

/** Written by Info-ZIP 3.0 (`zip -P pass-123`), the old cipher of PKZIP. */
const infoZip =
  'UEsDBAoACQAAANx+el2gOic5OQAAAC0AAAAKAAAAcGVvcGxlLmNzdg6crgVF+09oDyntYnF01nCzio2yKjmD5ZvaNS/K4rpaY1i5qp/w6OvPfcM4HeH3d0GWjgMOCisO0lBLBwigOic5OQAAAC0AAABQSwECHgMKAAkAAADcfnpdoDonOTkAAAAtAAAACgAAAAAAAAABAAAApIEAAAAAcGVvcGxlLmNzdlBLBQYAAAAAAQABADgAAABxAAAAAAA=';
const people = '姓名,区\n张三,福田区\n李四,南山区\n';
const password = 'pass-123';

async function zip(
  name: string,
  files: Readonly<Record<string, string>>,
  options: ZipWriterAddDataOptions & EntryGetDataOptions,
): Promise<string> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [inner, text] of Object.entries(files)) await writer.add(inner, new TextReader(text), options);
  const path = join(place.path, name);
  writeFileSync(path, await writer.close());
  return path;
}

const archives: (readonly [string, string])[] = [];

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  const old = join(place.path, 'info-zip.zip');
  writeFileSync(old, Buffer.from(infoZip, 'base64'));
  archives.push(['the old cipher', old]);
  for (const strength of [1, 3] as const)
    archives.push([
      `AES ${64 + 64 * strength}`,
      await zip(`aes${strength}.zip`, { 'people.csv': people }, { password, encryptionStrength: strength }),
    ]);
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('without the password it is asked for, a wrong one is one sentence, the right one opens and imports', async () => {
  for (const [name, path] of archives) {
    const file = engine.engine.grants.add(path, 'read');
    await assert.rejects(wang.call('intake.detect', { file }), { code: 'file-password-needed' }, name);
    for (const wrong of ['pass-124', 'PASS-123', 'x'])
      await assert.rejects(wang.call('intake.unlock', { file, password: wrong }), { code: 'file-password-wrong' }, name);
    await assert.rejects(wang.call('intake.detect', { file }), { code: 'file-password-needed' }, name);
    await wang.call('intake.unlock', { file, password });
    const preview = await wang.call('intake.detect', { file });
    assert.equal(preview.shape.format, 'csv+zip', name);
    const batch = await wang.call('intake.import', { file, into: { name, unit: '公安局' } });
    assert.equal(batch.rows, 2, name);
    // another token of the same file knows nothing
    await assert.rejects(wang.call('intake.detect', { file: engine.engine.grants.add(path, 'read') }), { code: 'file-password-needed' });
  }
});

test('two tables in an archive: their names are seen without the password, either is read with it', async () => {
  const path = await zip('two.zip', { 'a.csv': people, 'b/c.csv': 'x,y\n1,2\n' }, { password, encryptionStrength: 3 });
  const file = engine.engine.grants.add(path, 'read');
  await wang.call('intake.unlock', { file, password });
  const preview = await wang.call('intake.detect', { file, wanted: { sheet: 'b/c.csv' } });
  assert.deepEqual(preview.sheets, ['a.csv', 'b/c.csv']);
  assert.deepEqual(preview.rows, [['1', '2']]);
});

test('what is written down of an import, its input, cannot carry a password', () => {
  for (const name of ['intake.import', 'intake.detect', 'intake.encodings'] as const)
    assert.ok(!Object.hasOwn(datasetMethods[name].input.shape, 'password'), name);
  assert.equal(datasetMethods['intake.unlock'].kind, 'scan');
});

test('on the command line it comes from the environment; without it, or wrong, one sentence and exit 2', async () => {
  // one of each cipher
  for (const [name, path] of archives.slice(0, 2)) {
    const out = join(place.path, 'out.csv');
    const asked = await jiadi(['detect', path], { tmp });
    assert.deepEqual([asked.code, asked.out], [2, ''], name);
    assert.match(asked.err, /password; enter it \(on the command line by JIADI_FILE_PASSWORD\)/);
    const wrong = await jiadi(['convert', path, out], { tmp, env: { JIADI_FILE_PASSWORD: 'no' } });
    assert.equal(wrong.code, 2, name);
    assert.match(wrong.err, /is wrong/);
    const done = await jiadi(['convert', path, out], { tmp, env: { JIADI_FILE_PASSWORD: password } });
    assert.equal(done.code, 0, `${name}: ${done.err}`);
    assert.equal(
      readFileSync(out, 'utf8')
        .replaceAll('\r\n', '\n')
        .replace(/^\uFEFF/, ''),
      people,
    );
    const profiled = await jiadi(['profile', path, '--json'], { tmp, env: { JIADI_FILE_PASSWORD: password } });
    assert.equal((JSON.parse(profiled.out) as { readonly rows: number }).rows, 2);
  }
});

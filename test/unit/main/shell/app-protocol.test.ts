import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAppHandler, fileFor, listServedFiles } from '../../../../main/shell/app-protocol.ts';

function site() {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-site-'));
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(root, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>');
  writeFileSync(join(root, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(root, 'assets', 'a.js.map'), '{}');
  symlinkSync(join(folder, 'secret.html'), join(root, 'link.html'));
  return { root, remove: () => rmSync(folder, { recursive: true }) };
}

test('only plain files of known types below the folder are listed; links and maps are not', () => {
  const { root, remove } = site();
  assert.deepEqual([...listServedFiles(root).keys()].sort(), ['/assets/a.js', '/index.html']);
  remove();
});

test('an address is looked up as written', () => {
  const served = new Map([
    ['/index.html', 'I'],
    ['/assets/a.js', 'A'],
  ]);
  assert.equal(fileFor(served, 'app://ui/'), 'I');
  assert.equal(fileFor(served, 'app://ui/index.html#/home'), 'I');
  assert.equal(fileFor(served, 'app://ui/assets/a.js?v=1'), 'A');
  for (const path of [
    '/../index.html',
    '/%69ndex.html',
    '/assets/../index.html',
    '/assets\\a.js',
    '/index.html\0',
    '/index.html%00',
    '//index.html',
    '/assets/',
    '/__proto__',
    '/C:/x',
  ]) {
    assert.equal(fileFor(served, `app://ui${path}`), null, path);
  }
  for (const address of [
    'app://other/index.html',
    'app://ui.evil/index.html',
    'app://uiindex.html',
    'file:///index.html',
    'http://ui/index.html',
  ]) {
    assert.equal(fileFor(served, address), null, address);
  }
});

test('a page carries its policy and a nonce of its own; other methods than reading are refused', async () => {
  const { root, remove } = site();
  const handle = createAppHandler(root);
  const page = await handle({ url: 'app://ui/index.html', method: 'GET' });
  const policy = page.headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
  assert.match(await page.text(), new RegExp(`<meta property="csp-nonce" nonce="${nonce.replaceAll('+', '\\+')}">`));
  const again = await handle({ url: 'app://ui/index.html', method: 'GET' });
  assert.notEqual(again.headers.get('content-security-policy'), policy);
  assert.equal(
    (await handle({ url: 'app://ui/assets/a.js', method: 'GET' })).headers.get('content-type'),
    'text/javascript; charset=utf-8',
  );
  assert.equal((await handle({ url: 'app://ui/index.html', method: 'POST' })).status, 405);
  assert.equal((await handle({ url: 'app://ui/secret.html', method: 'GET' })).status, 404);
  remove();
});

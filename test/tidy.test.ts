/** The shape of the code, as text. Each check first proves on a planted violation that it can fail. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { text } from '../contract/text/index.ts';
import { checkCode, isCode } from './support/tidy/code.ts';
import { readTree, type Finding } from './support/tidy/files.ts';
import { checkLockfile, checkText, checkWords, repeatedKeys, type Lockfile } from './support/tidy/text.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tree = readTree(root);
const code = tree.filter(({ path }) => isCode(path));
const codeFindings = code.flatMap(checkCode);

const lines = (count: number): string => 'void 0;\n'.repeat(count);
/** Rules that a planted file breaks. */
const rulesIn = (path: string, source: string): string => [...new Set(checkCode({ path, text: source }).map(({ rule }) => rule))].join();
const listed = (findings: readonly Finding[]): readonly string[] => findings.map(({ path, line, what }) => `${path}:${line}: ${what}`);

test('the tree was read', () => {
  assert.ok(code.length > 50, `only ${code.length} code files found`);
  for (const path of ['package.json', 'test/tidy.test.ts', '.gitignore', '.ci/run'])
    assert.ok(
      tree.some((file) => file.path === path),
      path,
    );
});

interface Plant {
  readonly rule: string;
  readonly bad: readonly [path: string, source: string][];
  readonly good: readonly [path: string, source: string][];
}

const plants: readonly Plant[] = [
  {
    rule: 'file-length',
    bad: [['engine/x.ts', lines(400)]],
    good: [['engine/x.ts', lines(399)]],
  },
  {
    rule: 'function-length',
    bad: [
      ['engine/x.ts', `function long() {\n${lines(70)}}\n`],
      ['renderer/X.tsx', `export const X = () => {\n${lines(110)}};\n`],
    ],
    good: [
      ['engine/x.ts', `function fits() {\n${lines(68)}}\n`],
      ['test/unit/x.test.ts', `function long() {\n${lines(70)}}\n`],
    ],
  },
  {
    rule: 'time-and-chance',
    bad: [
      ['engine/x.ts', 'const a = Date.now();'],
      ['renderer/x.ts', 'const a = Math.random();'],
      ['platform/x.ts', "import { randomUUID } from 'node:crypto';\nconst a = randomUUID();"],
      ['main/x.ts', 'const a = globalThis.crypto.randomUUID();'],
    ],
    good: [
      ['base/clock.ts', 'const a = Date.now();'],
      ['engine/x.ts', "const a = 'Date.now()'; // Math.random()"],
    ],
  },
  {
    rule: 'console',
    bad: [
      ['engine/x.ts', "console.log('x');"],
      ['renderer/x.tsx', 'const { log } = console;'],
    ],
    good: [
      ['main/cli/x.ts', "console.log('x');"],
      ['engine/x.ts', 'const a = place.console;'],
    ],
  },
  {
    rule: 'any',
    bad: [
      ['engine/x.ts', 'const a: any = 1;'],
      ['test/x.ts', 'const a = b as any;'],
    ],
    good: [['contract/rpc.ts', 'const a: any = 1;']],
  },
  {
    rule: 'empty-catch',
    bad: [
      ['engine/x.ts', 'try { a(); } catch { /* never mind */ }'],
      ['scripts/x.mjs', 'try { a(); } catch (error) {}'],
    ],
    good: [['engine/x.ts', 'try { a(); } catch { b(); }']],
  },
  {
    rule: 'default-export',
    bad: [
      ['engine/x.ts', 'export default 1;'],
      ['engine/x.ts', 'export default function f() {}'],
    ],
    good: [['electron.vite.config.ts', 'export default 1;']],
  },
];

for (const { rule, bad, good } of plants) {
  describe(rule, () => {
    test('a planted violation is caught', () => {
      for (const [path, source] of bad) assert.equal(rulesIn(path, source), rule, `${path}: ${source.slice(0, 60)}`);
      for (const [path, source] of good) assert.equal(rulesIn(path, source), '', `${path}: ${source.slice(0, 60)}`);
    });
    test('nothing in the tree breaks it', () => {
      assert.deepEqual(listed(codeFindings.filter((finding) => finding.rule === rule)), []);
    });
  });
}

test('every rule of the code checks has a plant', () => {
  const planted = plants.flatMap(({ bad }) => bad.flatMap(([path, source]) => checkCode({ path, text: source }).map(({ rule }) => rule)));
  const known = new Set(plants.map(({ rule }) => rule));
  assert.deepEqual(
    [...new Set([...planted, ...codeFindings.map(({ rule }) => rule)])].filter((rule) => !known.has(rule)),
    [],
  );
});

describe('no machine paths and no registry hosts', () => {
  const path = (...parts: readonly string[]): string => ['', ...parts].join('/');
  const rules = (source: string): string =>
    checkText({ path: 'x.ts', text: source })
      .map(({ rule }) => rule)
      .join();
  test('planted ones are caught', () => {
    for (const bad of [path('work', 'x'), path('tmp', 'y.csv'), path('home', 'somebody', 'z'), ['C:', 'Users', 'me'].join('\\')]) {
      assert.equal(rules(`const a = '${bad}';`), 'machine-path', bad);
    }
    for (const bad of [['registry', 'example', 'com'].join('.'), ['cdn.npm', 'mirror.com'].join('')])
      assert.equal(rules(`see https://${bad}/x`), 'registry-host', bad);
    for (const good of ['engine/work/x.ts', 'https://example.org/tmp/x', '/tmp/', 'the npm registry. Then', '`${folder}/tmp/x`'])
      assert.equal(rules(good), '', good);
  });
  test('nothing in the tree has one', () => assert.deepEqual(listed(tree.flatMap(checkText)), []));
});

describe('lockfile', () => {
  test('planted faults are caught', () => {
    const entry = { optionalDependencies: { 'tool-linux': '1.0.0' } };
    const missing = ['node_modules/tool: tool-linux has no entry'];
    assert.deepEqual(checkLockfile({ packages: { 'node_modules/tool': entry } }), missing);
    assert.deepEqual(checkLockfile({ packages: { 'node_modules/tool': entry, 'node_modules/a/node_modules/tool-linux': {} } }), missing);
    assert.deepEqual(checkLockfile({ packages: { 'node_modules/tool': entry, 'node_modules/tool-linux': {} } }), []);
    assert.deepEqual(checkLockfile({ packages: { 'node_modules/tool': entry, 'node_modules/tool/node_modules/tool-linux': {} } }), []);
    assert.equal(checkLockfile({ packages: { 'node_modules/a': { resolved: 'https://example.org/a.tgz' } } }).length, 1);
  });
  test('ours is whole and names no host', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
    assert.ok(Object.keys(lock.packages).length > 200);
    assert.deepEqual(checkLockfile(lock), []);
  });
});

describe('words in both languages', () => {
  test('planted faults are caught', () => {
    assert.equal(checkWords({ a: ['有', ''] }).length, 1);
    assert.equal(checkWords({ a: ['{count} 行', '{rows} rows'] }).length, 1);
    assert.deepEqual(checkWords({ a: ['{count} 行,共 {count} 行', '{count} rows'] }), []);
    const table = (path: string) => ({ path, text: "x({\n  'a.b': ['甲', 'A'],\n});\n" });
    assert.equal(repeatedKeys([table('one.ts'), table('two.ts')]).length, 1);
    assert.deepEqual(repeatedKeys([table('one.ts')]), []);
  });
  test('ours are complete', () => {
    assert.ok(existsSync(join(root, 'contract', 'text', 'index.ts')) && Object.keys(text).length > 0);
    assert.deepEqual(checkWords(text), []);
    assert.deepEqual(repeatedKeys(code.filter(({ path }) => path.startsWith('contract/text/'))), []);
  });
});

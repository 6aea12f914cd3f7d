/** The lint rules that carry the house's habits are broken once each by planted files; a clean file passes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const scratch = mkdtempSync(join(tmpdir(), 'jiadi-lint-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

const plants: readonly (readonly [rule: string, path: string, source: string])[] = [
  ['no-floating-promises', 'engine/a.ts', 'export function f(p: Promise<number>): void {\n  p.then(String);\n}'],
  ['no-floating-promises', 'renderer/app/a.tsx', 'export function f(p: Promise<number>): void {\n  p.then(String);\n}'],
  [
    'switch-exhaustiveness-check',
    'engine/b.ts',
    "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n      break;\n  }\n}",
  ],
  ['no-explicit-any', 'engine/c.ts', 'export const a: any = 1;'],
  ['no-default-export', 'engine/d.ts', 'export default 1;'],
  ['no-console', 'engine/e.ts', "console.log('x');"],
  ['no-empty', 'engine/f.ts', 'try {\n  String(1);\n} catch {}'],
  ['no-restricted-imports', 'contract/a.ts', "export { readFile } from 'node:fs';"],
  ['no-restricted-imports', 'base/a.ts', "export { App } from 'electron';"],
  ['no-restricted-imports', 'engine/g.ts', "import Database from 'better-sqlite3';\nexport const a = Database;"],
  ['no-restricted-imports', 'renderer/app/b.ts', "export { a } from '../../engine/c.ts';"],
  ['no-restricted-imports', 'renderer/ui/a.ts', "export { f } from '../app/a.tsx';"],
  ['no-restricted-imports', 'preload/a.ts', "export { readFile } from 'node:fs';"],
  ['no-restricted-globals', 'renderer/app/c.ts', "export const a = fetch('x');"],
  ['no-cycle', 'base/b.ts', "import { c } from './c.ts';\nexport const b = (): unknown => c;"],
  [
    'rules-of-hooks',
    'renderer/app/d.tsx',
    "import { useState } from 'react';\nexport function X(p: { a: boolean }): null {\n  if (p.a) useState(0);\n  return null;\n}",
  ],
  [
    'exhaustive-deps',
    'renderer/app/e.tsx',
    "import { useEffect } from 'react';\nexport function X(p: { a: number }): null {\n  useEffect(() => {\n    document.title = String(p.a);\n  }, []);\n  return null;\n}",
  ],
];
const sound = [
  ['base/c.ts', "import { b } from './b.ts';\nexport const c = (): unknown => b;"],
  ['engine/sound.ts', 'export async function f(p: Promise<number>): Promise<string> {\n  return String(await p);\n}'],
] as const;

test('planted violations are caught, a sound file is not', () => {
  for (const [path, source] of [...plants.map(([, path, source]) => [path, source] as const), ...sound]) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), `${source}\n`);
  }
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'base', 'pure', 'node', 'web', 'preload', 'e2e']) {
    const file = name.includes('.') ? name : `tsconfig.${name}.json`;
    cpSync(join(root, file), join(scratch, file));
  }
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--type-aware', '--format', 'json'], { cwd: scratch, encoding: 'utf8' });
  assert.ok(stdout.includes('"diagnostics"'), `${stdout}\n${stderr}`);
  const found = (JSON.parse(stdout) as Report).diagnostics.map(
    ({ code, filename }) => `${/\(([\w-]+)\)/.exec(code)?.[1] ?? code}: ${filename}`,
  );
  const missed = plants.map(([rule, path]) => `${rule}: ${path}`).filter((line) => !found.includes(line));
  assert.deepEqual(missed, [], `found:\n${found.join('\n')}`);
  assert.deepEqual(
    found.filter((line) => line.includes('sound.ts')),
    [],
  );
});

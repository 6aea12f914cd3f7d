/** Every rule of `.dependency-cruiser.cjs` is broken once by a planted file; a tree that keeps the rules passes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const scratch = mkdtempSync(join(tmpdir(), 'jiadi-layers-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

interface Verdict {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

const packages = ['electron', 'better-sqlite3', 'react', 'zod', 'ag-grid-enterprise', 'yauzl'];

/** Writes a tree of one-line files (with packages to import) and lets the check judge it. */
function judge(name: string, files: Readonly<Record<string, string>>): Verdict {
  const folder = join(scratch, name);
  const manifest = JSON.stringify({ dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])) });
  const all: Record<string, string> = { ...files, 'package.json': manifest };
  for (const name of packages) {
    all[`node_modules/${name}/package.json`] = `{"name":"${name}","version":"1.0.0","main":"index.js"}`;
    all[`node_modules/${name}/index.js`] = 'module.exports = {};';
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const cli = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const tops = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const args = [cli, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', '--progress', 'none', ...tops];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  assert.ok(stdout.startsWith('{'), stderr);
  return JSON.parse(stdout) as Verdict;
}

/** Which planted file breaks which rule. */
const plants: readonly (readonly [rule: string, path: string, source: string])[] = [
  ['contract-alone', 'contract/a.ts', "import '../base/clock.ts';"],
  ['contract-npm', 'contract/b.ts', "import type { Stats } from 'node:fs'; export type A = Stats;"],
  ['contract-npm', 'contract/c.ts', "import 'yauzl';"],
  ['base-knows-no-product', 'base/a.ts', "import '../engine/issues/index.ts';"],
  ['base-knows-no-product', 'base/b.ts', "import '../contract/nouns.ts';"],
  ['engine-layer', 'engine/issues/a.ts', "import '../../main/index.ts';"],
  ['engine-module-door', 'engine/review/a.ts', "import '../issues/store.ts';"],
  ['platform-layer', 'platform/a.ts', "import '../engine/issues/index.ts';"],
  ['renderer-layer', 'renderer/app/a.ts', "import '../../base/clock.ts';"],
  ['renderer-no-node', 'renderer/app/b.ts', "import 'node:fs';"],
  ['features-apart', 'renderer/features/one/a.ts', "import '../two/index.ts';"],
  ['ui-product-free', 'renderer/ui/a.ts', "import '../features/two/index.ts';"],
  ['preload-layer', 'preload/index.ts', "import '../base/clock.ts';"],
  ['main-shell-layer', 'main/shell/a.ts', "import '../../engine/issues/index.ts';"],
  ['main-shell-layer', 'main/shell/b.ts', "import '../../base/sqlite/open.ts';"],
  ['electron-place', 'engine/issues/b.ts', "import type { App } from 'electron'; export type A = App;"],
  ['electron-place', 'main/cli/a.ts', "import 'electron';"],
  ['sqlite-place', 'engine/issues/c.ts', "import 'better-sqlite3';"],
  ['no-sqlite-of-node', 'base/sqlite/a.ts', "import 'node:sqlite';"],
  ['window-libraries', 'engine/issues/d.ts', "import 'react';"],
  ['no-enterprise', 'renderer/ui/b.ts', "import 'ag-grid-enterprise';"],
  ['no-test-in-product', 'engine/issues/e.ts', "import '../../test/support/x.ts';"],
  ['no-circle', 'base/c.ts', "import './d.ts';"],
  ['no-orphan', 'engine/issues/f.ts', 'export const alone = 1;'],
  ['resolvable', 'base/e.ts', "import './missing.ts';"],
];

/** What the planted files import; none of it breaks a rule by itself. */
const ground = {
  'base/clock.ts': "import '../contract/errors.ts';",
  'base/d.ts': "import './c.ts';",
  'base/sqlite/open.ts': "import 'better-sqlite3'; import '../clock.ts';",
  'contract/errors.ts': "import 'zod';",
  'contract/nouns.ts': "import './errors.ts';",
  'engine/issues/index.ts': "import './store.ts'; import '../../contract/nouns.ts';",
  'engine/issues/store.ts': "import '../../base/sqlite/open.ts';",
  'engine/review/index.ts': "import '../issues/index.ts';",
  'main/index.ts': "import 'electron'; import '../contract/nouns.ts';",
  'main/engine-entry.ts': "import '../engine/review/index.ts';",
  'renderer/features/two/index.ts': "import 'react'; import '../../../contract/nouns.ts';",
  'test/support/x.ts': "import '../../base/clock.ts';",
} as const;

test('a tree that keeps the rules passes, and was read', () => {
  const { 'base/d.ts': _half, ...sound } = ground;
  const { modules, summary } = judge('sound', sound);
  for (const path of Object.keys(sound))
    assert.ok(
      modules.some(({ source }) => source === path),
      `${path} was not read`,
    );
  assert.deepEqual(
    summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`),
    [],
  );
});

test('every rule is broken by the file that was planted for it', () => {
  const { summary } = judge('planted', { ...ground, ...Object.fromEntries(plants.map(([, path, source]) => [path, source])) });
  const found = new Set(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`));
  assert.deepEqual(
    plants.map(([rule, path]) => `${rule}: ${path}`).filter((line) => !found.has(line)),
    [],
  );
  const planted = new Set(plants.map(([rule]) => rule));
  assert.deepEqual(
    summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !planted.has(name)),
    [],
  );
});

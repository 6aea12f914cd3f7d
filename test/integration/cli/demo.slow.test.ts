/** `jiadi demo` as a process of its own. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { type CliOptions, type CliResult, jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';

const folder = temporaryFolder('cli-demo');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const at = (name: string): string => join(folder.path, name);
const run = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> => jiadi(args, { tmp, ...options });
after(() => folder.remove());

const count = z.int().min(0);

const demo = z.object({
  datasets: z.array(
    z.object({ dataset: z.string(), rows: count, malformed: count, rules: count, findings: count, score: z.number().nullable() }),
  ),
  defects: z.object({ listed: count, found: count, unlisted: z.literal(0) }).loose(),
  checks: z.record(z.string(), z.literal(true)),
  packages: z.literal(2),
  applied: z.literal(2),
  seconds: z.number(),
});

test('--json: the whole main job, everything it promises true, nothing left behind', async () => {
  const result = await run(['demo', '--json']);
  assert.equal(result.code, 0, result.err);
  const { datasets, defects, checks } = demo.parse(JSON.parse(result.out));
  assert.deepEqual([datasets.length, defects.found], [5, defects.listed]);
  assert.equal(Object.keys(checks).length, 7);
  assert.deepEqual(readdirSync(tmp), []);
});

test('--dir keeps a workspace that opens', async () => {
  const kept = await run(['demo', '--dir', at('kept')]);
  assert.equal(kept.code, 0, kept.err);
  assert.ok(existsSync(join(at('kept'), 'workspace', 'workspace.json')));
  assert.equal((await run(['workspace', 'verify', join(at('kept'), 'workspace')], { env: { JIADI_PASSWORD: 'Jiadi-Demo-2026' } })).code, 0);
});

test('--dir refuses a place that holds something else, before anything is written', async () => {
  mkdirSync(join(at('taken'), 'workspace'), { recursive: true });
  writeFileSync(join(at('taken'), 'workspace', 'letter.txt'), 'x');
  const result = await run(['demo', '--dir', at('taken')]);
  assert.equal(result.code, 2);
  assert.match(result.err, /^workspace-unsafe-place: .+\n$/);
  assert.deepEqual(readdirSync(at('taken')), ['workspace']);
});

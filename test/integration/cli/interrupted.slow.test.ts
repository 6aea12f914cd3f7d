/** What happens while a command works: Ctrl+C, and a source that goes away. Nothing is left behind. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type CliOptions, type CliResult, jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { writePopulation } from '../../support/population.ts';

const folder = temporaryFolder('cli-interrupted');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const at = (name: string): string => join(folder.path, name);
const run = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> => jiadi(args, { tmp, ...options });
after(() => folder.remove());
writeFileSync(at('rules.yml'), 'rules:\n  - { kind: not-null, column: 姓名 }\n');

test(
  'a file that vanishes while it is read: one sentence, nothing left',
  { skip: process.platform === 'win32' ? 'open files cannot be removed there' : false },
  async () => {
    writePopulation(at('vanishing.csv'), { rows: 40_000 });
    let removed = false;
    // the import writes its parts into the temporary folder: as soon as one is there the source goes
    const watch = setInterval(() => {
      if (removed || readdirSync(tmp).length === 0) return;
      removed = true;
      unlinkSync(at('vanishing.csv'));
    }, 2);
    const result = await run(['profile', at('vanishing.csv'), '--json']).finally(() => clearInterval(watch));
    assert.ok(removed, 'the file was removed while it was read');
    const code = result.err.trimEnd().split('\n').at(-1)?.split(':')[0] ?? '';
    assert.ok(['file-not-found', 'file-changed'].includes(code), result.err);
    assert.deepEqual([result.code, result.out], [2, '']);
    assert.deepEqual(readdirSync(tmp), []);
  },
);
/** Sends Ctrl+C as soon as the temporary folder shows that work is under way. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals = 'SIGINT'): Promise<CliResult> {
  let stop: (() => void) | null = null;
  let sent = false;
  const watch = setInterval(() => {
    if (sent || stop === null || readdirSync(tmp).length === 0) return;
    sent = true;
    stop();
  }, 2);
  const result = await run(args, { started: (kill) => void (stop = () => kill(signal)) }).finally(() => clearInterval(watch));
  assert.ok(sent, 'the signal was sent while it worked');
  return result;
}

test('Ctrl+C during a profile, a check and a demo: exit 130, nothing left behind', async () => {
  writePopulation(at('large.csv'), { rows: 150_000 });
  for (const args of [
    ['profile', at('large.csv'), '--json'],
    ['check', at('large.csv'), '--rules', at('rules.yml'), '--findings', at('never.csv')],
    ['demo'],
    ['demo', '--json'],
  ]) {
    const result = await interrupted(args);
    assert.equal(result.code, 130, `${args[0]}: ${result.err}`);
    assert.equal(result.out, '');
    assert.match(result.err.trimEnd().split('\n').at(-1) ?? '', /^cancelled: /);
    assert.deepEqual(readdirSync(tmp), [], args.join(' '));
  }
  assert.equal((await interrupted(['profile', at('large.csv')], 'SIGTERM')).code, 130);
  assert.deepEqual(
    readdirSync(folder.path).filter((n) => n.startsWith('never')),
    [],
  );
});

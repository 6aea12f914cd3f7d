/** Bad input: one clear sentence on stderr, the exit code of cli.md, nothing on stdout and nothing left behind. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type CliOptions, type CliResult, jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { encryptedWorkbook } from '../../support/encrypted-workbook.ts';

const folder = temporaryFolder('cli-refusals');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const at = (name: string): string => join(folder.path, name);
const run = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> => jiadi(args, { tmp, ...options });
after(() => folder.remove());

/** One line on stderr that begins with the code, nothing on stdout, nothing in the temporary folder of the run. */
async function refused(args: readonly string[], code: string): Promise<CliResult> {
  const own = mkdtempSync(join(tmp, 'run-'));
  const result = await run(args, { tmp: own });
  assert.equal(result.code, 2, `${args.join(' ')}: ${result.err}`);
  assert.equal(result.out, '');
  const lines = result.err.trimEnd().split('\n');
  assert.equal(lines.length, 1, result.err);
  assert.ok(lines[0]?.startsWith(`${code}: `), lines[0]);
  assert.doesNotMatch(result.err, /\{\w+\}|undefined|\[object|\n\s+at /);
  assert.ok((lines[0]?.length ?? 0) < 400 && (lines[0]?.length ?? 0) > code.length + 12, lines[0]);
  assert.deepEqual(readdirSync(own), []);
  return result;
}

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
mkdirSync(at('folder.csv'));
writeFileSync(at('empty.csv'), '');
writeFileSync(at('secret.xlsx'), encryptedWorkbook());
writeFileSync(at('picture.csv'), png);
writeFileSync(at('cut.xlsx'), Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]));
writeFileSync(at('good.csv'), 'a,b\n1,2\n');
writeFileSync(at('rules.yml'), 'rules:\n  - { kind: not-null, column: a }\n');
symlinkSync(at('gone.csv'), at('dangling.csv'));

/** The files that are wrong in themselves are tried with every command that reads files, the others with two. */
const inputs: readonly (readonly [file: string, code: string, everywhere: boolean])[] = [
  ['folder.csv', 'file-is-directory', true],
  ['empty.csv', 'file-empty', true],
  ['secret.xlsx', 'file-encrypted', true],
  ['picture.csv', 'file-not-text', true],
  ['nowhere.csv', 'file-not-found', false],
  ['dangling.csv', 'file-not-found', false],
  ['cut.xlsx', 'file-damaged', false],
];

for (const [file, code, everywhere] of inputs) {
  test(`${file}: ${code}${everywhere ? ', by every command that reads files' : ''}`, async () => {
    const most = [
      ['check', at(file), '--rules', at('rules.yml'), '--json', '--findings', at('never.csv')],
      ['convert', at(file), at('never.csv')],
    ];
    const rest = [
      ['detect', at(file), '--json'],
      ['profile', at(file), '--json'],
      ['suggest', at(file), '--yaml', at('never.yml')],
    ];
    await Promise.all([...most, ...(everywhere ? rest : [])].map((args) => refused(args, code)));
    assert.deepEqual(
      readdirSync(folder.path).filter((n) => n.startsWith('never')),
      [],
    );
  });
}

test('usage: an unknown command, an unknown option, a missing file, a value that makes no sense', async () => {
  const wrong = [
    ['chek', 'x'],
    ['profile'],
    ['profile', at('good.csv'), '--jason'],
    ['check', at('good.csv')],
    ['check', '--batch', at('good.csv'), 'more', '--rules'],
    ['platform', 'serve', '--port', 'x'],
    ['platform'],
    ['workspace'],
    ['workspace', 'init', at('w'), '--role', 'king'],
    ['convert', at('good.csv')],
    ['check', '--batch', at('good.csv'), 'more'],
    ['demo', 'more'],
  ];
  await Promise.all(wrong.map((args) => refused(args, 'usage')));
  const none = await run([]);
  assert.deepEqual([none.code, none.out], [2, '']);
  const help = await run(['--help']);
  assert.deepEqual([help.code, help.err.includes('detect')], [0, true]);
});

test('what this version does not have yet says so', async () => {
  const later = [
    ['link', at('x.yml')],
    ['bundle', 'create'],
    ['catalog', 'validate', at('good.csv')],
    ['workspace', 'restore', at('w')],
  ];
  await Promise.all(later.map((args) => refused(args, 'not-supported-yet')));
});

test('a rule file that is none names its line; an output that cannot be written is refused and nothing remains', async () => {
  writeFileSync(at('bad.yml'), 'ruleSet: x\nrules:\n  - { kind: not-null\n');
  const bad = await refused(['check', at('good.csv'), '--rules', at('bad.yml')], 'rule-file-invalid');
  assert.match(bad.err, /bad\.yml.*\b[34]\b/);
  writeFileSync(at('typo.yml'), 'ruleSet: x\nruls: []\n');
  const typo = await refused(['check', at('good.csv'), '--rules', at('typo.yml')], 'unknown-key');
  assert.match(typo.err, /ruls.*rules/);
  await refused(['check', at('good.csv'), '--rules', at('rules.yml'), '--findings', at('findings.docx')], 'format-unsupported');
  await refused(['convert', at('good.csv'), join(at('nofolder'), 'out.csv')], 'file-not-found');
  await refused(['check', '--batch', at('nowhere.jsonl')], 'file-not-found');
});

test('the sentence is Chinese where nobody asked for English', async () => {
  const result = await run(['profile', at('nowhere.csv')], { env: { JIADI_LANG: 'zh-CN' } });
  assert.equal(result.code, 2);
  assert.match(result.err, /\p{Script=Han}.*nowhere\.csv|nowhere\.csv.*\p{Script=Han}/u);
});

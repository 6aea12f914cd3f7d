/** `jiadi repair`: proposes, writes a recipe, and with one repairs a file. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';

const place = temporaryFolder('cli-repair');
after(() => place.remove());
const path = (name: string): string => join(place.path, name);
const run = (...args: string[]) => jiadi(['repair', ...args], { tmp: place.path });

const rows = Array.from({ length: 30 }, (_, i) => `A${i},2024-01-${String(1 + (i % 28)).padStart(2, '0')},${i % 2 === 0 ? '1' : '2'}`);
writeFileSync(path('in.csv'), `编号,登记日期,性别\n${rows.join('\n')}\n B1 ,2024/2/3,男\nB2,01/02/2024,女\n`);

interface Document {
  readonly rows: number;
  readonly rowsChanged: number;
  readonly cellsChanged: number;
  readonly steps: readonly {
    readonly step: { readonly kind: string; readonly column: string };
    readonly rows: number;
    readonly examples: readonly object[];
  }[];
  readonly problems: readonly { readonly code: string }[];
}

test('proposes, keeps the proposals as a recipe, and repairs by it into every kind of file', async () => {
  const proposed = await run(path('in.csv'), '--json', '--yaml', path('r.yml'));
  assert.equal(proposed.code, 0, proposed.err);
  const document = JSON.parse(proposed.out) as Document;
  assert.deepEqual(
    document.steps.map(({ step, rows: count }) => [step.kind, step.column, count]),
    [
      ['trim', '编号', 1],
      ['date-form', '登记日期', 1],
      ['code-list-word', '性别', 2],
    ],
  );
  assert.deepEqual([document.rows, document.rowsChanged, document.cellsChanged], [32, 2, 4]);
  assert.deepEqual(document.steps[1]?.examples, [{ before: '2024/2/3', after: '2024-02-03', rows: 1 }]);
  assert.equal((parse(readFileSync(path('r.yml'), 'utf8')) as { steps: unknown[] }).steps.length, 3);

  const done = await run(path('in.csv'), '--recipe', path('r.yml'), '--out', path('out.csv'));
  assert.equal(done.code, 0, done.err);
  assert.match(readFileSync(path('out.csv'), 'utf8'), /\nB1,2024-02-03,1\r?\nB2,01\/02\/2024,2\r?\n$/);
  assert.match(done.out, /One form of dates/);
  for (const ending of ['jsonl', 'xlsx']) {
    assert.equal((await run(path('in.csv'), '--recipe', path('r.yml'), '--out', path(`out.${ending}`))).code, 0);
    assert.ok(existsSync(path(`out.${ending}`)));
  }
  assert.match(readFileSync(path('out.jsonl'), 'utf8'), /"编号":"B1","登记日期":"2024-02-03"/);
  // what was repaired has nothing left to repair, but for what is not certain
  assert.deepEqual((JSON.parse((await run(path('out.csv'), '--json')).out) as Document).steps, []);
  assert.deepEqual(
    readdirSync(place.path).filter((name) => name.startsWith('jiadi-')),
    [],
  );
});

test('a step that cannot work is named, the others work, and the exit code says so; a bad recipe or ending is refused', async () => {
  writeFileSync(
    path('some.yml'),
    'steps:\n  - { kind: trim, column: 编号 }\n  - { kind: trim, column: 没有 }\n  - { kind: trimm, column: 编号 }\n',
  );
  const some = await run(path('in.csv'), '--recipe', path('some.yml'), '--out', path('some.csv'), '--json');
  assert.equal(some.code, 1);
  assert.match(some.err, /Step 2: .*没有/);
  assert.match(some.err, /Step 3: .*trimm/);
  assert.equal((JSON.parse(some.out) as Document).problems.length, 2);
  assert.match(readFileSync(path('some.csv'), 'utf8'), /\nB1,2024\/2\/3/);
  writeFileSync(path('bad.yml'), 'steps: [{ kind: trim }]\n');
  for (const args of [
    ['--recipe', path('bad.yml')],
    ['--recipe', path('none.yml')],
    ['--out', path('x.csv')],
    ['--recipe', path('some.yml'), '--out', path('x.pdf')],
  ]) {
    const refused = await run(path('in.csv'), ...args);
    assert.equal(refused.code, 2, args.join(' '));
    assert.equal(refused.err.trim().split('\n').length, 1, refused.err);
  }
});

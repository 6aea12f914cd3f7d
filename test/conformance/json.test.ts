/** JSON of others: parsing cases whose verdict is known, and DuckDB's test files, of which each gives rows or a documented error. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJiadiError } from '../../contract/errors.ts';
import { parseJsonValue } from '../../engine/intake/readers/json/record.ts';
import { needs, readTable, sharedData } from '../support/intake.ts';

interface Case {
  readonly name: string;
  readonly expect: 'must-parse' | 'must-reject' | 'either';
  readonly input: string;
}

test('parsing cases: what must be read is read, what must be refused is refused', { skip: needs('json/json-test-suite') }, (t) => {
  const text = readFileSync(join(sharedData('json/json-test-suite') ?? '', 'parsing.jsonl'), 'utf8');
  const cases = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
  const wrong = cases.filter(({ expect, input }) => expect !== 'either' && (parseJsonValue(input) !== null) !== (expect === 'must-parse'));
  t.diagnostic(`${cases.length - wrong.length} of ${cases.length} cases`);
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  );
  assert.ok(cases.length >= 80);
});

test('every file gives rows or a documented error', { skip: needs('json/duckdb') }, async (t) => {
  const root = sharedData('json/duckdb') ?? '';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(root, name)).isFile());
  const refused: string[] = [];
  let rows = 0;
  for (const name of files) {
    try {
      const table = await readTable(join(root, name));
      rows += table.rows.length;
    } catch (error) {
      assert.ok(isJiadiError(error), `${name}: ${String(error)}`);
      refused.push(`${name} ${error.code}`);
    }
  }
  t.diagnostic(`${files.length} files, ${rows} rows; refused: ${refused.join(', ')}`);
  assert.ok(files.length >= 15 && refused.length <= 8, refused.join('\n'));
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import type { SourceProtocol } from '../../../../contract/methods/sources.ts';
import { oneSelect } from '../../../../engine/sources/select.ts';

const found = (sql: string, protocol: SourceProtocol): string => {
  try {
    return `kept: ${oneSelect(sql, protocol)}`;
  } catch (error) {
    if (isJiadiError(error) && error.code === 'source-sql') return `refused: ${error.params['found']}`;
    throw error;
  }
};

const both: readonly (readonly [sql: string, expected: string])[] = [
  ['SELECT 1', 'kept: SELECT 1'],
  ['  select a from t ;\n ; ', 'kept: select a from t'],
  ["SELECT ';' AS a -- the end;", "kept: SELECT ';' AS a -- the end;"],
  ['/* first */ (SELECT 1) UNION (SELECT 2)', 'kept: /* first */ (SELECT 1) UNION (SELECT 2)'],
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'kept: WITH x AS (SELECT 1) SELECT * FROM x'],
  ["SELECT 'it''s; INTO' FROM t", "kept: SELECT 'it''s; INTO' FROM t"],
  ['SELECT "into" FROM t', 'kept: SELECT "into" FROM t'],
  ['SELECT t.update, insert_time FROM t', 'kept: SELECT t.update, insert_time FROM t'],
  ["SELECT 姓名 FROM 人口 WHERE 街道 = '福田;'", "kept: SELECT 姓名 FROM 人口 WHERE 街道 = '福田;'"],
  ['', 'refused: '],
  [';', 'refused: ;'],
  ['-- nothing', 'refused: -- nothing'],
  ['SELECT 1; DROP TABLE t', 'refused: ; DROP'],
  ["SELECT 1 /* ; */; SELECT '2'", 'refused: ; SELECT'],
  ['DELETE FROM t', 'refused: DELETE'],
  ['update t set a = 1', 'refused: UPDATE'],
  ['EXPLAIN SELECT 1', 'refused: EXPLAIN'],
  ['SELECT * INTO copy FROM t', 'refused: INTO'],
  ['WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x', 'refused: DELETE'],
  ['WITH x AS (SELECT 1) DELETE FROM t', 'refused: DELETE'],
  ['SELECT * FROM t FOR UPDATE', 'refused: FOR UPDATE'],
  ["SELECT 'open", "refused: '"],
  ['SELECT 1 /* open', 'refused: /*'],
];

for (const protocol of ['postgresql', 'mysql'] as const) {
  describe(`one SELECT of ${protocol}`, () => {
    for (const [sql, expected] of both) test(JSON.stringify(sql), () => assert.equal(found(sql, protocol), expected));
  });
}

describe('what the protocols quote differently', () => {
  const cases: readonly (readonly [SourceProtocol, string, string])[] = [
    ['postgresql', 'SELECT $$;$$, $a$ ; INTO $a$', 'kept: SELECT $$;$$, $a$ ; INTO $a$'],
    ['postgresql', "SELECT E'\\'; INTO'", "kept: SELECT E'\\'; INTO'"],
    // without the E a backslash is an ordinary character, so the text ends and a second statement begins
    ['postgresql', "SELECT '\\'; DROP TABLE t --'", 'refused: ; DROP'],
    ['postgresql', 'SELECT 1 /* a /* b */ ; */', 'kept: SELECT 1 /* a /* b */ ; */'],
    ['postgresql', 'SELECT 1 # 2', 'kept: SELECT 1 # 2'],
    ['mysql', "SELECT '\\'; INTO'", "kept: SELECT '\\'; INTO'"],
    ['mysql', 'SELECT `a;b` FROM t # ; more', 'kept: SELECT `a;b` FROM t # ; more'],
    ['mysql', "SELECT a FROM t INTO OUTFILE '/x'", 'refused: INTO'],
    ['mysql', 'SELECT 1 /*! INTO OUTFILE "x" */', 'refused: /*!'],
    ['mysql', 'SELECT 1 /*M! ; */', 'refused: /*!'],
    ['mysql', 'SELECT 1 /* a /* b */; DROP TABLE t', 'refused: ; DROP'],
    ['mysql', 'SELECT * FROM t LOCK IN SHARE MODE', 'refused: LOCK IN'],
    ['mysql', 'SELECT 5--2', 'kept: SELECT 5--2'],
    [
      'mysql',
      "SELECT insert('abc', 1, 1, 'x'), (replace('a', 'a', 'b'))",
      "kept: SELECT insert('abc', 1, 1, 'x'), (replace('a', 'a', 'b'))",
    ],
  ];
  for (const [protocol, sql, expected] of cases)
    test(`${protocol} ${JSON.stringify(sql)}`, () => assert.equal(found(sql, protocol), expected));
});

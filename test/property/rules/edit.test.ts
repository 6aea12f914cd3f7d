import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { diffLines, diffRules } from '../../../engine/rules/diff.ts';
import { withoutRule, withRule, withVersion } from '../../../engine/rules/edit.ts';
import { readRuleFile } from '../../../engine/rules/rule-file.ts';
import { propertyRuns } from '../../support/property.ts';

/** A rule set with a remark at every place where one can stand; each remark is a text of its own. */
const remarks = (n: number): string => `remark-${n}`;
const ruleSet = fc
  .array(
    fc.record({
      column: fc.constantFrom('证件号码', 'a b', '姓名', 'x: y'),
      threshold: fc.option(fc.constantFrom(0.5, 0.9, 1), { nil: undefined }),
      flow: fc.boolean(),
      before: fc.boolean(),
      gap: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((rules) => fc.tuple(fc.constant(rules), fc.boolean(), fc.integer({ min: 0, max: rules.length - 1 })))
  .map(([rules, indented, chosen]) => {
    let n = 0;
    const pad = indented ? '  ' : '';
    const lines = [`# ${remarks(n++)}`, 'ruleSet: 人口', `version: 3   # ${remarks(n++)}`, `rules: # ${remarks(n++)}`];
    for (const [i, rule] of rules.entries()) {
      if (rule.gap) lines.push('');
      if (rule.before) lines.push(`${pad}# ${remarks(n++)}`);
      if (rule.flow) {
        lines.push(`${pad}- { id: r${i}, kind: not-null, column: "${rule.column}" } # ${remarks(n++)}`);
        continue;
      }
      lines.push(`${pad}- id: r${i}   # ${remarks(n++)}`, `${pad}  kind: not-null`, `${pad}  column: "${rule.column}" # ${remarks(n++)}`);
      if (rule.threshold !== undefined) lines.push(`${pad}  # ${remarks(n++)}`, `${pad}  threshold: ${rule.threshold} # ${remarks(n++)}`);
    }
    return { yaml: `${lines.join('\n')}\n`, count: n, rules, chosen };
  });

const count = (text: string, remark: string): number => text.split('\n').filter((line) => line.endsWith(`# ${remark}`)).length;

test('a rule put by the form leaves every remark and every other rule as it was', () => {
  fc.assert(
    fc.property(ruleSet, fc.constantFrom(0.25, 0.75), ({ yaml, count: all, rules, chosen }, threshold) => {
      const put = { id: `r${chosen}`, kind: 'not-null', column: rules[chosen]?.column ?? '', threshold };
      const after = withRule(yaml, put);
      for (let n = 0; n < all; n++) assert.equal(count(after, remarks(n)), 1, `${remarks(n)} in\n${yaml}\nbecame\n${after}`);
      const [old, now] = [parse(yaml), parse(after)] as { rules: readonly unknown[] }[];
      assert.deepEqual(
        now?.rules,
        old?.rules.map((rule, i) => (i === chosen ? put : rule)),
      );
      assert.equal(withRule(after, put), after, 'a second time changes nothing');
    }),
    propertyRuns(300),
  );
});

test('a rule added at the end leaves every remark and every rule as it was; one taken out takes nothing else with it', () => {
  fc.assert(
    fc.property(ruleSet, ({ yaml, count: all, chosen }) => {
      const added = withRule(yaml, { id: 'new', kind: 'unique', column: 'k' });
      for (let n = 0; n < all; n++) assert.equal(count(added, remarks(n)), 1);
      const list = (text: string) => (parse(text) as { rules: readonly unknown[] }).rules;
      assert.deepEqual(list(added), [...list(yaml), { id: 'new', kind: 'unique', column: 'k' }]);
      assert.deepEqual(list(withoutRule(added, `r${chosen}`)), list(added).toSpliced(chosen, 1));
    }),
    propertyRuns(300),
  );
});

test('a new version changes its number and nothing else', () => {
  fc.assert(
    fc.property(ruleSet, fc.integer({ min: 4, max: 99 }), ({ yaml }, version) => {
      assert.equal(withVersion(yaml, version), yaml.replace('version: 3', `version: ${version}`));
    }),
    propertyRuns(100),
  );
});

test('rules without an id of their own are found by their place, and keep their id when one before them goes', () => {
  const yaml = 'rules:\n  - { kind: not-null, column: a }\n  - { kind: not-null, column: b }\n  - { kind: unique, column: c }\n';
  const put = withRule(yaml, { id: 'not-null-2', kind: 'not-null', column: 'b', threshold: 0.5 });
  assert.deepEqual((parse(put) as { rules: readonly unknown[] }).rules[1], {
    id: 'not-null-2',
    kind: 'not-null',
    column: 'b',
    threshold: 0.5,
  });
  const ids = (text: string) => readRuleFile(text, 'r.yml').rules.map((r) => r.spec?.id);
  assert.deepEqual(ids(withoutRule(yaml, 'not-null-1')), ['not-null-2', 'unique-3']);
});

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((list) => list.join('\n'));

test('the lines of a comparison make up both texts, and no more lines are changed than must be', () => {
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const diff = diffLines(from, to);
      const side = (skip: 'added' | 'removed') => diff.filter((l) => l.kind !== skip).map((l) => l.text);
      const plain = (text: string) => text.replace(/\n$/, '').split('\n');
      assert.deepEqual([side('added'), side('removed')], [plain(from), plain(to)]);
      assert.equal(diff.filter((l) => l.kind === 'same').length, longestCommon(plain(from), plain(to)));
    }),
    propertyRuns(500),
  );
});

test('texts that differ altogether are shown as replaced, in little time', () => {
  const text = (word: string) => Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join('\n');
  const diff = diffLines(`head\n${text('a')}\ntail`, `head\n${text('b')}\ntail`);
  assert.deepEqual([diff.length, diff[0]?.kind, diff.at(-1)?.kind], [6002, 'same', 'same']);
});

/** The plain table for the longest common subsequence, as a second opinion. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('rules are compared by id, key by key', () => {
  const rule = (id: string, over: Readonly<Record<string, unknown>> = {}) => ({ id, kind: 'not-null', column: 'a', ...over });
  const diff = diffRules([rule('a'), rule('b', { threshold: 0.9 }), rule('c')], [rule('c'), rule('b', { column: 'x' }), rule('d')]);
  assert.deepEqual(
    [diff.added.map((r) => r['id']), diff.removed.map((r) => r['id']), diff.changed],
    [
      ['d'],
      ['a'],
      [
        {
          rule: 'b',
          kind: 'not-null',
          keys: [
            { key: 'column', from: 'a', to: 'x' },
            { key: 'threshold', from: 0.9, to: undefined },
          ],
        },
      ],
    ],
  );
});

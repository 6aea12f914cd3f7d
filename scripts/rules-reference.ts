/** `npm run docs:rules`: writes docs/guide/rules.md, the reference of all rule kinds in both languages, from the kinds' own descriptions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { z } from 'zod';
import { text } from '../contract/text/index.ts';
import type { Example, Grain, RuleKind } from '../engine/rules/model.ts';
import { functionNames } from '../engine/rules/expression/index.ts';
import { kinds } from '../engine/rules/kinds/index.ts';

export const referencePath = join(import.meta.dirname, '../docs/guide/rules.md');

/** As much of a JSON Schema as the parameters of rules use. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly of?: string;
}

const words: Readonly<Record<string, readonly [zh: string, en: string]>> = text;
const both = (key: string): string => (words[key] ?? [key, key]).join(' ');
const grains: readonly Grain[] = ['cell', 'row', 'group', 'aggregate', 'whole', 'query'];
const nullWords: Readonly<Record<RuleKind['nulls'], string>> = {
  skipped: '空值跳过 nulls are left out',
  fails: '空值不通过 nulls fail',
  ignored: '空值不进入统计 nulls do not enter the statistic',
  tested: '空值也参与 nulls take part',
  none: '',
};

/** The type of a parameter in few words. */
function typeOf(schema: Schema): string {
  if (schema.of === 'column') return '列 column';
  if (schema.of === 'columns') return '列 columns';
  if (schema.enum) return schema.enum.map((one) => `\`${String(one)}\``).join(' ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' / ');
  switch (schema.type) {
    case 'array':
      return schema.prefixItems ? `[${schema.prefixItems.map(typeOf).join(', ')}]` : `${schema.items ? typeOf(schema.items) : ''}…`;
    case 'object':
      return schema.properties ? `{ ${Object.keys(schema.properties).join(', ')} }` : '{ … }';
    case 'integer':
    case 'number': {
      const [low, high] = [schema.minimum, schema.maximum].map((n) =>
        n === undefined || Math.abs(n) >= Number.MAX_SAFE_INTEGER ? '' : String(n),
      );
      const name = schema.type === 'integer' ? '整数 integer' : '数 number';
      return low === '' && high === '' ? name : `${name} ${low}…${high}`;
    }
    case 'boolean':
      return '是否 yes/no';
    case 'string':
      return '文本 text';
    default:
      return '值 value';
  }
}

function paramTable(params: RuleKind['params']): readonly string[] {
  const schema = z.toJSONSchema(params, { unrepresentable: 'any' }) as Schema;
  const rows = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const required = schema.required?.includes(name) ? '必填 required' : '';
    return `| \`${name}\` | ${both(`ruleParam.${name}`)} | ${typeOf(one).replaceAll('|', '\\|')} | ${required} |`;
  });
  return rows.length === 0 ? [] : ['| 参数 parameter | | 类型 type | |', '|---|---|---|---|', ...rows, ''];
}

const shown = (values: readonly unknown[] | undefined): string =>
  (values ?? [])
    .slice(0, 6)
    .map((value) => `\`${JSON.stringify(Array.isArray(value) && value.length === 1 ? value[0] : value).replaceAll('`', "'")}\``)
    .join(' ');

/** A rule as it is written in a rule set, and what it says of a few values. */
function exampleLines(kind: string, example: Example | undefined): readonly string[] {
  if (!example) return [];
  const rule = stringify([{ kind, ...example.params }], { lineWidth: 0 }).trimEnd();
  const [pass, fail] = [shown(example.pass), shown(example.fail)];
  return [
    '```yaml',
    rule,
    '```',
    '',
    ...(pass === '' ? [] : [`通过 passes: ${pass}`, '']),
    ...(fail === '' ? [] : [`不通过 fails: ${fail}`, '']),
  ];
}

function section(kind: RuleKind): readonly string[] {
  const facts = [
    `${both(`dimension.${kind.dimension}`)} · ${kind.indicator} ${both(`indicator.${kind.indicator}`)}`,
    both(`severity.${kind.severity}`),
    nullWords[kind.nulls],
  ].filter((one) => one !== '');
  return [
    `### \`${kind.kind}\` ${kind.text['zh-CN'].title} · ${kind.text.en.title}`,
    '',
    kind.text['zh-CN'].about,
    '',
    kind.text.en.about,
    '',
    facts.join(' · '),
    '',
    ...paramTable(kind.params),
    ...exampleLines(kind.kind, kind.examples[0]),
  ];
}

const intro = `<!-- npm run docs:rules 生成,请勿手改 · written by npm run docs:rules, do not edit -->

# 规则参考 Rule reference

${kinds.length} 种规则。每条规则先按 \`where\` 选行;空值的处理见各规则。通过比例 = (评估数 − 不通过数) ÷ 评估数,不低于 \`threshold\`(默认 1)为通过,\`maxFailures\` 按条数代替它,\`warnAt\` 为警戒线,\`of: rows\` 以全部行为分母。
没有可评估的内容,或缺少所需的网络、历史、目录、源文件、边界时,规则“未评估”:写明原因,不计入得分。无法运行的规则是错误,从不算通过。加 \`groupBy\` 则逐组判断,所有组都通过才算通过,观察值列出最差的组;从全列学习、与他处双向比对、判断整表的规则除外。

${kinds.length} kinds of rules. A rule chooses rows by \`where\` first; each kind says what it does with nulls. The pass ratio is (evaluated − failed) ÷ evaluated; at or above \`threshold\` (1 unless said) the rule passes, \`maxFailures\` (a count) may stand instead, \`warnAt\` is the warning line, \`of: rows\` divides by all rows.
Where there is nothing to evaluate, or a network, history, catalogue entry, source file or border that it needs is not there, a rule is "not evaluated": it says why and leaves the score. A rule that cannot run is an error, never a pass. \`groupBy\` repeats a rule for groups of rows: it passes when all of them do, and the worst are named; rules that learn from a whole column, compare both sides with elsewhere, or judge the table as a whole do not take it.

## 表达式 Expressions

\`where\`、\`when\`、\`then\`、\`expression\` 写表达式:列名(含空格或符号时用反引号)、'文本'、数、\`= <> < <= > >=\`、\`+ - * / ||\`、\`AND OR NOT\`、\`BETWEEN\`、\`IN\`、\`LIKE\`、\`IS NULL\`,函数 ${functionNames.map((name) => `\`${name}\``).join(' ')}。值一律作为参数代入,不拼进 SQL。文本列里的数按数比较,日期按日期比较。

三值逻辑:与空值比较、把不是数的文本当数、不是日期的文本当日期,结果都是“未知”,既不是真也不是假。\`NOT\` 未知仍是未知;\`AND\` 有一边为假即为假,\`OR\` 有一边为真即为真,否则未知。未知时:\`where\` 不选这一行;\`row-expression\` 算不通过;\`row-implies\` 的 \`when\` 未知跳过、\`then\` 未知不通过;\`required-if\` 的 \`when\` 未知跳过。想另作打算就用 \`coalesce(列, 值)\` 或 \`IS NULL\`。

Expressions name columns (in backquotes where a name has blanks or signs), 'texts' and numbers, with the operators and functions above. Values are bound, never put into SQL. Numbers in text columns are compared as numbers, dates as dates.

Logic has three values: a comparison with null, or with a text where a number or date is meant, is *unknown*, neither true nor false. NOT unknown is unknown; AND is false where one side is false, OR is true where one side is true, and else they are unknown. An unknown \`where\` leaves the row out; an unknown \`row-expression\` fails; \`row-implies\` and \`required-if\` leave a row out when \`when\` is unknown, and an unknown \`then\` fails. \`coalesce(column, value)\` or \`IS NULL\` choose otherwise.

## 自定义 SQL Custom SQL

\`sql-rows\`、\`sql-value\` 的查询在单独的进程里只读运行:只能是一条 SELECT(可带 WITH),只看得到 \`{dataset}\`,只能用一份名单上的函数;ATTACH、PRAGMA、写入、扩展一概拒绝。超过 60 秒、1 GB 内存(Linux 上)或 500 万问题行即终止,只算这条规则出错。

Queries of \`sql-rows\` and \`sql-value\` run read-only in a process of their own: one SELECT (or WITH), which sees only \`{dataset}\` and calls only functions of a list; ATTACH, PRAGMA, writing and extensions are refused. Beyond 60 seconds, 1 GB of memory (on Linux) or 5 million failing rows the query is ended, and only its rule is in error.
`;

/** The whole page. */
export function rulesReference(): string {
  const parts = grains.flatMap((grain) => {
    const own = kinds.filter((kind) => kind.grain === grain);
    return own.length === 0 ? [] : [`## ${both(`rules.grain.${grain}`)} (${own.length})`, '', ...own.flatMap(section)];
  });
  return `${[intro, ...parts].join('\n').trimEnd()}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(referencePath, rulesReference());

import { z } from 'zod';
import { codeListNames, codeListOf } from '../../semantics/index.ts';
import { anyNull, rowRule } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const codeNameAgrees = rowRule({
  kind: 'code-name-agrees',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  params: z.object({
    codeColumn: column,
    nameColumn: column,
    codeList: z.string().min(1),
    aliases: z.record(z.string(), z.array(z.string())).optional(),
  }),
  text: {
    'zh-CN': {
      title: '代码名称一致',
      about:
        '代码与旁边的名称在代码表(内置的,或工作区参照数据中的)中是同一项。简称、常用别名、前面带上级区划的全称都算一致;`aliases` 按代码补充本地叫法。不在表中的代码不通过。',
      reason: '{nameColumn} 与 {codeColumn} 在代码表 {codeList} 中的名称不一致',
    },
    en: {
      title: 'Code and name agree',
      about:
        "A code and the name beside it mean the same in a code list, a bundled one or one of the workspace. Short forms of names, usual other words and the names of higher divisions before it agree too; `aliases` adds words of one's own by code. A code that is in no list fails.",
      reason: '{nameColumn} is not what {codeColumn} stands for in list {codeList}',
    },
  },
  columns: (p) => [p.nameColumn, p.codeColumn],
  blames: (p) => p.nameColumn,
  plan: (scope, p) => {
    const list = codeListOf(scope.semantics.env.tables, p.codeList);
    if (!list) throw wrong('codeList', codeListNames(scope.semantics.env.tables).join(', '), p.codeList);
    const cells = [scope.cell(p.codeColumn), scope.cell(p.nameColumn)];
    const differ = (code: unknown, name: unknown): number => {
      const [c, n] = [String(code), String(name)];
      return list.agrees(c, n) || p.aliases?.[c]?.includes(n) === true ? 0 : 1;
    };
    return { skips: anyNull(cells), fails: scope.fn((code, name) => differ(code, name), ...cells) };
  },
  examples: [
    {
      params: { codeColumn: 'c', nameColumn: 'n', codeList: 'division' },
      columns: ['c', 'n'],
      pass: [
        ['440304', '福田区'],
        ['440304', '福田'],
        ['440304', '广东省深圳市福田区'],
        ['440304', '深圳市 福田区'],
        ['440000', '广东'],
        ['440304000000', '福田区'],
      ],
      fail: [
        ['440304', '南山区'],
        ['440304', '湖南省福田区'],
        ['440399', '福田区'],
        ['440304', ''],
      ],
      skip: [
        [null, '福田区'],
        ['440304', null],
      ],
    },
    {
      params: { codeColumn: 'c', nameColumn: 'n', codeList: 'gender', aliases: { 1: ['雄'] } },
      columns: ['c', 'n'],
      pass: [
        ['1', '男'],
        [1, '男性'],
        ['1', '雄'],
      ],
      fail: [
        ['1', '女'],
        ['2', '雄'],
      ],
    },
  ],
});

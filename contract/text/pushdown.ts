import { defineText } from './define.ts';

/** Words of checks that run where the data is. */
export const pushdownText = defineText({
  'phase.server': ['服务器计数', 'The server counts'],
  'pushdown.way.server': ['库内计算', 'in the database'],
  'pushdown.way.values': ['按不同值判断', 'by different values'],
  'pushdown.way.rows': ['读取所需列', 'columns are read'],
  'pushdown.way.facts': ['表信息', 'facts of the table'],
  'pushdown.way.none': ['不能检查', 'not possible'],
  'pushdown.why.function': ['要用本机的算法', 'needs a function of this program'],
  'pushdown.why.construct': ['数据库没有意义相同的写法', 'the database has nothing of the same meaning'],
  'pushdown.why.mixed-types': ['文本与数值混用', 'texts and numbers together'],
  'pushdown.why.column-type': ['该列类型在库内无法按同样含义读取', 'the column’s type cannot be read in the same sense there'],
  'pushdown.why.long-numbers': ['有位数过长的数值', 'there are numbers of too many digits'],
  'pushdown.why.learns': ['先要从数据中学习', 'learns from the data first'],
  'pushdown.why.groups': ['要分组重复判断', 'is repeated for groups'],
  'pushdown.why.order': ['与行的先后有关，需要主键或指定的键列', 'depends on the order of rows; a key is needed'],
  'pushdown.why.row-number': [
    '查询按行号指认行，库内表没有行号；请写 keys',
    'its query names rows by number; a table of a database has none: give keys',
  ],
  'pushdown.why.own-sql': ['自定义 SQL 原样交给数据库，按其含义执行', 'own SQL, run as written, in the sense of the database'],
  'pushdown.why.references': ['要与其他数据集比对', 'compares with other data'],
});

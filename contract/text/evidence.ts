import { defineText } from './define.ts';

/** What speaks for a proposed rule. */
export const evidenceText = defineText({
  'evidence.not-null': ['{rows} 行中“{column}”全部有值', '“{column}” has a value in all of {rows} rows'],
  'evidence.mostly-not-null': ['{rows} 行中 {percent}% 的“{column}”有值', '“{column}” has a value in {percent} % of {rows} rows'],
  'evidence.unique': ['“{column}”的 {rows} 个值没有重复', 'none of the {rows} values of “{column}” is repeated'],
  'evidence.nearly-unique': [
    '“{column}”的 {rows} 个值中 {percent}% 只出现一次',
    '{percent} % of the {rows} values of “{column}” occur once',
  ],
  'evidence.semantic': ['{rows} 个值中 {percent}% 是有效的 {semantic}', '{percent} % of {rows} values are a valid {semantic}'],
  'evidence.pattern': ['{rows} 个值中 {percent}% 形如 {pattern}', '{percent} % of {rows} values look like {pattern}'],
  'evidence.type': ['{rows} 个值中 {percent}% 是 {type} 类型', '{percent} % of {rows} values are of type {type}'],
  'evidence.set': ['{count} 个取值覆盖 {rows} 个值中的 {percent}%', '{count} values cover {percent} % of {rows}'],
  'evidence.range': ['{rows} 个值中 {percent}% 在 {min} 到 {max} 之间', '{percent} % of {rows} values lie between {min} and {max}'],
  'evidence.fences': [
    '{rows} 个值中 {percent}% 在 {min} 到 {max} 之间(由四分位数推得),{outside} 个离群',
    '{percent} % of {rows} values lie between {min} and {max}, as the quartiles have it; {outside} lie far outside',
  ],
  'evidence.not-negative': ['{rows} 个值都不是负数，最小 {min}', 'none of {rows} values is negative; the least is {min}'],
  'evidence.mean-like': ['{rows} 个数的均值为 {value}', 'the mean of {rows} numbers is {value}'],
  'evidence.spread-like': ['{rows} 个数的标准差为 {value}', 'the standard deviation of {rows} numbers is {value}'],
  'evidence.length': ['{rows} 个值的长度都在 {min} 到 {max} 之间', 'all {rows} values are {min} to {max} characters long'],
  'evidence.placeholder': [
    '{rows} 个值中有 {failures} 个占位词,如“{value}”',
    '{failures} of {rows} values are placeholders such as “{value}”',
  ],
  'evidence.template': ['{rows} 个值中 {percent}% 写成 {pattern} 一类', '{percent} % of {rows} values are written like {pattern}'],
  'evidence.unit': [
    '{rows} 个值是数字加单位（{units}），{percent}% 只有数字；单位应写在列名里',
    '{rows} values are numbers, some with a unit glued on ({units}); {percent} % are numbers alone',
  ],
  'evidence.variant': ['{failures} 个值像是笔误，如“{text}”应为“{of}”', '{failures} values look like slips, such as “{text}” for “{of}”'],
  'evidence.glued': [
    '{failures} 个值的末尾粘着“{other}”列的值，而该列为空',
    '{failures} values end with a value of “{other}”, which is empty there',
  ],
  'evidence.dependency': ['{rows} 行中 {percent}% 的“{to}”由“{from}”决定', 'in {percent} % of {rows} rows “{from}” determines “{to}”'],
  'evidence.key': ['“{column}”合起来标识每一行，{failures} 行例外', '“{column}” together identify each row, but for {failures} rows'],
  'evidence.derived': ['{rows} 行中 {percent}% 与“{from}”里的一致', 'in {percent} % of {rows} rows it is what “{from}” says'],
  'evidence.required-if': [
    '“{when}”为 {values} 时，{rows} 行中 {percent}% 填了；其余多半为空',
    'where “{when}” is {values}, {percent} % of {rows} rows are filled; the others are mostly empty',
  ],
  'evidence.all-or-none': [
    '“{column}”总是一起填或一起空，{failures} 行例外',
    '“{column}” are filled or empty together, but for {failures} rows',
  ],
  'evidence.date-order': ['“{a}”的日期早于“{b}”', 'the dates of “{a}” come before those of “{b}”'],
});

import { z } from 'zod';
import { dateFormat } from '../date-format.ts';
import { parseDate } from '../dates.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const valueDateFormat = cellRule({
  kind: 'value-date-format',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, formats: z.array(z.string().min(1)).min(1).optional() }),
  text: {
    'zh-CN': {
      title: '日期格式',
      about: '日期按所列格式之一(`yyyyMMdd`、`yyyy-MM-dd HH:mm:ss`、`yyyy年M月d日` 等)或任一常见格式书写,且历法上存在。',
      reason: '不是 {formats} 格式的真实日期',
    },
    en: {
      title: 'Date format',
      about:
        'A date written in one of the formats (`yyyyMMdd`, `yyyy-MM-dd HH:mm:ss`, `yyyy年M月d日` …) or in any known one, that exists in the calendar.',
      reason: 'this is no real date in the form {formats}',
    },
  },
  fails: ({ scope, cell, params }) => {
    const tests = (params.formats ?? []).map(dateFormat);
    return scope.fn(
      (v) =>
        v === null || v === undefined
          ? null
          : (tests.length === 0 ? parseDate(String(v)) !== null : tests.some((t) => t(String(v))))
            ? 0
            : 1,
      cell,
    );
  },
  examples: [
    {
      params: { column: 'v', formats: ['yyyyMMdd'] },
      pass: ['20200229', 20200101],
      fail: ['20210229', '2020-01-01', '202001', ''],
      skip: [null],
    },
    {
      params: { column: 'v', formats: ['yyyy-MM-dd', 'yyyy年M月d日'] },
      pass: ['2020-01-02', '2020年1月2日'],
      fail: ['2020-1-2', '2020/01/02'],
      skip: [null],
    },
    { params: { column: 'v' }, pass: ['2020/1/2', '20200102', '2020-01-02 10:11:12'], fail: ['2020-13-01', 'x'], skip: [null] },
    { params: { column: 'v', formats: ['yyyyMMddHH'] }, pass: ['2020010223'], fail: ['2020010224'], skip: [null] },
  ],
});

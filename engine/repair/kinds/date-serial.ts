import type { z } from 'zod';
import { repairKind } from '../kind.ts';
import { dateFormParams, inForm, isDateColumn, usualDateForm } from './date-form.ts';

/** 1954 to 2064 in the 1900 system of spreadsheets: what people keep dates of. */
const SERIAL_MIN = 20_000;
const SERIAL_MAX = 60_000;
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(1899, 11, 30);

/** Day numbers that a spreadsheet left in a column of dates. */
export const dateSerial = repairKind<z.infer<typeof dateFormParams>>({
  kind: 'date-serial',
  text: {
    'zh-CN': {
      title: '表格日期序号',
      does: '日期列里的 43556 这类表格序号改回日期（1900 日期系统）',
      proof: '只在其余值都是日期的列里改，序号与日期一一对应',
      never: '不动 1954 至 2064 年以外的数，不动带小数的数',
    },
    en: {
      title: 'Spreadsheet day numbers',
      does: 'Day numbers such as 43556 in a column of dates become dates again (1900 system)',
      proof: 'Only where the other values are dates; each number is exactly one day',
      never: 'Never touches numbers outside 1954 to 2064 or with a fraction',
    },
  },
  params: dateFormParams,
  propose: (column) => (isDateColumn(column) ? { form: usualDateForm(column.patterns) } : null),
  repair:
    ({ form }) =>
    (value) => {
      const serial = /^\d{5}$/.test(value) ? Number(value) : 0;
      if (serial < SERIAL_MIN || serial > SERIAL_MAX) return null;
      return inForm(new Date(FIRST_DAY_MS + serial * DAY_MS).toISOString().slice(0, 10), form);
    },
  examples: [
    {
      params: { form: 'yyyy-MM-dd' },
      repairs: [
        ['43556', '2019-04-01'],
        ['36526', '2000-01-01'],
      ],
      keeps: ['2019-04-01', '12345', '61000', '43556.5', '435560'],
    },
  ],
});

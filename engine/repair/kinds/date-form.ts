import { z } from 'zod';
import { repairKind, type RepairEnv } from '../kind.ts';

const form = z.enum(['yyyy-MM-dd', 'yyyyMMdd']);
export type DateForm = z.infer<typeof form>;
export const dateFormParams = z.strictObject({ form });

/** The form in which most dates of a column are written already. */
export function usualDateForm(patterns: readonly { readonly pattern: string; readonly count: number }[]): DateForm {
  const count = (pattern: string): number => patterns.find((p) => p.pattern === pattern)?.count ?? 0;
  return count('99999999') > count('9999-99-99') ? 'yyyyMMdd' : 'yyyy-MM-dd';
}

/** An ISO date in the wanted form. */
export const inForm = (iso: string, wanted: DateForm): string => (wanted === 'yyyyMMdd' ? iso.replaceAll('-', '') : iso);

/** True for columns that hold dates without a time of day. */
export const isDateColumn = ({ type, semantic }: { readonly type: string; readonly semantic: string | null }): boolean =>
  semantic === 'date' || (type === 'date' && semantic === null);

const ISO = /^\d{4}-\d{2}-\d{2}$/;

function isoOf(value: string, { semantics }: RepairEnv): string | null {
  const plain = /^(\d{4})(\d{2})(\d{2})$/.exec(value);
  const iso = plain
    ? `${plain[1]}-${plain[2]}-${plain[3]}`
    : semantics.check('date', value) === 'form'
      ? semantics.normalise('date', value)
      : value;
  return iso !== null && ISO.test(iso) && semantics.check('date', iso) === 'ok' ? iso : null;
}

/** Dates written in several forms. */
export const dateForm = repairKind<z.infer<typeof dateFormParams>>({
  kind: 'date-form',
  text: {
    'zh-CN': {
      title: '日期统一写法',
      does: '2024/1/5、2024年1月5日、二〇二四年一月五日、民国年等改成同一写法',
      proof: '只改读法唯一、且真有这一天的日期',
      never: '不猜：01/04/2019、24-1-5 这类分不清日月或世纪的不改',
    },
    en: {
      title: 'One form of dates',
      does: 'Dates such as 2024/1/5 or 2024年1月5日 get one form',
      proof: 'Only dates that can be read one way only, and that exist',
      never: 'Never guesses: 01/04/2019 or 24-1-5 stay',
    },
  },
  params: dateFormParams,
  propose: (column) => (isDateColumn(column) ? { form: usualDateForm(column.patterns) } : null),
  repair:
    ({ form: wanted }, env) =>
    (value) => {
      const iso = isoOf(value, env);
      return iso === null ? null : inForm(iso, wanted);
    },
  examples: [
    {
      params: { form: 'yyyy-MM-dd' },
      repairs: [
        ['2024/1/5', '2024-01-05'],
        ['2024年1月5日', '2024-01-05'],
        ['二〇二四年一月五日', '2024-01-05'],
        ['20240105', '2024-01-05'],
        ['25/04/2019', '2019-04-25'],
        ['2019-04-01 00:00:00', '2019-04-01'],
      ],
      keeps: ['2024-01-05', '01/04/2019', '24-1-5', '2024-02-30', '20240230', '43556', '2019-04-01 08:30:00', '深圳'],
    },
    { params: { form: 'yyyyMMdd' }, repairs: [['2024-01-05', '20240105']], keeps: ['20240105', '2024-02-30'] },
  ],
});

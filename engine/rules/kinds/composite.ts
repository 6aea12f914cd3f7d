import { z } from 'zod';
import { JiadiError } from '../../../contract/errors.ts';
import { lacking, type Outcome } from '../facts.ts';
import { wholeRule } from '../kind.ts';

const ids = z.array(z.string().min(1)).min(1);

export const composite = wholeRule({
  kind: 'composite',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0104',
  params: z.object({ all: ids.optional(), any: ids.optional(), not: z.string().min(1).optional() }).check((c) => {
    if (!c.value.all && !c.value.any && c.value.not === undefined)
      c.issues.push({ code: 'custom', message: 'all, any or not', input: c.value, path: ['all'] });
  }),
  text: {
    'zh-CN': {
      title: '组合规则',
      about:
        '把本规则集中其他规则的结果合起来判断:全部通过(`all`)、至少一条通过(`any`)、某条不通过(`not`),可任意组合。其中有规则无法运行时本规则也出错;有规则未评估且其余不足以定论时,本规则不评估。',
      reason: '其他规则的结果合起来不符合要求',
    },
    en: {
      title: 'Composite',
      about:
        'The outcomes of other rules of the set together: all of them hold, any of them does, or one does not (`not`), in any combination. A part that could not run is an error here too; a part that was not evaluated leaves the answer open unless the others decide it.',
      reason: 'the outcomes of other rules together do not hold',
    },
  },
  judge: (facts, p) => {
    const parts: Record<string, Outcome['status']> = {};
    const holds = (id: string): boolean | null => {
      const { status } = facts.outcome(id);
      parts[id] = status;
      if (status === 'error') throw new JiadiError('invalid-input', { problem: `${id}: could not run` });
      return status === 'none' ? null : status !== 'fail';
    };
    const all = p.all?.map(holds) ?? [];
    const any = p.any?.map(holds) ?? [];
    const not = p.not === undefined ? [] : [holds(p.not)];
    const answers = [
      all.includes(false) ? false : all.includes(null) ? null : true,
      any.length === 0 || any.includes(true) ? true : any.includes(null) ? null : false,
      not.includes(true) ? false : not.includes(null) ? null : true,
    ];
    if (answers.includes(false)) return { observed: parts, ok: false };
    if (answers.includes(null)) throw lacking('needs-part');
    return { observed: parts, ok: true };
  },
  examples: [],
});

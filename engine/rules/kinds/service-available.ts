import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';

export const serviceAvailable = wholeRule({
  kind: 'service-available',
  severity: 'major',
  dimension: 'accessibility',
  indicator: '0602',
  params: z.object({ endpoint: z.url(), maxLatency: z.number().positive().optional(), window: z.string().min(1).optional() }),
  text: {
    'zh-CN': {
      title: '服务可用',
      about: '服务按时应答。检查只看数据、不连网络,同一批次因此总得同样的结果:这里本规则不评估并说明原因,由监测服务的平台评估。',
      reason: '服务没有按时应答',
    },
    en: {
      title: 'Service available',
      about:
        'A service answers in time. Checks run on the data alone, without a network, so that the same batch always gets the same result: here the rule is not evaluated and says so; a platform that watches its services evaluates it there.',
      reason: 'the service did not answer in time',
    },
  },
  judge: () => {
    throw lacking('needs-network');
  },
  examples: [],
});

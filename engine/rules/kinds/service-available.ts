import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';

/**
 * A service answers in time. Checks run on the data alone, without a network, so that the same batch always gets the same result: here the rule is not
 * evaluated and says so; a platform that watches its services evaluates it there.
 */
export const serviceAvailable = wholeRule({
  kind: 'service-available',
  severity: 'major',
  dimension: 'accessibility',
  indicator: '0602',
  params: z.object({ endpoint: z.url(), maxLatency: z.number().positive().optional(), window: z.string().min(1).optional() }),
  text: {
    'zh-CN': { title: '服务可用', reason: '服务没有按时应答' },
    en: { title: 'Service available', reason: 'the service did not answer in time' },
  },
  judge: () => {
    throw lacking('needs-network');
  },
  examples: [],
});

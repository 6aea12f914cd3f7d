import type { CheckCosts, RuleCost } from '../../contract/methods/quality.ts';
import type { Language } from '../../contract/text/index.ts';
import { formatDuration } from '../ui/format.ts';

/** What a rule cost altogether. */
export const totalOf = (cost: RuleCost): number => scanOf(cost) + cost.learnMs + cost.referenceMs + cost.endMs;

/** What a rule cost in the scan: reckoned up, not timed as a whole. */
export const scanOf = (cost: RuleCost): number => cost.sampledMs + (cost.aloneMs ?? 0);

/** What the statements took beyond what the rules are known to have cost in them. */
export const readingOf = ({ scanMs, rules }: CheckCosts): number =>
  Math.max(0, scanMs - Object.values(rules).reduce((sum, cost) => sum + scanOf(cost), 0));

/** Milliseconds in the unit that fits. */
export function formatWork(ms: number, language: Language): string {
  if (ms >= 1000) return formatDuration(ms / 1000, language);
  const word = language === 'zh-CN' ? '毫秒' : 'ms';
  // never torn apart at the end of a line
  return ms < 1 ? `<\u00a01\u00a0${word}` : `${Math.round(ms)}\u00a0${word}`;
}

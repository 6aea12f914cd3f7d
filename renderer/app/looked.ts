import type { RuleResult } from '../../contract/methods/quality.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { formatCount, formatRanges } from '../ui/format.ts';

/** Tells which state of another dataset a rule looked at; null for rules that look at none. */
export function useLooked(): (result: Pick<RuleResult, 'looked'>) => string | null {
  const t = useT();
  const { language } = useAppearance();
  return ({ looked }) =>
    looked
      ? t('quality.looked', { dataset: looked.dataset, batches: formatRanges(looked.batches, language), rows: formatCount(looked.rows) })
      : null;
}

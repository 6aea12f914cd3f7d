import { reasonIn } from '../../contract/text/index.ts';
import { useAppearance } from '../ui/appearance.tsx';

/** Why a row is a finding, as a sentence. */
export function useReason(): (reason: Parameters<typeof reasonIn>[1]) => string {
  const { language } = useAppearance();
  return (reason) => reasonIn(language, reason);
}

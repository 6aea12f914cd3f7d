import { useMemo } from 'react';
import type { RepairKindInfo } from '../../../contract/methods/repair.ts';
import { useQuery } from '../../app/engine.ts';
import { useAppearance } from '../../ui/appearance.tsx';

/** What kinds of repair are called and say of themselves. */
export interface KindWords {
  readonly title: (kind: string) => string;
  readonly about: (kind: string) => { readonly does: string; readonly proof: string; readonly never: string } | null;
}

/** The words of the kinds in the person's language; a kind nobody knows is called by its name. */
export function useKindWords(): KindWords {
  const { language } = useAppearance();
  const { data } = useQuery('repair.kinds', undefined);
  return useMemo(() => {
    const of = (kind: string): RepairKindInfo | undefined => data?.find((one) => one.kind === kind);
    const side = language === 'en' ? 'en' : 'zh';
    return {
      title: (kind) => of(kind)?.title[side] ?? kind,
      about: (kind) => {
        const known = of(kind);
        return known ? { does: known.does[side], proof: known.proof[side], never: known.never[side] } : null;
      },
    };
  }, [data, language]);
}

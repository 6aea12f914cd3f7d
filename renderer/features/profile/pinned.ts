import { useState } from 'react';
import { call, useQuery } from '../../app/engine.ts';

/** Columns whose cards this person wants first, remembered for the dataset. */
export function usePinned(dataset: string): readonly [ReadonlySet<string>, (column: string) => void] {
  const key = `profile.pinned.${dataset}`;
  const kept = useQuery('settings.list', undefined).data?.[key];
  // what was chosen here counts at once, before it is stored
  const [chosen, setChosen] = useState<{ readonly key: string; readonly names: readonly string[] } | null>(null);
  const names =
    chosen?.key === key ? chosen.names : Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  const toggle = (column: string): void => {
    const next = names.includes(column) ? names.filter((one) => one !== column) : [...names, column];
    setChosen({ key, names: next });
    // a card that is not first the next time is no harm
    void call('settings.set', { key, value: next }).catch(() => undefined);
  };
  return [new Set(names), toggle];
}

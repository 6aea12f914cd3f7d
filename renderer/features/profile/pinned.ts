import { useState } from 'react';
import { call, useQuery } from '../../app/engine.ts';

const keyOf = (dataset: string): string => `profile.pinned.${dataset}`;

/** Remembers which columns a person wants first; a card that is not first the next time is no harm. */
export const keepPinned = (dataset: string, columns: readonly string[]): void =>
  void call('settings.set', { key: keyOf(dataset), value: [...columns] }).catch(() => undefined);

/** Columns whose cards this person wants first, remembered for the dataset; of one that is not there yet (null) only here. */
export function usePinned(dataset: string | null): readonly [ReadonlySet<string>, (column: string) => void] {
  const key = keyOf(dataset ?? '');
  const kept = useQuery('settings.list', undefined).data?.[key];
  // what was chosen here counts at once, before it is stored
  const [chosen, setChosen] = useState<{ readonly key: string; readonly names: readonly string[] } | null>(null);
  const names =
    chosen?.key === key ? chosen.names : Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  const toggle = (column: string): void => {
    const next = names.includes(column) ? names.filter((one) => one !== column) : [...names, column];
    setChosen({ key, names: next });
    if (dataset !== null) keepPinned(dataset, next);
  };
  return [new Set(names), toggle];
}

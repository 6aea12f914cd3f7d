import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import { maskKindOf, maskValue, semanticKinds } from '../semantics/index.ts';
import type { ColumnProfile } from './model.ts';

type Public = OutputOf<(typeof profileMethods)['profile.get']>;

/** `personal`, `sensitive`, or null for what says nothing about a person. */
export function sensitivityOf(semantic: string | null): string | null {
  const personal = semanticKinds.find((k) => k.id === semantic)?.sensitivity.personal ?? 'none';
  return personal === 'none' ? null : personal;
}

/** True for columns whose values say something about a person: none of them is told. */
export const isHidden = ({ semantic }: Pick<ColumnProfile, 'semantic'>): boolean => maskKindOf(semantic) !== 'none';

/** A column's profile with everything that could name a person masked: values, extremes, patterns of single values. */
export function masked(column: ColumnProfile): Public['columns'][number] {
  const { semantic } = column;
  const hide = isHidden(column);
  const text = (value: string | number): string | number => (hide ? maskValue(semantic, String(value)) : value);
  return {
    ...column,
    sensitivity: sensitivityOf(semantic),
    min: column.min === null ? null : text(column.min),
    max: column.max === null ? null : text(column.max),
    top: column.top.map(({ value, count }) => ({ value: text(value), count })),
    patterns: [...column.patterns],
    histogram: [...column.histogram],
    dates: column.dates && { ...column.dates, weekdays: [...column.dates.weekdays] },
    characters: [...column.characters],
    rareHan: column.rareHan.map((one) => ({ ...one, examples: hide ? [] : [...one.examples] })),
    minority: column.minority.map((one) => ({ ...one, examples: one.examples.map((value) => String(text(value))) })),
    counterExamples: column.counterExamples.map((value) => String(text(value))),
  };
}

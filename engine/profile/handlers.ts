import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import type { ModuleHandlers, QueryContext } from '../context.ts';
import { batchFileOf, getBatchParts, getProfile } from '../datasets/index.ts';
import { maskKindOf, maskValue, semanticKinds } from '../semantics/index.ts';
import type { ColumnProfile, TableProfile } from './model.ts';
import type { StructureInput } from './structure/index.ts';

type Structure = OutputOf<(typeof profileMethods)['profile.structure']>;
type Public = OutputOf<(typeof profileMethods)['profile.get']>;

/** What is stored: the profile and how long it took. */
export type StoredProfile = TableProfile & { readonly seconds: { readonly import: number; readonly profile: number } };

/** A batch's profile as it was counted; values are in the clear and must not leave the engine. */
export function storedProfile(reader: QueryContext['reader'], batch: string): StoredProfile {
  return JSON.parse(getProfile(reader, batch).content) as StoredProfile;
}

/** `personal`, `sensitive`, or null for what says nothing about a person. */
export function sensitivityOf(semantic: string | null): string | null {
  const personal = semanticKinds.find((k) => k.id === semantic)?.sensitivity.personal ?? 'none';
  return personal === 'none' ? null : personal;
}

/** A column's profile with everything that could name a person masked: values, extremes, patterns of single values. */
function masked(column: ColumnProfile, semantic: string | null): Public['columns'][number] {
  const hide = maskKindOf(semantic) !== 'none';
  const text = (value: string | number): string | number => (hide ? maskValue(semantic, String(value)) : value);
  return {
    ...column,
    semantic,
    sensitivity: sensitivityOf(semantic),
    min: column.min === null ? null : text(column.min),
    max: column.max === null ? null : text(column.max),
    top: column.top.map(({ value, count }) => ({ value: text(value), count })),
    patterns: [...column.patterns],
    histogram: [...column.histogram],
  };
}

/** Profiles as the window shows them. */
export const profile: ModuleHandlers<typeof profileMethods> = {
  'profile.structure': async ({ batch }, context) => {
    const { parts, columns } = batchFileOf(context.workspace, context.reader, batch);
    return await context.task<Structure>('profile.structure', { parts, columns } satisfies StructureInput);
  },
  'profile.get': ({ batch }, { reader }) => {
    const stored = storedProfile(reader, batch);
    const { columns } = getBatchParts(reader, batch);
    return {
      batch,
      rows: stored.rowCount,
      // the batch's own columns say what a column means: a person may have corrected it
      columns: stored.columns.map((column, i) => masked(column, columns[i]?.semantic ?? null)),
      duplicateRows: stored.duplicateRows,
      keys: stored.keys.map((key) => [...key]),
      seconds: stored.seconds,
    };
  },
};

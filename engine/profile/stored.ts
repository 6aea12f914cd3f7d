import type { QueryContext } from '../context.ts';
import { getBatchParts, getProfile } from '../datasets/index.ts';
import type { ColumnProfile, StoredProfile } from './model.ts';

/** A batch's profile as it was counted, with the meanings that a person corrected since; values are in the clear and must not leave the engine. */
export function storedProfile(reader: QueryContext['reader'], batch: string): StoredProfile {
  const stored = JSON.parse(getProfile(reader, batch).content) as StoredProfile;
  const { columns } = getBatchParts(reader, batch);
  return { ...stored, columns: stored.columns.map((column, i) => ({ ...notCounted, ...column, semantic: columns[i]?.semantic ?? null })) };
}

/** What profiles of before do not hold. */
const notCounted: Pick<
  ColumnProfile,
  'shape' | 'dates' | 'entropy' | 'bytes' | 'characters' | 'rareHan' | 'order' | 'minority' | 'counterExamples'
> = {
  shape: null,
  dates: null,
  entropy: null,
  bytes: null,
  characters: [],
  rareHan: [],
  order: null,
  minority: [],
  counterExamples: [],
};

/** Structures as they are kept, of batches and of whole datasets; values in them are in the clear and must not leave the engine. */
import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods, Stretches } from '../../contract/methods/profile.ts';
import type { QueryContext } from '../context.ts';
import { getStructure } from '../datasets/index.ts';
import { getWholeStructure } from './store.ts';
import { STRUCTURE_FORMAT, type TableStructure } from './structure/index.ts';
import type { Basis } from './whole-table.ts';

const known = (content: string | null): TableStructure | null => {
  const found = content === null ? null : (JSON.parse(content) as TableStructure);
  return found?.format === STRUCTURE_FORMAT ? found : null;
};

/** A batch's structure as it was found, or null. */
export const storedStructure = (reader: QueryContext['reader'], batch: string): TableStructure | null => known(getStructure(reader, batch));

/** The structure of a dataset of several batches as it was found for those it has now, or null. */
export const wholeStructure = (reader: QueryContext['reader'], dataset: string, { text }: Basis): TableStructure | null =>
  known(getWholeStructure(reader, dataset, text));

/** The structure without the texts of single rows. */
export function publicStructure(
  {
    format: _format,
    conditions: _conditions,
    forms: _forms,
    series: _series,
    infinite: _infinite,
    nearDuplicates: _nearDuplicates,
    dates: _dates,
    keys,
    nearKeys,
    dependencies,
    correlations,
    missing,
    missingBands,
    agreements,
    addresses,
    coordinates,
    ...rest
  }: TableStructure,
  batches: Stretches,
): OutputOf<(typeof profileMethods)['profile.findStructure']> {
  const plain = (list: TableStructure['keys']) => list.map((key) => ({ ...key, columns: [...key.columns] }));
  return {
    ...rest,
    batches,
    keys: plain(keys),
    nearKeys: plain(nearKeys),
    dependencies: dependencies.map((one) => ({ ...one, from: [...one.from] })),
    correlations: [...correlations],
    missing: missing.map(({ columns, rows, broken }) => ({ columns: [...columns], rows, broken })),
    missingBands: { ...missingBands, columns: missingBands.columns.map((column) => ({ ...column, shares: [...column.shares] })) },
    agreements: [...agreements],
    addresses: addresses.map((one) => ({ ...one, levels: [...one.levels] })),
    coordinates: [...coordinates],
  };
}

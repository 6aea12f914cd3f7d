import { JiadiError } from '../../contract/errors.ts';
import { shanghaiDay } from '../../base/clock.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { profileMethods } from '../../contract/methods/profile.ts';
import type { ModuleHandlers, QueryContext } from '../context.ts';
import {
  batchFileOf,
  columnIndex,
  getBatch,
  getBatchParts,
  getProfile,
  getStructure,
  latestBatch,
  listBatches,
  listDatasets,
  putStructure,
} from '../datasets/index.ts';
import { maskValue } from '../semantics/index.ts';
import { alertsOf } from './alerts/index.ts';
import { duplicatesDocument } from './duplicates.ts';
import type { Duplicates, DuplicatesInput } from './duplicates.task.ts';
import type { DriftInput, DriftValue, TableDrift } from './drift.ts';
import { type Inclusion, type InclusionInput, mayInclude } from './inclusions.ts';
import { isHidden, masked } from './masking.ts';
import type { ColumnProfile, StoredProfile } from './model.ts';
import { STRUCTURE_FORMAT, type StructureInput, type TableStructure } from './structure/index.ts';
import { makeWhole, storedWhole } from './whole.ts';

type PublicStructure = OutputOf<(typeof profileMethods)['profile.findStructure']>;

/** A batch's profile as it was counted, with the meanings that a person corrected since; values are in the clear and must not leave the engine. */
export function storedProfile(reader: QueryContext['reader'], batch: string): StoredProfile {
  const stored = JSON.parse(getProfile(reader, batch).content) as StoredProfile;
  const { columns } = getBatchParts(reader, batch);
  return { ...stored, columns: stored.columns.map((column, i) => ({ ...notCounted, ...column, semantic: columns[i]?.semantic ?? null })) };
}

/** What profiles of before do not hold. */
const notCounted: Pick<ColumnProfile, 'shape' | 'dates' | 'entropy' | 'bytes' | 'characters' | 'order' | 'minority' | 'counterExamples'> = {
  shape: null,
  dates: null,
  entropy: null,
  bytes: null,
  characters: [],
  order: null,
  minority: [],
  counterExamples: [],
};

/** A batch's structure as it was found, or null; values in it are in the clear and must not leave the engine. */
export function storedStructure(reader: QueryContext['reader'], batch: string): TableStructure | null {
  const content = getStructure(reader, batch);
  const found = content === null ? null : (JSON.parse(content) as TableStructure);
  return found?.format === STRUCTURE_FORMAT ? found : null;
}

/** The structure without the texts of single rows. */
function asPublic({
  format: _format,
  conditions: _conditions,
  forms: _forms,
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
}: TableStructure): PublicStructure {
  const plain = (list: TableStructure['keys']) => list.map((key) => ({ ...key, columns: [...key.columns] }));
  return {
    ...rest,
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

/** What is looked up where: columns whose profiles say that their values might stand in a column of another dataset. */
function inclusionInput(batch: string, { reader, workspace }: QueryContext) {
  const own = storedProfile(reader, batch);
  const { dataset } = getBatch(reader, batch);
  const others = listDatasets(reader)
    .filter(({ id }) => id !== dataset)
    .flatMap(({ id, name }) => {
      const latest = latestBatch(reader, id);
      return latest === null ? [] : [{ dataset: name, batch: latest, profile: storedProfile(reader, latest) }];
    });
  const sources = own.columns
    .map((column, index) => ({
      column: index,
      name: column.name,
      targets: others.flatMap(({ profile }, other) =>
        profile.columns.flatMap((target, at) =>
          mayInclude(column, target, profile.rowCount) ? [{ other, column: at, name: target.name }] : [],
        ),
      ),
    }))
    .filter(({ targets }) => targets.length > 0);
  const input: InclusionInput = {
    parts: batchFileOf(workspace, reader, batch).parts,
    sources,
    others: others.map((other) => ({ dataset: other.dataset, parts: batchFileOf(workspace, reader, other.batch).parts })),
  };
  return { input, semantics: new Map(own.columns.map(({ name, semantic }) => [name, semantic])) };
}

function figuresOf({ rowCount, duplicateRows, columns }: StoredProfile) {
  const share = (count: number): number => (rowCount === 0 ? 0 : count / rowCount);
  return {
    duplicateRows,
    columns: columns.map(({ name, nulls, distinct, invalid, mean, length }) => ({
      name,
      nulls: share(nulls),
      distinct: distinct.count,
      invalid: share(invalid.type + invalid.semantic),
      mean,
      lengthMean: length.mean,
    })),
  };
}

/** Profiles as the window shows them. */
export const profile: ModuleHandlers<typeof profileMethods> = {
  'profile.drift': async ({ batch, base }, context) => {
    const [before, after] = [base, batch].map((one) => batchFileOf(context.workspace, context.reader, one));
    if (!before || !after) throw new JiadiError('not-found', { what: 'batch', name: batch });
    const found = await context.task<TableDrift>('profile.drift', { before, after } satisfies DriftInput);
    const semantics = new Map([...before.columns, ...after.columns].map(({ name, semantic }) => [name, semantic]));
    const mask = (semantic: string | null, list: readonly DriftValue[]) =>
      list.map(({ value, count }) => ({ value: maskValue(semantic, value), count }));
    return {
      ...found,
      columns: found.columns.map((column) => {
        const semantic = semantics.get(column.name) ?? null;
        return { ...column, appeared: mask(semantic, column.appeared), vanished: mask(semantic, column.vanished) };
      }),
    };
  },
  'profile.structure': ({ batch }, { reader }) => {
    const found = storedStructure(reader, batch);
    return found && asPublic(found);
  },
  'profile.findStructure': async ({ batch }, context) => {
    const { parts, columns } = batchFileOf(context.workspace, context.reader, batch);
    const found = await context.task<TableStructure>('profile.structure', { parts, columns } satisfies StructureInput);
    context.commit(({ writer, nowIso }) => putStructure(writer, batch, JSON.stringify(found), nowIso()));
    return asPublic(found);
  },
  'profile.findInclusions': async ({ batch }, context) => {
    const { input, semantics } = inclusionInput(batch, context);
    context.track(getBatch(context.reader, batch).fileName);
    const found = input.sources.length === 0 ? [] : await context.task<readonly Inclusion[]>('profile.inclusions', input);
    return found.map((one) => ({ ...one, examples: one.examples.map((value) => maskValue(semantics.get(one.column) ?? null, value)) }));
  },
  'profile.duplicates': async ({ batch, columns, limit }, context) => {
    const file = batchFileOf(context.workspace, context.reader, batch);
    const at = columnIndex(file);
    const chosen = columns.length === 0 ? file.columns.map(({ index }) => index) : [...new Set(columns)].map(at);
    context.track(getBatch(context.reader, batch).fileName);
    const found = await context.task<Duplicates>('profile.duplicates', { file, columns: chosen, limit } satisfies DuplicatesInput);
    return duplicatesDocument(
      found,
      chosen.map((index) => file.columns[index]).filter((column) => column !== undefined),
      ({ semantic }, value) => maskValue(semantic, value),
      columns.length === 0,
    );
  },
  'profile.history': ({ dataset, limit }, { reader }) =>
    listBatches(reader, dataset)
      .filter(({ decision }) => decision?.state !== 'declined')
      .slice(0, limit)
      .toReversed()
      .map(({ id, number, importedAt, rows }) => ({ batch: id, number, at: importedAt, rows, ...figuresOf(storedProfile(reader, id)) })),
  'profile.whole': ({ dataset }, context) => storedWhole(context, dataset),
  'profile.makeWhole': ({ dataset }, context) => makeWhole(dataset, context),
  'profile.get': ({ batch }, { reader, host }) => {
    const stored = storedProfile(reader, batch);
    return {
      batch,
      alerts: [...alertsOf(stored, storedStructure(reader, batch), shanghaiDay(host.clock.nowMs()), isHidden)],
      rows: stored.rowCount,
      columns: stored.columns.map(masked),
      duplicateRows: stored.duplicateRows,
      keys: stored.keys.map((key) => [...key]),
      seconds: stored.seconds,
    };
  },
};

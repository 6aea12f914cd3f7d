import { JiadiError } from '../../../contract/errors.ts';
import type { ColumnMapping, IntakeMemory, mappingMethods } from '../../../contract/methods/mapping.ts';
import type { ModuleHandlers } from '../../context.ts';
import { batchFileOf, getDataset, latestBatch } from '../../datasets/index.ts';
import type { BatchColumn } from '../../table/index.ts';
import type { ImportResult } from '../import-work.ts';
import { passwordOf } from '../preview.ts';
import type { MapInput } from './map.task.ts';
import { forgetIntake, intakeMemory, type SaidOfFile } from './store.ts';

export { mapColumns, type MapInput } from './map.task.ts';
export { planUnseen } from './plan.ts';
export { intakeMemory, rememberIntake, type SaidOfFile } from './store.ts';

/**
 * The file's names that are other in the dataset. Throws `column-not-found` for a name that the file does not have, `column-twice` when two columns
 * would share a name.
 */
export function namesWanted({ rename }: Pick<SaidOfFile, 'rename'>, columns: readonly { readonly name: string }[]): SaidOfFile['rename'] {
  const own = new Set(columns.map(({ name }) => name));
  for (const from of Object.keys(rename)) if (!own.has(from)) throw new JiadiError('column-not-found', { column: from });
  const names = new Set<string>();
  for (const { name } of columns) {
    const stored = Object.hasOwn(rename, name) ? (rename[name] ?? name) : name;
    if (names.has(stored)) throw new JiadiError('column-twice', { column: stored });
    names.add(stored);
  }
  return rename;
}

/** Gives the columns of what was read the names and corrections that a person wants. */
export function withColumnsAs(result: ImportResult, rename: SaidOfFile['rename'], corrected: IntakeMemory['columns']): ImportResult {
  const { file, profile } = result;
  const columns = file.columns.map((column): BatchColumn => columnAs(column, rename, corrected));
  const nameOf = (name: string): string => renamed(name, rename);
  return {
    ...result,
    file: { ...file, columns },
    profile: {
      ...profile,
      // what its values mean is told by the batch, wherever the profile is shown
      columns: profile.columns.map((column, i) => ({ ...column, name: nameOf(column.name), type: columns[i]?.type ?? column.type })),
      keys: profile.keys.map((key) => key.map(nameOf)),
    },
  };
}

const renamed = (name: string, rename: SaidOfFile['rename']): string => (Object.hasOwn(rename, name) ? (rename[name] ?? name) : name);

/** A column with the name that was wanted, and what was corrected of it. */
export function columnAs<C extends Pick<BatchColumn, 'name' | 'type' | 'semantic'>>(
  column: C,
  rename: SaidOfFile['rename'],
  corrected: IntakeMemory['columns'],
): C {
  const name = renamed(column.name, rename);
  const { type = column.type, semantic = column.semantic } = Object.hasOwn(corrected, name) ? (corrected[name] ?? {}) : {};
  return { ...column, name, type, semantic };
}

/** Columns of files against those of datasets. */
export const mapping: ModuleHandlers<typeof mappingMethods> = {
  'intake.mapping': async ({ file, wanted, dataset }, context): Promise<ColumnMapping> => {
    const { aliases } = intakeMemory(context.reader, dataset);
    const batch = latestBatch(context.reader, dataset);
    const known = batch === null ? null : batchFileOf(context.workspace, context.reader, batch);
    const input: MapInput = { path: context.grants.path(file, 'read'), ...passwordOf(context.grants, file), wanted, known, aliases };
    return await context.task<ColumnMapping>('intake.mapColumns', input);
  },
  'intake.memory': ({ dataset }, { reader }) => intakeMemory(reader, dataset),
  'intake.forget': ({ dataset }, { reader, writer, audit }) => {
    audit(getDataset(reader, dataset).name);
    forgetIntake(writer, dataset);
    return {};
  },
};

import { type Reader, sql, type Writer } from '../../../base/sqlite/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import type { WantedShape } from '../../../contract/methods/datasets.ts';
import type { IntakeMemory } from '../../../contract/methods/mapping.ts';
import type { ColumnType } from '../../table/index.ts';

export const nothingRemembered: IntakeMemory = { wanted: {}, aliases: {}, columns: {} };

/** What a dataset remembers of how its files are read; `not-found` when there is no such dataset. */
export function intakeMemory(reader: Reader, dataset: string): IntakeMemory {
  const stored = reader.value<string>(sql`SELECT intake_memory FROM dataset WHERE id = ${dataset} AND removed_at IS NULL`);
  if (stored === undefined) throw new JiadiError('not-found', { what: 'dataset', name: dataset });
  return { ...nothingRemembered, ...(JSON.parse(stored) as Partial<IntakeMemory>) };
}

/** What a person said of a file that became a batch. */
export interface SaidOfFile {
  readonly wanted: WantedShape;
  /** Names of the file, and what they are called in the dataset. */
  readonly rename: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly semantics: Readonly<Record<string, string | null>>;
}

/** Adds what was said of a file to what a dataset remembers; how the file was read takes the place of what was remembered before. */
export function rememberIntake(writer: Writer, dataset: string, said: SaidOfFile): void {
  const before = intakeMemory(writer, dataset);
  // single lines are those of one file
  const { lines: _lines, ...wanted } = said.wanted as WantedShape & { readonly lines?: unknown };
  const columns = { ...before.columns };
  for (const [name, type] of Object.entries(said.types)) columns[name] = { ...columns[name], type };
  for (const [name, semantic] of Object.entries(said.semantics)) columns[name] = { ...columns[name], semantic };
  const aliases = { ...before.aliases };
  for (const [from, to] of Object.entries(said.rename)) if (from !== to) aliases[from] = to;
  putMemory(writer, dataset, { wanted, aliases, columns });
}

/** Forgets all of it. */
export function forgetIntake(writer: Writer, dataset: string): void {
  putMemory(writer, dataset, nothingRemembered);
}

function putMemory(writer: Writer, dataset: string, memory: IntakeMemory): void {
  writer.run(sql`UPDATE dataset SET intake_memory = ${JSON.stringify(memory)} WHERE id = ${dataset}`);
}

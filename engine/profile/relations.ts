/** What is looked for in a batch, or in all batches of a dataset as one table: relations between columns, rows that repeat, references to other datasets. */
import type { InputOf, OutputOf, ParsedInputOf } from '../../contract/method.ts';
import type { profileMethods, Stretches } from '../../contract/methods/profile.ts';
import type { JobContext, QueryContext } from '../context.ts';
import { batchFileOf, columnIndex, contentOf, getBatch, getDataset, listDatasets, presentOf, putStructure } from '../datasets/index.ts';
import { maskValue } from '../semantics/index.ts';
import type { PartedTable, TablePart } from '../table/index.ts';
import { duplicatesDocument } from './duplicates.ts';
import type { Duplicates, DuplicatesInput } from './duplicates.task.ts';
import { type Inclusion, type InclusionInput, mayInclude, mayIncludeTogether } from './inclusions.ts';
import { publicStructure, storedStructure, wholeStructure } from './kept-structure.ts';
import type { StoredProfile } from './model.ts';
import { putWholeStructure } from './store.ts';
import { storedProfile } from './stored.ts';
import type { StructureInput, TableStructure } from './structure/index.ts';
import { wholeOf } from './whole.ts';
import { basisOf, tableOf, wantedBasis } from './whole-table.ts';

/** A batch, or a dataset of several. */
export type Subject = InputOf<(typeof profileMethods)['profile.structure']>;

type Method<N extends keyof typeof profileMethods> = (typeof profileMethods)[N];

/** A subject as a table, with what people call it. */
interface Looked {
  readonly title: string;
  readonly dataset: string;
  readonly table: PartedTable;
  readonly stretches: Stretches;
}

function lookAt(subject: Subject, context: Pick<QueryContext, 'reader' | 'workspace'>): Looked {
  const { reader, workspace } = context;
  if ('batch' in subject) {
    const { batch } = subject;
    const { fileName, number, dataset } = getBatch(reader, batch);
    return { title: fileName, dataset, table: batchFileOf(workspace, reader, batch), stretches: [{ batch, number, first: 1 }] };
  }
  const { dataset } = subject;
  const { stretches, ...table } = tableOf(wantedBasis(reader, dataset), context);
  return { title: getDataset(reader, dataset).name, dataset, table, stretches };
}

/** The structure as it was found, or null while nobody has looked for it. */
export function keptStructure(subject: Subject, context: QueryContext): OutputOf<Method<'profile.structure'>> {
  const found = storedFor(subject, context);
  return found && publicStructure(found, lookAt(subject, context).stretches);
}

function storedFor(subject: Subject, { reader }: Pick<QueryContext, 'reader'>): TableStructure | null {
  if ('batch' in subject) return storedStructure(reader, subject.batch);
  const basis = basisOf(reader, subject.dataset);
  return basis && wholeStructure(reader, subject.dataset, basis);
}

/** Looks for the structure and keeps it. */
export async function findStructure(subject: Subject, context: JobContext): Promise<OutputOf<Method<'profile.findStructure'>>> {
  const { title, stretches } = lookAt(subject, context);
  if ('batch' in subject) {
    const found = await lookForStructure(subject, context);
    context.commit(({ writer, nowIso }) => putStructure(writer, subject.batch, JSON.stringify(found), nowIso()));
    return publicStructure(found, stretches);
  }
  const { dataset } = subject;
  const { text } = wantedBasis(context.reader, dataset);
  context.track(title);
  const found = await lookForStructure(subject, context);
  context.commit(({ writer, nowIso }) => putWholeStructure(writer, dataset, text, JSON.stringify(found), nowIso()));
  return publicStructure(found, stretches);
}

/** The structure that is kept, or one that is found now and not kept; values in it are in the clear and must not leave the engine. */
export const structureOf = async (subject: Subject, context: JobContext): Promise<TableStructure> =>
  storedFor(subject, context) ?? (await lookForStructure(subject, context));

async function lookForStructure(subject: Subject, context: JobContext): Promise<TableStructure> {
  const { parts, columns } = lookAt(subject, context).table;
  const input: StructureInput = { parts, columns: 'batch' in subject ? columns : typed(await wholeOf(subject.dataset, context)) };
  return await context.task<TableStructure>('profile.structure', input);
}

/** What the columns are is told by all batches together. */
const typed = ({ columns }: StoredProfile): StructureInput['columns'] =>
  columns.map(({ name, type, semantic }, index) => ({ index, name, type, semantic }));

/** Rows that repeat in a set of columns, or in all of them. */
export async function duplicatesOf(
  request: ParsedInputOf<Method<'profile.duplicates'>>,
  context: JobContext,
): Promise<OutputOf<Method<'profile.duplicates'>>> {
  const { title, table, stretches } = lookAt(request, context);
  const at = columnIndex(table);
  const { columns: names, limit } = request;
  const chosen = names.length === 0 ? table.columns.map(({ index }) => index) : [...new Set(names)].map(at);
  context.track(title);
  const input: DuplicatesInput = { table, columns: chosen, limit, typed: stretches.length === 1 };
  const document = duplicatesDocument(
    await context.task<Duplicates>('profile.duplicates', input),
    chosen.map((index) => table.columns[index]).filter((column) => column !== undefined),
    { clear: false, isWhole: names.length === 0 },
  );
  return { ...document, batches: stretches };
}

/** Columns of other datasets that hold the values of these, with examples of what is missing there masked. */
export async function inclusionsOf(subject: Subject, context: JobContext): Promise<OutputOf<Method<'profile.findInclusions'>>> {
  const { title, dataset, table } = lookAt(subject, context);
  const own = 'batch' in subject ? storedProfile(context.reader, subject.batch) : await wholeOf(subject.dataset, context);
  const input = await inclusionInput(table, dataset, own, context);
  context.track(title);
  const found = input.sources.length === 0 ? [] : await context.task<readonly Inclusion[]>('profile.inclusions', input);
  const semantics = new Map(own.columns.map(({ name, semantic }) => [name, semantic]));
  return found.map((one) => ({ ...one, examples: one.examples.map((value) => maskValue(semantics.get(one.column) ?? null, value)) }));
}

/** What is looked up where: columns whose profiles say that their values might stand in another dataset as it is now, which is what a rule would look at. */
async function inclusionInput({ parts }: PartedTable, dataset: string, own: StoredProfile, context: JobContext): Promise<InclusionInput> {
  const others: { readonly dataset: string; readonly parts: readonly TablePart[]; readonly profile: StoredProfile }[] = [];
  for (const { id, name } of listDatasets(context.reader)) {
    if (id === dataset) continue;
    const profile = await presentProfile(id, own, context);
    const table = profile && presentOf(context, id);
    if (table) others.push({ dataset: name, parts: table.parts, profile });
  }
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
  return { parts, sources, others: others.map(({ profile: _, ...other }) => other) };
}

/** The profile of a dataset as it is now. That of several batches is put together only where those of its batches leave it possible that something refers to it. */
async function presentProfile(dataset: string, own: StoredProfile, context: JobContext): Promise<StoredProfile | null> {
  const batches = contentOf(context.reader, dataset).map((batch) => storedProfile(context.reader, batch));
  const newest = batches.at(-1);
  if (newest === undefined || batches.length === 1) return newest ?? null;
  const possible = newest.columns.some((column) => {
    const same = batches.flatMap(({ columns }) => columns.find(({ name }) => name === column.name) ?? []);
    return own.columns.some((one) => mayIncludeTogether(one, same));
  });
  return possible ? await wholeOf(dataset, context) : null;
}

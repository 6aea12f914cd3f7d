/** All batches that make up a dataset, as one table: the columns of the newest one, in its order and with its meanings. */
import { JiadiError } from '../../contract/errors.ts';
import type { QueryContext } from '../context.ts';
import { batchFileOf, contentOf, getBatch, getBatchParts, getDataset } from '../datasets/index.ts';
import { type BatchColumn, type PartedTable, together } from '../table/index.ts';
import type { Stretches } from '../../contract/methods/profile.ts';
import type { StateColumn } from './state.task.ts';

/** A batch of the dataset and how it is to be counted: the columns of the newest batch, by name. */
export interface WantedBatch {
  readonly batch: string;
  readonly columns: readonly StateColumn[];
  readonly layout: string;
}

/** The columns and batches of a dataset of several. */
export interface Basis {
  readonly columns: readonly BatchColumn[];
  readonly batches: readonly WantedBatch[];
  /** Tells whether what was found of it once still holds. */
  readonly text: string;
}

/** What the profile of a dataset is about; null for one of fewer than two batches, whose profile is that of its batch. */
export function basisOf(reader: QueryContext['reader'], dataset: string): Basis | null {
  const content = contentOf(reader, dataset);
  const newest = content.at(-1);
  if (newest === undefined || content.length < 2) return null;
  const { columns } = getBatchParts(reader, newest);
  const batches = content.map((batch): WantedBatch => {
    const own = getBatchParts(reader, batch).columns;
    const wanted = columns.map(({ name, semantic }): StateColumn => ({
      index: own.find((column) => column.name === name)?.index ?? null,
      semantic,
    }));
    return { batch, columns: wanted, layout: JSON.stringify(wanted.map(({ index, semantic }) => [index, semantic])) };
  });
  const about = columns.map(({ name, type, semantic }) => [name, type, semantic]);
  return { columns, batches, text: JSON.stringify([batches.map(({ batch, layout }) => [batch, layout]), about]) };
}

/** The same, where there must be several batches: `not-found` otherwise. */
export function wantedBasis(reader: QueryContext['reader'], dataset: string): Basis {
  const { name } = getDataset(reader, dataset);
  const basis = basisOf(reader, dataset);
  if (!basis) throw new JiadiError('not-found', { what: 'batch', name });
  return basis;
}

/** The rows of all batches one after the other, numbered through. */
export function tableOf(
  { columns, batches }: Basis,
  { reader, workspace }: Pick<QueryContext, 'reader' | 'workspace'>,
): PartedTable & { readonly stretches: Stretches } {
  const files = batches.map(({ batch }) => batchFileOf(workspace, reader, batch));
  let before = 0;
  const stretches = batches.map(({ batch }, i) => {
    const first = before + 1;
    before += files[i]?.rowCount ?? 0;
    return { batch, number: getBatch(reader, batch).number, first };
  });
  return { ...together(files, columns), stretches };
}

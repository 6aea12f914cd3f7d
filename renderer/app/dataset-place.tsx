import { createContext, useContext } from 'react';
import type { Batch, Dataset } from '../../contract/methods/datasets.ts';
import { go } from './router.ts';

/** The dataset whose tabs are shown, and which of its batches. */
export interface DatasetPlace {
  readonly dataset: Dataset;
  readonly batches: readonly Batch[];
  /** Null while the dataset has no batch yet. */
  readonly batch: Batch | null;
}

export const DatasetContext = createContext<DatasetPlace | null>(null);

/** Dataset and batch of the screens under `/datasets/:dataset/`. */
export function useDatasetPlace(): DatasetPlace {
  const place = useContext(DatasetContext);
  if (!place) throw new Error('useDatasetPlace outside of a dataset');
  return place;
}

/** Goes to a tab of a dataset. */
export const goToDataset = (dataset: string, tab = 'overview', query: Readonly<Record<string, string | undefined>> = {}): void =>
  go(`/datasets/${encodeURIComponent(dataset)}/${tab}`, query);

import { Button } from 'antd';
import { useEffect, useMemo } from 'react';
import type { Batch, Filter } from '../../../contract/methods/datasets.ts';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { useQuery } from '../../app/engine.ts';
import { chooseIntakeFiles } from '../../app/intake-files.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { go } from '../../app/router.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { parseFilters } from './filters.ts';
import { Table } from './Table.tsx';

const noFilters: readonly Filter[] = [];

/** The rows of a batch. Filters may come with the address (`filters`, as JSON) and are kept while the window lives. */
export function RowsPage({ query }: ScreenProps) {
  const t = useT();
  const { dataset, batch } = useDatasetPlace();
  const key = `rows.filters.${dataset.id}`;
  const [filters, setFilters] = useSticky<readonly Filter[]>(key, noFilters);
  const given = useMemo(() => parseFilters(query['filters']), [query]);
  useEffect(() => {
    if (given === null) return;
    setFilters(given);
    go(`/datasets/${encodeURIComponent(dataset.id)}/rows`, { batch: query['batch'], row: query['row'], from: query['from'] }, true);
  }, [given, setFilters, dataset.id, query]);
  if (!batch) {
    return (
      <EmptyState
        title={t('rows.noBatch')}
        action={
          <Button type="primary" onClick={() => void chooseIntakeFiles()}>
            {t('intake.choose')}
          </Button>
        }
      />
    );
  }
  if (given !== null) return null;
  return (
    <OfBatch batch={batch} filters={filters} onFilters={setFilters} row={Number(query['row']) || null} from={placeOf(query['from'])} />
  );
}

/** A place of the window that an address names; anything else is none. */
const placeOf = (from: string | undefined): string | null =>
  from !== undefined && /^\/quality\/[^/?#]+\/findings(?:\?|$)/.test(from) ? from : null;

function OfBatch({
  batch,
  filters,
  onFilters,
  row,
  from,
}: {
  readonly batch: Batch;
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: readonly Filter[]) => void;
  readonly row: number | null;
  readonly from: string | null;
}) {
  const { dataset } = useDatasetPlace();
  const info = useQuery('batches.get', { batch: batch.id });
  return (
    <Load of={info}>
      {(data) => (
        <Table
          batch={batch}
          name={dataset.name}
          columns={data.columns}
          filters={filters}
          onFilters={onFilters}
          startRow={row}
          from={from}
          onProfile={(column) => goToDataset(dataset.id, 'profile', { batch: batch.id, column })}
        />
      )}
    </Load>
  );
}

import { useCallback, useMemo, useState } from 'react';
import type { ChangeKind, Comparison } from '../../../contract/methods/batches.ts';
import type { Batch, Column } from '../../../contract/methods/datasets.ts';
import { useDatasetPlace } from '../../app/dataset-place.tsx';
import { call, useQuery } from '../../app/engine.ts';
import { EngineGrid } from '../../app/EngineGrid.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import type { GridColumn, GridRequest, GridRow } from '../../ui/grid/DataGrid.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ChangeDetail } from './ChangeDetail.tsx';
import { asPage, diffOf } from './model.ts';

interface Props {
  readonly comparison: Comparison;
  readonly batch: Batch;
  readonly kind: ChangeKind;
}

/** A cell that changed: what it was, struck out, and what it is. */
function Diff({ row, column, width }: { readonly row: GridRow; readonly column: number; readonly width: number }) {
  const t = useT();
  const diff = diffOf(row, column, width);
  if (!diff) return null;
  // masks may hide the very difference
  if (diff.before === diff.after) return <mark className="changes-diff">{t('changes.masked', { value: diff.after })}</mark>;
  return (
    <mark className="changes-diff">
      <del>{diff.before}</del> → <ins>{diff.after}</ins>
    </mark>
  );
}

function useColumns({ columns }: Comparison, kind: ChangeKind, known: readonly Column[]): readonly GridColumn[] {
  const t = useT();
  const dynamic = useTDynamic();
  return useMemo(() => {
    const side = (key: string, title: string): GridColumn => ({ key, title, align: 'right', width: 104, sortable: false, pinned: true });
    return [
      ...(sidesOf[kind].before ? [side('before', t('changes.rowBefore'))] : []),
      ...(sidesOf[kind].after ? [side('after', t('changes.rowAfter'))] : []),
      ...columns.map((name, c): GridColumn => {
        const column = known.find((one) => one.name === name);
        return {
          key: `c:${name}`,
          title: name,
          sortable: false,
          masked: column?.sensitive ?? false,
          note: column ? dynamic(`type.${column.type}`) : '',
          render: (value, row) =>
            diffOf(row, c, columns.length) ? (
              <Diff row={row} column={c} width={columns.length} />
            ) : value === null ? (
              <span className="ui-cell-null">{t('ui.grid.null')}</span>
            ) : (
              value
            ),
        };
      }),
    ];
  }, [columns, kind, known, t, dynamic]);
}

/** Which sides a kind of change has. */
const sidesOf = {
  changed: { before: true, after: true },
  added: { before: false, after: true },
  gone: { before: true, after: false },
  repeated: { before: false, after: true },
} as const satisfies Readonly<Record<ChangeKind, { readonly before: boolean; readonly after: boolean }>>;

const noColumns: readonly Column[] = [];

/** The rows of one kind of change, masked as everywhere. */
export function ChangesGrid({ comparison, batch, kind }: Props) {
  const t = useT();
  const { batches } = useDatasetPlace();
  const described = useQuery('batches.get', { batch: batch.id });
  const columns = useColumns(comparison, kind, described.data?.columns ?? noColumns);
  const [open, setOpen] = useState<number | null>(null);
  const several = comparison.base.length > 1;
  const placeOf = useCallback(
    (id: string, row: number): string => {
      const number = batches.find((one) => one.id === id)?.number;
      return several && number !== undefined ? t('changes.place', { number, row: formatCount(row) }) : formatCount(row);
    },
    [batches, several, t],
  );
  const loadPage = useCallback(
    async ({ offset, limit }: GridRequest) => {
      const page = asPage(await call('batches.changes', { batch: batch.id, kind, offset, limit }), placeOf, t('ui.grid.null'));
      // the grid has a column only for the sides that this kind of change has
      const [before = [], after = [], ...cells] = page.columns;
      return { ...page, columns: [...(sidesOf[kind].before ? [before] : []), ...(sidesOf[kind].after ? [after] : []), ...cells] };
    },
    [batch.id, kind, placeOf, t],
  );
  if (!described.data) return null;
  return (
    <div className="ui-box ui-pane-fill">
      <EngineGrid
        id={`changes.${batch.dataset}.${kind}`}
        label={t('changes.grid', { kind: t(`changes.${kind}`) })}
        columns={columns}
        loadPage={loadPage}
        version={JSON.stringify([comparison, kind])}
        onOpen={({ row }) => setOpen(row.number - 1)}
        empty={<EmptyState small title={t(`changes.none.${kind}`)} />}
      />
      {open !== null && <ChangeDetail batch={batch} kind={kind} offset={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

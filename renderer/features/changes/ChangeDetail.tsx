import { Button } from 'antd';
import type { ChangeKind, ChangePage } from '../../../contract/methods/batches.ts';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Load } from '../../ui/states.tsx';

interface Props {
  readonly batch: Batch;
  readonly kind: ChangeKind;
  /** 0-based position among the changes of its kind. */
  readonly offset: number;
  readonly onClose: () => void;
}

/** One changed row, column by column, before and now. */
export function ChangeDetail({ batch, kind, offset, onClose }: Props) {
  const t = useT();
  const page = useQuery('batches.changes', { batch: batch.id, kind, offset, limit: 1 });
  return (
    <SideDrawer open title={t('changes.detail')} onClose={onClose} width={640}>
      <Load of={page}>{(data) => <Sides page={data} batch={batch} />}</Load>
    </SideDrawer>
  );
}

function Sides({ page, batch }: { readonly page: ChangePage; readonly batch: Batch }) {
  const t = useT();
  const change = page.rows[0];
  if (!change) return null;
  const { before, after, changed } = change;
  const open = (id: string, row: number): void => goToDataset(batch.dataset, 'rows', { batch: id, filters: '[]', row: String(row) });
  const cell = (side: typeof after, c: number) =>
    side === null ? '—' : (side.cells[c] ?? <span className="ui-cell-null">{t('ui.grid.null')}</span>);
  return (
    <>
      <div className="ui-actions">
        {before && (
          <Button size="small" onClick={() => open(before.batch, before.row)}>
            {t('changes.openBefore')}
          </Button>
        )}
        {after && (
          <Button size="small" onClick={() => open(batch.id, after.row)}>
            {t('changes.openAfter')}
          </Button>
        )}
      </div>
      <table className="ui-table changes-detail">
        <thead>
          <tr>
            <th>{t('changes.column')}</th>
            <th>{t('changes.before')}</th>
            <th>{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {page.columns.map((name, c) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {changed.includes(c) && <span className="ui-hidden"> {t('changes.isChanged')}</span>}
              </th>
              <td>{changed.includes(c) ? <del>{cell(before, c)}</del> : cell(before, c)}</td>
              <td>{changed.includes(c) ? <ins>{cell(after, c)}</ins> : cell(after, c)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

import { Button } from 'antd';
import type { Column } from '../../../contract/methods/datasets.ts';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { IconButton } from '../../ui/parts.tsx';
import type { GridCell } from '../../ui/grid/DataGrid.tsx';

interface Props {
  readonly cell: GridCell;
  readonly columns: readonly Column[];
  readonly total: number;
  readonly onStep: (by: number) => void;
  readonly onReveal: () => void;
  readonly onClose: () => void;
}

/** One row with all its fields below each other. */
export function Detail({ cell, columns, total, onStep, onReveal, onClose }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const sensitive = columns.some((column) => column.sensitive);
  return (
    <aside className="detail" data-region="detail" aria-label={t('rows.detail')}>
      <header>
        <h2>{t('rows.detailTitle', { row: formatCount(cell.row.number) })}</h2>
        <IconButton icon="up" label={t('rows.previous')} disabled={cell.position === 0} onClick={() => onStep(-1)} />
        <IconButton icon="down" label={t('rows.next')} disabled={cell.position >= total - 1} onClick={() => onStep(1)} />
        <IconButton icon="close" size={12} label={t('ui.close')} onClick={onClose} />
      </header>
      <dl>
        {columns.map((column, i) => {
          const value = cell.row.values[i];
          return (
            <div key={column.name} className={column.name === cell.column ? 'detail-on' : undefined}>
              <dt>
                {column.name}
                {column.semantic !== null && <small>{dynamic(`semantic.${column.semantic}`)}</small>}
              </dt>
              <dd className={value === null || value === undefined ? 'ui-cell-null' : undefined}>
                {value === null || value === undefined ? t('ui.grid.null') : String(value)}
              </dd>
            </div>
          );
        })}
      </dl>
      {sensitive && can('data.reveal') && (
        <footer>
          <Button size="small" onClick={onReveal}>
            {t('rows.reveal')}
          </Button>
        </footer>
      )}
    </aside>
  );
}

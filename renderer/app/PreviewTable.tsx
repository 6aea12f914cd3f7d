import type { CellValue, SourceShape } from '../../contract/methods/datasets.ts';
import { useT, useTDynamic } from '../ui/appearance.tsx';
import { Card } from '../ui/parts.tsx';
import { EmptyState } from '../ui/states.tsx';

const rowsMax = 50;

interface Props {
  /** What the rows come from, for people. */
  readonly name: string;
  readonly columns: readonly (Pick<SourceShape['columns'][number], 'name' | 'type' | 'semantic'> & { readonly note?: string })[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly stale: boolean;
}

/** The first rows as they would be read. */
export function PreviewTable({ name, columns, rows: all, stale }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const rows = all.slice(0, rowsMax);
  return (
    <Card title={t('intake.preview', { rows: rows.length })} flush className={stale ? 'intake-preview ui-dim' : 'intake-preview'}>
      {rows.length === 0 ? (
        <EmptyState small title={t('intake.previewEmpty')} />
      ) : (
        <div className="intake-table" tabIndex={0} role="region" aria-label={t('intake.previewLabel', { name })} aria-busy={stale}>
          <table className="ui-table">
            <thead>
              <tr>
                <th className="num">#</th>
                {columns.map((column, i) => (
                  // names may repeat in a strange file, so the place is the key
                  // eslint-disable-next-line react/no-array-index-key
                  <th key={i} scope="col">
                    {column.name}
                    <small>
                      {t(`type.${column.type}`)}
                      {column.semantic !== null && ` · ${dynamic(`semantic.${column.semantic}`)}`}
                      {column.note !== undefined && ` · ${column.note}`}
                    </small>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, r) => (
                // eslint-disable-next-line react/no-array-index-key
                <tr key={r}>
                  <td className="num ui-muted">{r + 1}</td>
                  {columns.map((_, c) => {
                    const value = row[c];
                    return (
                      // eslint-disable-next-line react/no-array-index-key
                      <td key={c} className={value === null || value === undefined ? 'ui-cell-null' : undefined}>
                        {value === null || value === undefined ? t('ui.grid.null') : String(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

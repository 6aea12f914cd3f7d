import { Button, Select } from 'antd';
import { useState } from 'react';
import { type ColumnType, columnType } from '../../../contract/methods/datasets.ts';
import type { ColumnMapping } from '../../../contract/methods/mapping.ts';
import { semanticIds } from '../../app/semantic-ids.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatShare } from '../../ui/format.ts';
import { Card, Chip } from '../../ui/parts.tsx';
import { type IntakeColumn, missingOf, type OwnColumns } from './columns.ts';

interface Props {
  readonly columns: readonly IntakeColumn[];
  /** Null: the dataset is new. */
  readonly mapping: ColumnMapping | null;
  readonly own: OwnColumns;
  readonly twice: string | null;
  readonly onOwn: (own: OwnColumns) => void;
}

const types = columnType.options.filter((one) => one !== 'empty');
/** Stands in a list of choices for "a column of its own" and "means nothing in particular". */
const none = '\u0000';

/** What is taken for what, and what somebody corrects of it; only what needs a look until somebody wants all. */
export function ColumnsForm(props: Props) {
  const t = useT();
  const { columns, mapping, own, twice } = props;
  const [all, setAll] = useState(false);
  const doubtful = mapping === null ? [] : columns.filter(({ by, confidence }) => by !== 'name' || confidence < 1);
  const touched = (name: string): boolean => Object.hasOwn(own.types, name) || Object.hasOwn(own.semantics, name);
  const shown = all ? columns : columns.filter((column) => doubtful.includes(column) || touched(column.from));
  return (
    <Card
      title={t('intake.columnsTitle')}
      flush={shown.length > 0}
      className="intake-columns"
      extra={
        <span className="ui-actions">
          {mapping && <Summary columns={columns} mapping={mapping} />}
          <Button size="small" onClick={() => setAll(!all)} aria-expanded={all}>
            {t(all ? 'intake.columnsFewer' : 'intake.columnsAll', { count: columns.length })}
          </Button>
        </span>
      }
    >
      {twice !== null && (
        <p className="ui-note ui-note-warn" role="alert">
          {t('error.column-twice', { column: twice })}
        </p>
      )}
      {shown.length === 0 ? (
        <p className="ui-muted">{t(mapping ? 'intake.columnsSame' : 'intake.columnsHint')}</p>
      ) : (
        <div className="intake-columns-box" tabIndex={0} role="group" aria-label={t('intake.columnsTitle')}>
          <table className="ui-table">
            <thead>
              <tr>
                <th>{t('intake.columnsFrom')}</th>
                {mapping && <th>{t('intake.columnsTo')}</th>}
                {mapping && <th>{t('intake.columnsBy')}</th>}
                <th>{t('intake.columnsType')}</th>
                <th>{t('intake.columnsSemantic')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((column) => (
                <Row key={column.from} column={column} {...props} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Summary({ columns, mapping }: { readonly columns: readonly IntakeColumn[]; readonly mapping: ColumnMapping }) {
  const t = useT();
  const renamed = columns.filter(({ from, to }) => to !== null && to !== from).length;
  const extra = columns.filter(({ to }) => to === null).map(({ from }) => from);
  const missing = missingOf(columns, mapping);
  const names = (list: readonly string[]): string => list.join('、');
  return (
    <>
      {renamed > 0 && <Chip tone="info">{t('intake.columnsRenamed', { count: renamed })}</Chip>}
      {mapping.reordered && <Chip>{t('intake.columnsReordered')}</Chip>}
      {extra.length > 0 && (
        <Chip tone="warn" title={names(extra)}>
          {t('intake.columnsExtra', { count: extra.length })}
        </Chip>
      )}
      {missing.length > 0 && (
        <Chip tone="bad" title={names(missing)}>
          {t('intake.columnsMissing', { columns: names(missing.slice(0, 3)), count: missing.length })}
        </Chip>
      )}
    </>
  );
}

function Row({ column, mapping, own, onOwn }: Props & { readonly column: IntakeColumn }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { from, to, by, confidence, type, semantic } = column;
  const label = (what: string): string => `${from} ${what}`;
  return (
    <tr>
      <th scope="row">{from}</th>
      {mapping && (
        <td>
          <Select
            size="small"
            className="intake-columns-to"
            aria-label={label(t('intake.columnsTo'))}
            popupMatchSelectWidth={false}
            showSearch={{ optionFilterProp: 'label' }}
            value={to ?? none}
            options={[
              // a column with the name of one of the dataset is that one, or another
              ...(mapping.known.includes(from) ? [] : [{ value: none, label: t('intake.columnsNew') }]),
              ...mapping.known.map((name) => ({ value: name, label: name })),
            ]}
            onChange={(value: string) => onOwn({ ...own, to: { ...own.to, [from]: value === none ? null : value } })}
          />
        </td>
      )}
      {mapping && <td>{by === null ? '—' : t(`intake.by.${by}`, { share: formatShare(Math.round(confidence * 100), 100) })}</td>}
      <td>
        <Select<ColumnType>
          size="small"
          className="intake-columns-type"
          aria-label={label(t('intake.columnsType'))}
          value={type}
          options={(type === 'empty' ? columnType.options : types).map((value) => ({ value, label: t(`type.${value}`) }))}
          onChange={(value) => onOwn({ ...own, types: { ...own.types, [from]: value } })}
        />
      </td>
      <td>
        <Select
          size="small"
          className="intake-columns-to"
          aria-label={label(t('intake.columnsSemantic'))}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          value={semantic ?? none}
          options={[
            { value: none, label: t('intake.columnsNoSemantic') },
            ...semanticIds.map((value) => ({ value, label: dynamic(`semantic.${value}`) })),
          ]}
          onChange={(value: string) => onOwn({ ...own, semantics: { ...own.semantics, [from]: value === none ? null : value } })}
        />
      </td>
    </tr>
  );
}

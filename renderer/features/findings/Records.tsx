import { type ReactNode, type Ref, useCallback, useMemo } from 'react';
import type { Column } from '../../../contract/methods/datasets.ts';
import type { Finding, FindingRule } from '../../../contract/methods/findings.ts';
import { call, type Output } from '../../app/engine.ts';
import { EngineGrid } from '../../app/EngineGrid.tsx';
import { severities, SeverityChip } from '../../app/marks.tsx';
import { useReason } from '../../app/reason.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import type { DataGridHandle, GridCell, GridColumn, GridPage, GridRequest } from '../../ui/grid/DataGrid.tsx';
import { formatCount } from '../../ui/format.ts';
import { type Checked, placeWords } from './checked.ts';
import { requestOf, type View } from './view.ts';

export interface GridProps {
  readonly checked: Checked;
  readonly view: View;
  readonly columns: readonly Column[];
  readonly reveal: string | null;
  readonly handle: Ref<DataGridHandle>;
  readonly empty: ReactNode;
  readonly onTotal: (total: number) => void;
  readonly onFocus: (cell: GridCell) => void;
  readonly onOpen: (cell: GridCell) => void;
  /** What the rules of a page say, for the detail beside the grid. */
  readonly onRules: (rules: readonly FindingRule[]) => void;
}

const severityOf = (value: unknown) => severities.find((one) => one === value) ?? 'info';
/** Separates rule names inside a cell; a rule's name has no line break. */
const between = '\n';

/** The rules that a record of the grid fails. */
export const rulesOfRecord = (cell: GridCell): readonly string[] => {
  const text = cell.row.values[1];
  return typeof text === 'string' && text !== '' ? text.split(between) : [];
};

/** How many columns stand before those of the data. */
export const ownColumns = ({ whole }: Checked): number => (whole ? 4 : 3);

/** One line a failing row: how grave, which rules, why, then its fields; those that a rule blames are marked. */
export function Records({ checked, view, columns, reveal, handle, empty, onTotal, onFocus, onOpen, onRules }: GridProps) {
  const t = useT();
  const reason = useReason();
  const { id: run, dataset, whole } = checked;
  const gridColumns = useRecordColumns(columns, checked);
  const loadPage = useCallback(
    async ({ offset, limit }: GridRequest): Promise<GridPage> => {
      const request = { ...requestOf(run, view), order: view.worstFirst ? ('rules' as const) : ('row' as const), offset, limit, reveal };
      const page = await call('findings.records', request);
      onRules(page.rules);
      return asPage(page, checked, reason);
    },
    [checked, run, view, reveal, onRules, reason],
  );
  return (
    <EngineGrid
      ref={handle}
      id={`findings.${whole ? 'whole' : 'records'}.${dataset}`}
      label={t('screen.findings')}
      columns={gridColumns}
      loadPage={loadPage}
      version={JSON.stringify([run, view, reveal])}
      onTotal={onTotal}
      onFocus={onFocus}
      onOpen={onOpen}
      empty={empty}
    />
  );
}

function asPage(page: Output<'findings.records'>, checked: Checked, reason: ReturnType<typeof useReason>): GridPage {
  const rules = page.failed.map((list) => list.flatMap((i) => page.rules[i] ?? []));
  const why = ({ column, reason: said }: FindingRule): string => (column === null ? reason(said) : `${column} ${reason(said)}`);
  return {
    total: page.total,
    rowNumbers: page.rowNumbers,
    columns: [
      rules.map((list) => severities.find((severity) => list.some((rule) => rule.severity === severity)) ?? 'info'),
      rules.map((list) => list.map((rule) => rule.rule).join(between)),
      rules.map((list) => list.map(why).join('；')),
      ...(checked.whole ? [page.rowNumbers] : []),
      ...page.columns,
      rules.map((list) => list.map((rule) => rule.column ?? '').join(between)),
    ],
  };
}

/** The batch of a row and its number there, in place of the number in all of them. */
const placeColumn = (t: ReturnType<typeof useT>, checked: Checked, key: string): GridColumn => ({
  key,
  title: t('findings.placeTitle'),
  width: 150,
  sortable: false,
  format: (value) => (typeof value === 'number' ? placeWords(t, checked, value) : ''),
});

function useRecordColumns(columns: readonly Column[], checked: Checked): readonly GridColumn[] {
  const t = useT();
  const dynamic = useTDynamic();
  return useMemo(
    () => [
      {
        key: ':severity',
        title: t('rules.severity'),
        width: 98,
        sortable: false,
        pinned: true,
        format: (value) => t(`severity.${severityOf(value)}`),
        render: (value) => <SeverityChip severity={severityOf(value)} />,
      },
      {
        key: ':rules',
        title: t('findings.rules'),
        width: 220,
        sortable: false,
        format: (value) => String(value ?? '').replaceAll(between, '、'),
        render: (value) => <RuleNames names={String(value ?? '').split(between)} />,
      },
      { key: ':reasons', title: t('findings.reason'), width: 280, sortable: false },
      ...(checked.whole ? [{ ...placeColumn(t, checked, ':place'), pinned: true }] : []),
      ...columns.map((column): GridColumn => ({
        key: column.name,
        title: column.name,
        masked: column.sensitive,
        sortable: false,
        width: 130,
        align: column.type === 'integer' || column.type === 'decimal' ? 'right' : 'left',
        note: [dynamic(`type.${column.type}`), column.semantic === null ? '' : dynamic(`semantic.${column.semantic}`)]
          .filter((word) => word !== '')
          .join(' · '),
        render: (value, row) => {
          const blamed = String(row.values.at(-1) ?? '')
            .split(between)
            .includes(column.name);
          const shown = value === null ? t('ui.grid.null') : String(value);
          return blamed ? <mark className="findings-bad">{shown}</mark> : shown;
        },
      })),
    ],
    [columns, checked, t, dynamic],
  );
}

function RuleNames({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.length > 1 && <span className="findings-count">{names.length}</span>}
      {names.join('、')}
    </>
  );
}

/** One line a finding: a row that fails several rules stands in several lines. */
export function Lines({ checked, view, reveal, handle, empty, onTotal, onFocus, onOpen }: GridProps) {
  const t = useT();
  const reason = useReason();
  const { id: run, whole } = checked;
  const columns = useMemo(
    (): readonly GridColumn[] => [
      whole
        ? { ...placeColumn(t, checked, 'row'), pinned: true }
        : {
            key: 'row',
            title: t('findings.row'),
            align: 'right',
            width: 100,
            sortable: false,
            pinned: true,
            format: (value) => (typeof value === 'number' ? formatCount(value) : ''),
          },
      {
        key: 'severity',
        title: t('rules.severity'),
        width: 98,
        sortable: false,
        format: (value) => t(`severity.${severityOf(value)}`),
        render: (value) => <SeverityChip severity={severityOf(value)} />,
      },
      { key: 'rule', title: t('findings.rule'), width: 220, sortable: false },
      { key: 'column', title: t('findings.column'), width: 150, sortable: false },
      { key: 'value', title: t('findings.value'), width: 220, sortable: false, note: t('findings.valueNote') },
      { key: 'reason', title: t('findings.reason'), width: 360, sortable: false },
    ],
    [t, checked, whole],
  );
  const loadPage = useCallback(
    async ({ offset, limit }: GridRequest): Promise<GridPage> => {
      const page = await call('findings.page', { ...requestOf(run, view), offset, limit, reveal });
      return linesPage(page, reason);
    },
    [run, view, reveal, reason],
  );
  return (
    <EngineGrid
      ref={handle}
      id={whole ? 'findings.whole' : 'findings'}
      label={t('screen.findings')}
      columns={columns}
      loadPage={loadPage}
      version={JSON.stringify([run, view, reveal])}
      onTotal={onTotal}
      onFocus={onFocus}
      onOpen={onOpen}
      empty={empty}
    />
  );
}

/** Positions as row ids, because one row can be a finding of several rules. */
function linesPage(
  page: { readonly total: number; readonly offset: number; readonly rows: readonly Finding[] },
  reason: ReturnType<typeof useReason>,
): GridPage {
  const { rows } = page;
  return {
    total: page.total,
    rowNumbers: rows.map((_, i) => page.offset + i + 1),
    columns: [
      rows.map((one) => one.row),
      rows.map((one) => one.severity),
      rows.map((one) => one.rule),
      rows.map((one) => one.column),
      rows.map((one) => one.value),
      rows.map((one) => reason(one.reason)),
    ],
  };
}

import { Button } from 'antd';
import type { Column } from '../../../contract/methods/datasets.ts';
import type { FindingRule } from '../../../contract/methods/findings.ts';
import type { RuleResult } from '../../../contract/methods/quality.ts';
import { useQuery } from '../../app/engine.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { useReason } from '../../app/reason.ts';
import { hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import type { GridCell } from '../../ui/grid/DataGrid.tsx';
import { IconButton } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { type Checked, placeWords } from './checked.ts';
import { ownColumns, rulesOfRecord } from './Records.tsx';
import { alike, type View } from './view.ts';

interface Props {
  readonly checked: Checked;
  readonly view: View;
  readonly cell: GridCell;
  readonly columns: readonly Column[];
  readonly rules: ReadonlyMap<string, FindingRule>;
  readonly results: readonly RuleResult[];
  readonly total: number;
  readonly onView: (view: View) => void;
  readonly onStep: (by: number) => void;
  readonly onSource: () => void;
  readonly onReveal: () => void;
  readonly onClose: () => void;
}

/** A failing row: the rules that it fails and what they expect, what became of it in other batches, and all its fields. */
export function Detail(props: Props) {
  const { checked, cell, columns, rules, results, total } = props;
  const row = cell.row.number;
  const t = useT();
  const { can } = useSession();
  const failed = rulesOfRecord(cell);
  const blamed = new Set(failed.map((rule) => rules.get(rule)?.column));
  return (
    <aside className="detail findings-detail" data-region="detail" aria-label={t('rows.detail')}>
      <header>
        <h2>{placeWords(t, checked, row)}</h2>
        <IconButton icon="up" label={t('rows.previous')} keys="K" disabled={cell.position === 0} onClick={() => props.onStep(-1)} />
        <IconButton icon="down" label={t('rows.next')} keys="J" disabled={cell.position >= total - 1} onClick={() => props.onStep(1)} />
        <IconButton icon="close" size={12} label={t('ui.close')} onClick={props.onClose} />
      </header>
      <div className="findings-detail-body" tabIndex={-1}>
        <ul className="findings-hits" aria-label={t('findings.rules')}>
          {failed.map((rule) => (
            <Hit
              key={rule}
              rule={rule}
              said={rules.get(rule)}
              result={results.find((one) => one.rule === rule)}
              onAlike={(of) => props.onView(alike(props.view, rule, of, row))}
            />
          ))}
        </ul>
        {!checked.whole && <History run={checked.id} row={row} />}
        <dl>
          {columns.map((column, i) => {
            const value = cell.row.values[i + ownColumns(checked)] ?? null;
            return (
              <div key={column.name} className={blamed.has(column.name) ? 'detail-on' : undefined}>
                <dt>{column.name}</dt>
                <dd className={value === null ? 'ui-cell-null' : undefined}>{value === null ? t('ui.grid.null') : String(value)}</dd>
              </div>
            );
          })}
        </dl>
      </div>
      <footer className="ui-row">
        <Button size="small" onClick={props.onSource} title="G">
          {t('findings.toRow')}
        </Button>
        {can('data.reveal') && columns.some((column) => column.sensitive) && (
          <Button size="small" onClick={props.onReveal} title="F2">
            {t('rows.reveal')}
          </Button>
        )}
      </footer>
    </aside>
  );
}

function Hit({
  rule,
  said,
  result,
  onAlike,
}: {
  readonly rule: string;
  readonly said: FindingRule | undefined;
  readonly result: RuleResult | undefined;
  readonly onAlike: (columns: readonly string[]) => void;
}) {
  const t = useT();
  const reason = useReason();
  const dynamic = useTDynamic();
  return (
    <li>
      <div className="ui-row">
        {said && <SeverityChip severity={said.severity} />}
        <strong>{rule}</strong>
      </div>
      {said && (
        <p>
          {said.column !== null && <span>{said.column}: </span>}
          {reason(said.reason)}
        </p>
      )}
      {result && <p className="ui-muted">{result.description ?? dynamic(`ruleKind.${result.kind}`)}</p>}
      {result && result.columns.length > 0 && (
        <Button size="small" type="link" onClick={() => onAlike(result.columns)}>
          {t('findings.alike')}
        </Button>
      )}
    </li>
  );
}

function History({ run, row }: { readonly run: string; readonly row: number }) {
  const t = useT();
  const history = useQuery('findings.history', { run, row });
  if (history.error) return <ErrorPanel error={history.error} quiet />;
  if (!history.data) return <p className="ui-muted findings-history">{t('findings.historyWaiting')}</p>;
  const { key, batches } = history.data;
  if (key.length === 0) return <p className="ui-muted findings-history">{t('findings.historyNoKey')}</p>;
  // the first batch in an unbroken line of batches in which it failed too
  const clean = batches.findIndex((one) => one.rules.length === 0);
  const first = (clean < 0 ? batches : batches.slice(0, clean)).at(-1);
  return (
    <div className="findings-history">
      <p>{first ? t('findings.firstSeen', { number: first.batchNumber }) : t('findings.firstSeenNow')}</p>
      {batches.length > 0 && (
        <ul>
          {batches.map((one) => (
            <li key={one.run}>
              <a href={hrefOf(`/quality/${encodeURIComponent(one.run)}`)}>{t('quality.batchNumber', { number: one.batchNumber })}</a>{' '}
              {one.row === null ? (
                <span className="ui-muted">{t('findings.historyAbsent')}</span>
              ) : one.rules.length === 0 ? (
                <span>{t('findings.historyClean')}</span>
              ) : (
                <span className="quality-down">{one.rules.join('、')}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

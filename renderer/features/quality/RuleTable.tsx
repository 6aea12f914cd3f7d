import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { QualityRun, RuleResult } from '../../../contract/methods/quality.ts';
import type { TrendPoint } from '../../../contract/methods/score.ts';
import type { Dimension, RuleKindInfo, Severity } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { dimensions, levelOfResult, severities, SeverityChip, StatusChip } from '../../app/marks.tsx';
import { go } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { observedText } from '../../app/observed.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { useLooked } from '../../app/looked.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { IconButton, type Level } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState } from '../../ui/states.tsx';
import { FilterSelect, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { Bars } from './Bars.tsx';
import { History } from './History.tsx';
import { signed } from './model.ts';

export type Status = RuleResult['status'] | 'none';
const statuses = ['fail', 'warn', 'error', 'pass', 'none'] as const satisfies readonly Status[];

export interface RuleFilters {
  readonly status: Status | null;
  readonly dimension: Dimension | null;
  readonly severity: Severity | null;
  readonly level: Level | null;
  readonly search: string;
}

export const noFilters: RuleFilters = { status: null, dimension: null, severity: null, level: null, search: '' };

export interface RuleTableProps {
  readonly run: QualityRun;
  readonly results: readonly RuleResult[];
  readonly previous: readonly RuleResult[] | null;
  readonly history: readonly TrendPoint[];
  readonly kinds: readonly RuleKindInfo[];
  readonly filters: RuleFilters;
  readonly onFilters: (filters: RuleFilters) => void;
  readonly onIssue: (rules: readonly string[]) => void;
}

const statusOf = (result: RuleResult): Status => (result.status === 'pass' && result.note !== null ? 'none' : result.status);
const order: Readonly<Record<Level, number>> = { red: 0, orange: 1, yellow: 2, blue: 3, none: 4, ok: 5 };
const urgency = (result: RuleResult): number => (result.status === 'error' ? -1 : order[levelOfResult(result)]);

/** Goes to the findings of a rule. */
export const goToFindings = (run: string, rule?: string): void => go(`/quality/${encodeURIComponent(run)}/findings`, { rule });

function useFiltered({ results, filters }: RuleTableProps): readonly RuleResult[] {
  return useMemo(() => {
    const wanted = filters.search.trim().toLowerCase();
    return results
      .filter(
        (one) =>
          (filters.status === null || statusOf(one) === filters.status) &&
          (filters.dimension === null || one.dimension === filters.dimension) &&
          (filters.severity === null || one.severity === filters.severity) &&
          (filters.level === null || (one.status !== 'error' && levelOfResult(one) === filters.level)) &&
          (wanted === '' || `${one.rule} ${one.columns.join(' ')} ${one.kind} ${one.description ?? ''}`.toLowerCase().includes(wanted)),
      )
      .toSorted((a, b) => urgency(a) - urgency(b) || b.failed - a.failed);
  }, [results, filters]);
}

/** Every rule of the run with its numbers; what needs attention comes first. */
export function RuleTable(props: RuleTableProps) {
  const { run, results, previous, history, kinds, filters, onFilters, onIssue } = props;
  const t = useT();
  const { language } = useAppearance();
  const { can } = useSession();
  const [chosen, setChosen] = useSticky<string | null>(`quality.rule.${run.id}`, null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const shown = useFiltered(props);
  const mayIssue = can('issue.edit');
  const mayRows = can('data.read');
  const failing = results.filter((one) => ticked.has(one.rule) && one.failed > 0).map((one) => one.rule);
  const before = useMemo(() => new Map((previous ?? []).map((one) => [one.rule, one])), [previous]);
  const kindName = (one: RuleResult): string => {
    const kind = kinds.find((k) => k.kind === one.kind);
    return kind ? (language === 'zh-CN' ? kind.title.zh : kind.title.en) : one.kind;
  };
  const nextDimension = (): void => {
    const at = filters.dimension === null ? -1 : dimensions.indexOf(filters.dimension);
    onFilters({ ...filters, dimension: dimensions[at + 1] ?? null });
  };
  useActions([
    { id: 'quality.dimension', title: t('quality.nextDimension'), keys: 'D', run: nextDimension },
    {
      id: 'quality.issue',
      title: t('quality.openIssue'),
      keys: 'I',
      disabled: !mayIssue || failing.length === 0,
      run: () => onIssue(failing),
    },
  ]);
  const active = [
    filters.status && t(`ruleStatus.${filters.status}`),
    filters.dimension && t(`dimension.${filters.dimension}`),
    filters.severity && t(`severity.${filters.severity}`),
    filters.level && t(`ui.level.${filters.level}`),
    filters.search,
  ].filter((one): one is string => typeof one === 'string' && one !== '');
  const selected = results.find((one) => one.rule === chosen);
  const issueOf = (one: RuleResult): void => {
    if (mayIssue && one.failed > 0) onIssue([one.rule]);
  };
  return (
    <>
      <Toolbar
        label={t('quality.filters')}
        actions={
          mayIssue && (
            <Button disabled={failing.length === 0} onClick={() => onIssue(failing)}>
              {failing.length === 0 ? t('quality.openIssue') : t('quality.openIssues', { count: failing.length })}
            </Button>
          )
        }
      >
        <h2 className="quality-rules-title">{t('quality.rules', { count: results.length })}</h2>
        <FilterSelect
          label={t('quality.status')}
          value={filters.status}
          onChange={(status) => onFilters({ ...filters, status })}
          options={statuses.map((value) => ({ value, label: t(`ruleStatus.${value}`) }))}
        />
        <FilterSelect
          label={t('rules.dimension')}
          value={filters.dimension}
          onChange={(dimension) => onFilters({ ...filters, dimension })}
          options={dimensions.map((value) => ({ value, label: t(`dimension.${value}`) }))}
        />
        <FilterSelect
          label={t('rules.severity')}
          value={filters.severity}
          onChange={(severity) => onFilters({ ...filters, severity })}
          options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
        <SearchBox label={t('rules.search')} value={filters.search} onChange={(search) => onFilters({ ...filters, search })} width={180} />
        {active.length > 0 && (
          <Button type="link" size="small" onClick={() => onFilters(noFilters)}>
            {t('ui.clearFilters')}
          </Button>
        )}
      </Toolbar>
      <div className="ui-box quality-table">
        <ListTable
          label={t('quality.rules', { count: results.length })}
          rows={shown}
          rowKey={(one) => one.rule}
          selected={chosen}
          onSelect={(one) => setChosen(one.rule)}
          onOpen={(one) => (mayRows && one.failed > 0 ? goToFindings(run.id, one.rule) : setChosen(one.rule))}
          {...(mayIssue ? { checked: ticked, onCheck: setTicked, keys: { I: issueOf } } : {})}
          empty={
            active.length > 0 ? (
              <EmptyFiltered filters={active} onClear={() => onFilters(noFilters)} />
            ) : (
              <EmptyState small title={t('rules.none')} />
            )
          }
          columns={[
            { key: 'status', title: t('quality.status'), width: 96, sortBy: urgency, render: (one) => <StatusChip result={one} /> },
            {
              key: 'rule',
              title: t('rules.name'),
              width: '2fr',
              sortBy: (one) => one.rule,
              render: (one) => <span title={one.description ?? one.rule}>{one.rule}</span>,
            },
            { key: 'kind', title: t('rules.kind'), width: '1fr', sortBy: kindName, render: kindName },
            {
              key: 'columns',
              title: t('rules.columns'),
              width: '1fr',
              sortBy: (one) => one.columns.join(),
              render: (one) => <span title={one.columns.join('、')}>{one.columns.join('、')}</span>,
            },
            {
              key: 'dimension',
              title: t('rules.dimension'),
              width: language === 'zh-CN' ? 60 : 104,
              sortBy: (one) => dimensions.indexOf(one.dimension),
              render: (one) => t(`dimension.${one.dimension}`),
            },
            {
              key: 'severity',
              title: t('rules.severity'),
              width: 56,
              sortBy: (one) => severities.indexOf(one.severity),
              render: (one) => <SeverityChip severity={one.severity} />,
            },
            {
              key: 'evaluated',
              title: t('quality.evaluated'),
              width: 76,
              align: 'right',
              sortBy: (one) => one.evaluated,
              render: (one) => formatCount(one.evaluated),
            },
            {
              key: 'skipped',
              title: t('quality.skipped'),
              width: 60,
              align: 'right',
              sortBy: (one) => one.skipped,
              render: (one) => (one.skipped === 0 ? <span className="ui-muted">0</span> : formatCount(one.skipped)),
            },
            {
              key: 'failed',
              title: t('quality.failed'),
              width: 68,
              align: 'right',
              sortBy: (one) => one.failed,
              render: (one) => failedCell(one, mayRows ? () => goToFindings(run.id, one.rule) : null),
            },
            {
              key: 'ratio',
              title: t('quality.ratio'),
              width: 72,
              align: 'right',
              sortBy: (one) => one.ratio,
              render: (one) => ratioCell(one),
            },
            {
              key: 'change',
              title: t('quality.versus'),
              width: 60,
              align: 'right',
              sortBy: (one) => changeOf(one, before),
              render: (one) => changeCell(changeOf(one, before)),
            },
            ...(history.length > 1
              ? [
                  {
                    key: 'last',
                    title: t('quality.last', { count: history.length }),
                    width: Math.max(72, history.length * 7 + 18),
                    render: (one: RuleResult) => <Bars rule={one.rule} points={history} />,
                  },
                ]
              : []),
            {
              key: 'act',
              title: '',
              width: 68,
              align: 'right',
              render: (one) => (
                <>
                  {mayRows && one.failed > 0 && (
                    <IconButton icon="table" label={t('quality.toFindings')} keys="Enter" onClick={() => goToFindings(run.id, one.rule)} />
                  )}
                  {mayIssue && one.failed > 0 && (
                    <IconButton icon="issue" label={t('quality.openIssue')} keys="I" onClick={() => onIssue([one.rule])} />
                  )}
                </>
              ),
            },
          ]}
        />
      </div>
      {selected && <Detail result={selected} kind={kindName(selected)} batch={run.batchNumber} />}
    </>
  );
}

const changeOf = (one: RuleResult, before: ReadonlyMap<string, RuleResult>): number | null => {
  const old = before.get(one.rule);
  return old && old.status !== 'error' && one.status !== 'error' ? one.failed - old.failed : null;
};

const changeCell = (change: number | null) =>
  change === null ? (
    <span className="ui-muted">—</span>
  ) : (
    <span className={change > 0 ? 'quality-down' : change < 0 ? 'quality-up' : 'ui-muted'}>{signed(change, 0)}</span>
  );

function failedCell(one: RuleResult, open: (() => void) | null) {
  if (one.failed === 0) return <span className="ui-muted">0</span>;
  if (!open) return formatCount(one.failed);
  return (
    <button type="button" tabIndex={-1} className="quality-link" onClick={open}>
      {formatCount(one.failed)}
    </button>
  );
}

const ratioCell = (one: RuleResult): string => (one.ratio === null ? '—' : formatShare(one.evaluated - one.failed, one.evaluated));

function Detail({ result, kind, batch }: { readonly result: RuleResult; readonly kind: string; readonly batch: number }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const looked = useLooked()(result);
  const { observed, threshold, error } = result;
  return (
    <section className="quality-detail" aria-live="polite">
      <strong>{result.rule}</strong>
      <span>
        {kind} {result.columns.join('、')}
      </span>
      {threshold !== null && <span>{t('quality.threshold', { threshold: `${Math.round(threshold * 1e4) / 100}%` })}</span>}
      {observed !== null && (
        <span>{`${t('quality.observed')} ${observedText(observed, (name) => dynamic(`observed.${name}`).replace(/^observed\./, ''))}`}</span>
      )}
      {result.note !== null && <span>{dynamic(`note.${result.note}`)}</span>}
      {error && <span className="quality-down">{describeCode(language, error.code, error.params)}</span>}
      {result.description !== null && <span className="ui-muted">{result.description}</span>}
      {looked !== null && <span>{looked}</span>}
      {result.compared && <History compared={result.compared} batch={batch} failed={result.status === 'fail'} />}
    </section>
  );
}

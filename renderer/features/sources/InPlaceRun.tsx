import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { gradeOf, isBlocking } from '../../../contract/grade.ts';
import type { InPlaceResult, InPlaceRun } from '../../../contract/methods/in-place.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useQuery } from '../../app/engine.ts';
import { dimensions, levelOfResult, SeverityChip, StatusChip } from '../../app/marks.tsx';
import { useLooked } from '../../app/looked.ts';
import { OpenIssues } from '../../app/OpenIssues.tsx';
import { go, hrefOf } from '../../app/router.ts';
import { Blocked, maySubmitRun, ReviewChip, SubmitRun } from '../../app/RunReview.tsx';
import type { ScreenProps } from '../../app/routes.tsx';
import { useSession } from '../../app/session.tsx';
import { setSticky as remember, useSticky } from '../../app/sticky.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatCount, formatDuration, formatScore, formatShare, formatTime } from '../../ui/format.ts';
import { ScoreGauge } from '../../ui/Gauge.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Card, Chip, type Level } from '../../ui/parts.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { FailingRows } from './FailingRows.tsx';
import { fromLabel } from './model.ts';
import { Statement, useKindName, WayChip } from './PlanTable.tsx';
import './in-place.css';

/** What came of a check in the database: the score, every rule, and the rows that fail it, asked of the server by page. */
export function InPlaceRunPage({ params, query }: ScreenProps) {
  const found = useQuery('inPlace.get', { run: params['run'] ?? '' });
  return <Load of={found}>{(data) => <Inside key={data.run.id} found={data} query={query} />}</Load>;
}

type Found = Output<'inPlace.get'>;

function Inside({ found, query }: { readonly found: Found; readonly query: ScreenProps['query'] }) {
  const { run, results, before, unit, blockedBy } = found;
  const t = useT();
  const { can } = useSession();
  const previous = before[0];
  const earlier = useQuery('inPlace.get', { run: previous?.id ?? '' }, { skip: previous === undefined });
  const [sticky, setSticky] = useSticky<string | null>(`inPlace.rule.${run.id}`, null);
  const [issuing, setIssuing] = useState<readonly string[] | null>(null);
  // an address that asks for a rule shows that one, until another is chosen
  const chosen = query['rule'] ?? sticky;
  const choose = (rule: string): void => {
    setSticky(rule);
    if (query['rule'] !== undefined) go(`/in-place/${encodeURIComponent(run.id)}`, {}, true);
  };
  const selected = results.find(({ rule }) => rule === chosen);
  const failing = results.filter(mayBeIssue).map(({ rule }) => rule);
  const mayIssue = can('issue.edit') && run.table !== null;
  useActions([
    {
      id: 'quality.issue',
      title: t('quality.openIssue'),
      keys: 'I',
      disabled: !mayIssue || failing.length === 0,
      run: () => setIssuing(selected && mayBeIssue(selected) ? [selected.rule] : failing),
    },
  ]);
  return (
    <div className="in-place">
      <Head run={run} previous={previous?.id ?? null} failing={mayIssue ? failing : []} blocked={blockedBy.length} onIssue={setIssuing} />
      <Blocked run={run.id} by={blockedBy} />
      <Notes run={run} />
      <div className="in-place-cards">
        <Total {...found} />
        <Dimensions run={run} />
      </div>
      <Results results={results} before={earlier.data?.results ?? []} chosen={chosen} onChoose={choose} />
      {selected === undefined ? (
        <EmptyState small title={t('inPlace.chooseResult')} />
      ) : (
        <Chosen
          key={selected.rule}
          run={run}
          result={selected}
          share={query['share'] ?? null}
          onIssue={mayIssue && mayBeIssue(selected) ? () => setIssuing([selected.rule]) : null}
        />
      )}
      {issuing && <OpenIssues run={run.id} rules={issuing} unit={unit} onClose={() => setIssuing(null)} />}
    </div>
  );
}

/** True for a failing rule whose failures count. */
const mayBeIssue = ({ failed, status, waiver }: InPlaceResult): boolean => failed > 0 && status !== 'error' && waiver?.scope !== 'rule';

interface HeadProps {
  readonly run: InPlaceRun;
  readonly previous: string | null;
  readonly failing: readonly string[];
  /** How many critical rules keep it from being approved. */
  readonly blocked: number;
  readonly onIssue: (rules: readonly string[]) => void;
}

function Head({ run, previous, failing, blocked, onIssue }: HeadProps) {
  const [submitting, setSubmitting] = useState(false);
  const t = useT();
  const { language } = useAppearance();
  const { can } = useSession();
  const { source, from, ruleSet } = run;
  const mayAgain = source !== null && can('data.import') && can('quality.run');
  const again = (): void => {
    if (source === null) return;
    remember(`sources.from.${source}`, from);
    remember(`inPlace.ruleSet.${source} ${JSON.stringify(from)}`, ruleSet);
    go(`/sources/${encodeURIComponent(source)}/check`);
  };
  const mayReport = can('review.read');
  // what was cut short does not say all
  const maySubmit = can('review.submit') && maySubmitRun(run) && run.cut === null;
  useActions([
    { id: 'inPlace.again', title: t('inPlace.again'), disabled: !mayAgain, run: again },
    { id: 'quality.submit', title: t('quality.submit'), keys: 'Ctrl+Enter', disabled: !maySubmit, run: () => setSubmitting(true) },
  ]);
  return (
    <header className="in-place-head">
      <div className="in-place-facts">
        <strong title={fromLabel(from)}>{fromLabel(from)}</strong>
        <span>{`${run.name} · ${run.address}`}</span>
        <span>{`${run.server.product} ${run.server.version}`}</span>
        <a href={hrefOf(`/rules/${encodeURIComponent(ruleSet)}`)}>{`${run.ruleSetName} v${run.ruleSetVersion}`}</a>
        <span>{t('quality.allRows', { rows: formatCount(run.rows) })}</span>
        <span className="ui-muted">
          {t('quality.when', { time: formatTime(run.startedAt), took: formatDuration(run.seconds, language), by: run.by })}
        </span>
        {run.oneState && <Chip tone="good">{t('inPlace.oneState')}</Chip>}
        <ReviewChip run={run} />
      </div>
      <span className="ui-row">
        {mayReport && (
          <Button icon={<Icon name="report" />} href={hrefOf('/report', { run: run.id })}>
            {t('inPlace.report')}
          </Button>
        )}
        {mayReport && previous !== null && (
          <Button href={hrefOf('/report', { run: run.id, base: previous })}>{t('inPlace.compare')}</Button>
        )}
        {failing.length > 0 && <Button onClick={() => onIssue(failing)}>{t('inPlace.openIssues', { count: failing.length })}</Button>}
        {mayAgain && (
          <Button icon={<Icon name="quality" />} onClick={again}>
            {t('inPlace.again')}
          </Button>
        )}
        {maySubmit && (
          <Button type="primary" onClick={() => setSubmitting(true)} title="Ctrl+Enter">
            {t('quality.submit')}
          </Button>
        )}
      </span>
      {submitting && <SubmitRun run={run} blocked={blocked} onClose={() => setSubmitting(false)} />}
    </header>
  );
}

/** What has to be known before the figures are believed. */
function Notes({ run }: { readonly run: InPlaceRun }) {
  const t = useT();
  const { cut, oneState, mayWrite, name } = run;
  return (
    <>
      {cut && (
        <p className="ui-note ui-note-warn" role="status">
          {t('inPlace.cut', { host: cut.host, answered: cut.answered })}
        </p>
      )}
      {!oneState && !cut && <p className="ui-note">{t('inPlace.states')}</p>}
      {mayWrite === true && <p className="ui-note ui-note-warn">{t('inPlace.mayWrite', { name })}</p>}
    </>
  );
}

function Total({ run, results, before, bands }: Found) {
  const t = useT();
  const { total } = run.score;
  const critical = results.some(isBlocking);
  const shown = total === null ? t('score.notEvaluated') : formatScore(total);
  const grade = gradeOf(total, critical, bands);
  const scores = [total, ...before.map(({ score }) => score.total)].toReversed();
  return (
    <Card title={t('quality.total')} className="in-place-total">
      <ScoreGauge
        score={total}
        tone={total === null ? 'none' : critical || total < 60 ? 'poor' : total < 85 ? 'fair' : 'good'}
        label={t('quality.totalLabel', { score: shown, grade: grade === null ? '' : t(`grade.${grade}`) })}
        size={140}
      >
        {total === null ? <span className="ui-muted">{shown}</span> : <span className="ui-gauge-number">{shown}</span>}
        {grade !== null && <span>{t(`grade.${grade}`)}</span>}
      </ScoreGauge>
      {before.length > 0 && (
        <p className="ui-muted in-place-spark">
          {t('inPlace.lastScores')} <Sparkline values={scores} />{' '}
          {scores
            .slice(-4)
            .map((one) => (one === null ? '—' : formatScore(one)))
            .join(' → ')}
        </p>
      )}
    </Card>
  );
}

function Dimensions({ run }: { readonly run: InPlaceRun }) {
  const t = useT();
  return (
    <Card title={t('quality.dimensions')} className="in-place-dimensions">
      <dl>
        {dimensions.map((dimension) => {
          const value = run.score.dimensions[dimension];
          return (
            <div key={dimension}>
              <dt>{t(`dimension.${dimension}`)}</dt>
              <dd className={value === null ? 'ui-muted' : undefined}>{value === null ? t('score.notEvaluated') : formatScore(value)}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

const order: Readonly<Record<Level, number>> = { red: 0, orange: 1, yellow: 2, blue: 3, none: 4, ok: 5 };
const urgency = (result: InPlaceResult): number => (result.status === 'error' ? -1 : order[levelOfResult(result)]);

interface ResultsProps {
  readonly results: readonly InPlaceResult[];
  readonly before: readonly InPlaceResult[];
  readonly chosen: string | null;
  readonly onChoose: (rule: string) => void;
}

function Results({ results, before, chosen, onChoose }: ResultsProps) {
  const t = useT();
  const { language } = useAppearance();
  const kindName = useKindName();
  const shown = useMemo(() => results.toSorted((a, b) => urgency(a) - urgency(b) || b.failed - a.failed), [results]);
  const changeOf = (one: InPlaceResult): number | null => {
    const old = before.find(({ rule }) => rule === one.rule);
    return old && old.status !== 'error' && one.status !== 'error' ? one.failed - old.failed : null;
  };
  const title = t('inPlace.results', { count: results.length });
  return (
    <Card flush title={title}>
      <ListTable
        label={title}
        rows={shown}
        rowKey={({ rule }) => rule}
        selected={chosen}
        onSelect={({ rule }) => onChoose(rule)}
        maxHeight={360}
        columns={[
          { key: 'status', title: t('quality.status'), width: 96, sortBy: urgency, render: (one) => <StatusChip result={one} /> },
          {
            key: 'rule',
            title: t('rules.name'),
            width: '1fr',
            sortBy: ({ rule }) => rule,
            render: ({ rule, description }) => <span title={description ?? rule}>{rule}</span>,
          },
          { key: 'kind', title: t('rules.kind'), width: '1fr', sortBy: ({ kind }) => kindName(kind), render: ({ kind }) => kindName(kind) },
          {
            key: 'columns',
            title: t('rules.columns'),
            width: '1fr',
            sortBy: ({ columns }) => columns.join(),
            render: ({ columns }) => <span title={columns.join('、')}>{columns.join('、')}</span>,
          },
          {
            key: 'severity',
            title: t('rules.severity'),
            width: language === 'zh-CN' ? 64 : 84,
            sortBy: ({ severity }) => severity,
            render: ({ severity }) => <SeverityChip severity={severity} />,
          },
          numberColumn('evaluated', t('quality.evaluated'), ({ evaluated }) => evaluated),
          numberColumn('skipped', t('quality.skipped'), ({ skipped }) => skipped),
          numberColumn('failed', t('quality.failed'), ({ failed }) => failed),
          {
            key: 'ratio',
            title: t('quality.ratio'),
            width: 80,
            align: 'right',
            sortBy: ({ ratio }) => ratio,
            render: ({ ratio, evaluated, failed }) => (ratio === null ? '—' : formatShare(evaluated - failed, evaluated)),
          },
          ...(before.length > 0 ? [changeColumn(t('inPlace.versus'), changeOf)] : []),
          { key: 'way', title: t('inPlace.way'), width: 148, sortBy: ({ way }) => way, render: ({ way }) => <WayChip way={way} /> },
        ]}
      />
    </Card>
  );
}

const numberColumn = (key: string, title: string, of: (one: InPlaceResult) => number) => ({
  key,
  title,
  width: 92,
  align: 'right' as const,
  sortBy: of,
  render: (one: InPlaceResult) => (of(one) === 0 ? <span className="ui-muted">0</span> : formatCount(of(one))),
});

const changeColumn = (title: string, of: (one: InPlaceResult) => number | null) => ({
  key: 'change',
  title,
  width: 80,
  align: 'right' as const,
  sortBy: of,
  render: (one: InPlaceResult) => {
    const change = of(one);
    if (change === null) return <span className="ui-muted">—</span>;
    return change === 0 ? <span className="ui-muted">0</span> : `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`;
  },
});

interface ChosenProps {
  readonly run: InPlaceRun;
  readonly result: InPlaceResult;
  /** The unit whose rows are wanted; null: all. */
  readonly share: string | null;
  readonly onIssue: (() => void) | null;
}

function Chosen({ run, result, share, onIssue }: ChosenProps) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const { can } = useSession();
  const looked = useLooked()(result);
  const { error, why, note, rows } = result;
  return (
    <Card
      title={result.rule}
      extra={
        <span className="ui-row">
          {onIssue && (
            <Button size="small" title="I" onClick={onIssue}>
              {t('quality.openIssue')}
            </Button>
          )}
          <WayChip way={result.way} />
        </span>
      }
      className="in-place-chosen"
    >
      {run.table !== null && <RuleIssues table={run.table} rule={result.rule} />}
      {error && <p className="in-place-error">{describeCode(language, error.code, error.params)}</p>}
      {note !== null && <p>{dynamic(`note.${note}`)}</p>}
      {looked !== null && <p>{looked}</p>}
      {why !== null && <p className="ui-muted">{t(`pushdown.why.${why}`)}</p>}
      {result.description !== null && <p className="ui-muted">{result.description}</p>}
      {rows && run.source === null && <p className="ui-muted">{t('inPlace.rowsGone')}</p>}
      {rows && run.source !== null && can('data.import') && <FailingRows key={share} run={run.id} result={result} share={share} />}
      {!rows && !error && result.failed > 0 && <p className="ui-muted">{t('inPlace.rowsNo')}</p>}
      <Statement rule={result} />
    </Card>
  );
}

/** The issues of a rule of this table, those still to be done first. */
function RuleIssues({ table, rule }: { readonly table: string; readonly rule: string }) {
  const t = useT();
  const issues = useQuery('issues.list', { table });
  const mine = (issues.data ?? []).filter((one) => one.rule === rule);
  if (mine.length === 0) return null;
  return (
    <p className="ui-row">
      <span>{t('inPlace.issuesOf')}</span>
      {mine.map(({ id, number, unit, state }) => (
        <span key={id}>
          <a href={hrefOf(`/issues/${encodeURIComponent(id)}`)}>{number}</a> {unit} <Chip>{t(`issues.state.${state}`)}</Chip>
        </span>
      ))}
    </p>
  );
}

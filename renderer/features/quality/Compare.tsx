import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import type { ComparedRows, ComparedRule } from '../../../contract/methods/score.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatScore, formatShare } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { Load } from '../../ui/states.tsx';
import { signed } from './model.ts';

const points = (rule: ComparedRule): number => rule.byResult + rule.byWeight;
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const tone = (change: number): string => (change < -0.005 ? 'quality-down' : change > 0.005 ? 'quality-up' : 'ui-muted');
const stateTone = { new: 'info', gone: 'plain', changed: 'warn', same: 'plain' } as const;

/** What moved the score between two runs: every rule's contribution, what was changed in it, and which rows fail now. */
export function Compare({
  run,
  before,
  open,
  onClose,
}: {
  readonly run: QualityRun;
  readonly before: QualityRun;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const t = useT();
  const { can } = useSession();
  const compared = useQuery('quality.compare', { before: before.id, after: run.id }, { skip: !open });
  const rows = useJob('quality.compareRows', `${before.id} ${run.id}`);
  const { run: start, output, running, error } = rows;
  const mayRows = can('data.read');
  useEffect(() => {
    if (open && mayRows && !output && !running && !error) void start({ before: before.id, after: run.id }, run.datasetName);
  }, [open, mayRows, output, running, error, start, before.id, run]);
  return (
    <SideDrawer open={open} title={t('quality.why')} onClose={onClose} width={980}>
      <Load of={compared}>
        {(data) => (
          <div className="quality-compare">
            <p className="quality-compare-total">
              {t('quality.whyBatches', { before: before.batchNumber, after: run.batchNumber })}{' '}
              <strong>
                {data.before.score.total === null ? t('score.notEvaluated') : formatScore(data.before.score.total)}
                {' → '}
                {data.after.score.total === null ? t('score.notEvaluated') : formatScore(data.after.score.total)}
              </strong>{' '}
              {data.difference === null ? (
                <span className="ui-muted">{t('quality.whyNone')}</span>
              ) : (
                <>
                  <strong className={tone(data.difference)}>{signed(data.difference, 2)}</strong>{' '}
                  <span>
                    {t('quality.whySplit', {
                      results: signed(sum(data.rules.map((r) => r.byResult)), 2),
                      weights: signed(sum(data.rules.map((r) => r.byWeight)), 2),
                    })}
                  </span>
                </>
              )}
            </p>
            <RunningJob of={rows} />
            {output && <Rows rows={output} />}
            <Rules rules={data.rules} rows={output} />
          </div>
        )}
      </Load>
    </SideDrawer>
  );
}

function Rows({ rows }: { readonly rows: ComparedRows }) {
  const t = useT();
  if (!rows.all) return <p className="ui-note">{t('quality.rowsNoKey')}</p>;
  const { newlyFailing, newlyPassing, stillFailing, onlyAfter, onlyBefore } = rows.all;
  const facts = [
    ['quality.rowsNew', newlyFailing],
    ['quality.rowsFixed', newlyPassing],
    ['quality.rowsStill', stillFailing],
    ...(rows.by === 'key'
      ? ([
          ['quality.rowsAdded', onlyAfter],
          ['quality.rowsGone', onlyBefore],
        ] as const)
      : []),
  ] as const;
  return (
    <>
      <dl className="quality-compare-rows">
        {facts.map(([key, count]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <p className="ui-muted">{rows.by === 'key' ? t('quality.rowsByKey', { key: rows.key.join('、') }) : t('quality.rowsByNumber')}</p>
    </>
  );
}

function Rules({ rules, rows }: { readonly rules: readonly ComparedRule[]; readonly rows: ComparedRows | undefined }) {
  const t = useT();
  const [chosen, setChosen] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const most = Math.max(1e-9, ...rules.map((rule) => Math.abs(points(rule))));
  const rowsOf = new Map(rows?.all ? rows.rules.map((one) => [one.rule, one]) : []);
  const moved = rules.filter(
    (rule) => rule.state !== 'same' || Math.abs(points(rule)) > 0 || (rowsOf.get(rule.rule)?.newlyFailing ?? 0) > 0,
  );
  const shown = all ? rules : moved;
  const selected = shown.find((rule) => rule.rule === chosen);
  const share = (side: ComparedRule['before']): string =>
    side === null || side.ratio === null ? '—' : formatShare(side.evaluated - side.failed, side.evaluated);
  const count = (value: number | undefined) => (value === undefined ? <span className="ui-muted">—</span> : formatCount(value));
  return (
    <>
      <div className="quality-table">
        <ListTable
          label={t('quality.why')}
          rows={shown}
          rowKey={(rule) => rule.rule}
          selected={chosen}
          onSelect={(rule) => setChosen(rule.rule)}
          empty={<p className="ui-muted">{t('quality.whyNothing')}</p>}
          columns={[
            {
              key: 'rule',
              title: t('rules.name'),
              width: '2fr',
              sortBy: (r) => r.rule,
              render: (r) => <span title={r.rule}>{r.rule}</span>,
            },
            {
              key: 'state',
              title: t('quality.ruleState'),
              width: 92,
              sortBy: (r) => r.state,
              render: (r) =>
                r.state === 'same' ? (
                  <span className="ui-muted">—</span>
                ) : (
                  <Chip tone={stateTone[r.state]}>{t(`quality.ruleState.${r.state}`)}</Chip>
                ),
            },
            {
              key: 'before',
              title: t('quality.before'),
              width: 84,
              align: 'right',
              sortBy: (r) => r.before?.ratio ?? null,
              render: (r) => share(r.before),
            },
            {
              key: 'after',
              title: t('quality.after'),
              width: 84,
              align: 'right',
              sortBy: (r) => r.after?.ratio ?? null,
              render: (r) => share(r.after),
            },
            {
              key: 'points',
              title: t('quality.contribution'),
              width: 190,
              align: 'right',
              sortBy: points,
              render: (r) => (
                <span
                  className="quality-points"
                  title={t('quality.contributionTitle', { result: signed(r.byResult, 3), weight: signed(r.byWeight, 3) })}
                >
                  <span className="quality-points-bar" aria-hidden="true">
                    <i
                      className={points(r) < 0 ? 'quality-points-down' : 'quality-points-up'}
                      style={{ width: `${(Math.abs(points(r)) / most) * 50}%`, ...(points(r) < 0 ? { right: '50%' } : { left: '50%' }) }}
                    />
                  </span>
                  <span className={tone(points(r))}>{signed(points(r), 2)}</span>
                </span>
              ),
            },
            {
              key: 'new',
              title: t('quality.rowsNew'),
              width: 96,
              align: 'right',
              sortBy: (r) => rowsOf.get(r.rule)?.newlyFailing ?? null,
              render: (r) => count(rowsOf.get(r.rule)?.newlyFailing),
            },
            {
              key: 'fixed',
              title: t('quality.rowsFixed'),
              width: 96,
              align: 'right',
              sortBy: (r) => rowsOf.get(r.rule)?.newlyPassing ?? null,
              render: (r) => count(rowsOf.get(r.rule)?.newlyPassing),
            },
          ]}
        />
      </div>
      {moved.length < rules.length && (
        <Button size="small" type="link" onClick={() => setAll(!all)}>
          {all ? t('quality.whyMoved') : t('quality.whyAll', { count: rules.length })}
        </Button>
      )}
      {selected && selected.changes.length > 0 && <Changes rule={selected} />}
    </>
  );
}

/** The name of what all rules share, or of a parameter of the kind. */
function fieldWord(dynamic: ReturnType<typeof useTDynamic>, field: string): string {
  const shared = dynamic(`quality.field.${field}`);
  return shared.startsWith('quality.field.') ? dynamic(`ruleParam.${field}`).replace(/^ruleParam\./, '') : shared;
}

function Changes({ rule }: { readonly rule: ComparedRule }) {
  const t = useT();
  const dynamic = useTDynamic();
  const word = (value: unknown): string => (value === null ? '—' : typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <table className="ui-table">
      <caption>{t('quality.changesOf', { rule: rule.rule })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('quality.changesField')}</th>
          <th scope="col">{t('quality.before')}</th>
          <th scope="col">{t('quality.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rule.changes.map(({ field, before, after }) => (
          <tr key={field}>
            <td>{fieldWord(dynamic, field)}</td>
            <td>{word(before)}</td>
            <td>{word(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

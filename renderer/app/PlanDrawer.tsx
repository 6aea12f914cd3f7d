import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { RuleCost } from '../../contract/methods/quality.ts';
import { useAppearance, useT } from '../ui/appearance.tsx';
import { copyText } from '../ui/clipboard.ts';
import { describeCode } from '../ui/error-words.ts';
import { formatCount, formatTime } from '../ui/format.ts';
import { type ListColumn, ListTable } from '../ui/ListTable.tsx';
import { Chip } from '../ui/parts.tsx';
import { SideDrawer } from '../ui/SideDrawer.tsx';
import { EmptyState, Load } from '../ui/states.tsx';
import { type Output, useQuery } from './engine.ts';
import { formatWork, readingOf, scanOf, totalOf } from './plan-costs.ts';
import './plan.css';

type Plan = Output<'quality.plan'>;
type PlanRule = Plan['rules'][number];
type Statement = Plan['statements'][number];

const noCosts: Readonly<Record<string, RuleCost>> = {};

/** How a batch would be checked, before or after it is: statements, what is read besides, and what each rule cost the last time. */
export function PlanDrawer(props: {
  readonly batch: string;
  readonly ruleSet: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const t = useT();
  const { batch, ruleSet, open, onClose } = props;
  const found = useQuery('quality.plan', { batch, ruleSet }, { skip: !open });
  return (
    <SideDrawer open={open} title={t('plan.title')} onClose={onClose} width={960}>
      <Load of={found}>{(plan) => <Inside plan={plan} />}</Load>
    </SideDrawer>
  );
}

function Inside({ plan }: { readonly plan: Plan }) {
  const t = useT();
  const { datasetName, batchNumber, ruleSetName, ruleSetVersion } = plan;
  return (
    <div className="plan">
      <p>
        <strong>
          {t('plan.of', {
            dataset: datasetName,
            number: batchNumber,
            ruleSet: ruleSetName,
            version: ruleSetVersion,
            rows: formatCount(plan.rows),
          })}
        </strong>
      </p>
      {plan.rules.length === 0 ? <EmptyState small title={t('plan.none')} /> : <Parts plan={plan} />}
    </div>
  );
}

function Parts({ plan }: { readonly plan: Plan }) {
  const t = useT();
  const learns = plan.rules.some((rule) => rule.learns);
  const broken = plan.rules.filter((rule) => rule.error !== null).length;
  return (
    <>
      <p>
        {t('plan.shape', { rules: plan.rules.length, scans: plan.statements.length + Number(learns) })}{' '}
        {learns && <>{t('plan.shapeLearns')} </>}
        {broken > 0 && (
          <Chip tone="bad" icon="alert">
            {t('plan.broken', { count: broken })}
          </Chip>
        )}
      </p>
      <CostNote plan={plan} />
      <PlanRules rules={plan.rules} costs={plan.last?.costs.rules ?? noCosts} />
      <PlanReferences references={plan.references} />
      {plan.statements.map((statement) => (
        <StatementPart key={statement.way} statement={statement} />
      ))}
    </>
  );
}

/** Where the costs come from and how they were found. */
function CostNote({ plan: { last, ruleSetVersion } }: { readonly plan: Plan }) {
  const t = useT();
  const { language } = useAppearance();
  if (last === null) return <p className="ui-muted">{t('plan.noCosts')}</p>;
  return (
    <>
      <p>
        {t('plan.lastRun', {
          time: formatTime(last.startedAt),
          number: last.batchNumber,
          rows: formatCount(last.rows),
          scan: formatWork(last.costs.scanMs, language),
          read: formatWork(readingOf(last.costs), language),
        })}{' '}
        {last.ruleSetVersion !== ruleSetVersion && t('plan.otherVersion', { version: last.ruleSetVersion })}
      </p>
      <p className="ui-muted">{t('plan.how')}</p>
    </>
  );
}

/** What each rule costs, the dearest first; without costs, in the order of the set. `note` stands before how it runs. */
export function PlanRules({
  rules,
  costs,
  note,
}: {
  readonly rules: readonly PlanRule[];
  readonly costs: Readonly<Record<string, RuleCost>>;
  readonly note?: (rule: string) => string;
}) {
  const t = useT();
  const { language } = useAppearance();
  const kinds = useQuery('ruleKinds.list', undefined);
  const most = Math.max(1e-3, ...Object.values(costs).map(totalOf));
  const rows = useMemo(() => byCost(rules, costs), [rules, costs]);
  const costOf = (rule: PlanRule): RuleCost | null => costs[rule.rule] ?? null;
  const kindName = (rule: PlanRule): string => {
    const title = kinds.data?.find((kind) => kind.kind === rule.kind)?.title;
    return title ? (language === 'zh-CN' ? title.zh : title.en) : rule.kind;
  };
  const wayText = (rule: PlanRule): string =>
    rule.error
      ? `${t('plan.way.none')}: ${describeCode(language, rule.error.code, rule.error.params)}`
      : [
          ...(note ? [note(rule.rule)] : []),
          ...(rule.learns ? [t('plan.learns')] : []),
          t(`plan.way.${rule.way}`),
          ...(rule.groups ? [t('plan.groups')] : []),
        ].join(' → ');
  const columns: readonly ListColumn<PlanRule>[] = [
    { key: 'rule', title: t('rules.name'), width: '8fr', sortBy: (r) => r.rule, render: (r) => <span title={r.rule}>{r.rule}</span> },
    { key: 'kind', title: t('rules.kind'), width: '6fr', sortBy: kindName, render: kindName },
    {
      key: 'way',
      title: t('plan.way'),
      width: '11fr',
      sortBy: wayText,
      render: (r) => (
        <span className={r.error ? 'plan-bad' : undefined} title={wayText(r)}>
          {wayText(r)}
        </span>
      ),
    },
    {
      key: 'cost',
      title: t('plan.cost'),
      width: 168,
      align: 'right',
      sortBy: (r) => totalOrNull(costOf(r)),
      render: (r) => <Cost cost={costOf(r)} most={most} />,
    },
    { key: 'parts', title: t('plan.parts'), width: '7fr', render: (r) => <CostParts cost={costOf(r)} /> },
  ];
  return (
    <div className="plan-table">
      <ListTable label={t('plan.rules', { count: rows.length })} rows={rows} rowKey={(r) => r.rule} columns={columns} maxHeight={378} />
    </div>
  );
}

const totalOrNull = (cost: RuleCost | null): number | null => cost && totalOf(cost);

function byCost(rules: readonly PlanRule[], costs: Readonly<Record<string, RuleCost>>): readonly PlanRule[] {
  const of = (rule: PlanRule): number => totalOrNull(costs[rule.rule] ?? null) ?? -1;
  return rules.toSorted((a, b) => of(b) - of(a));
}

function Cost({ cost, most }: { readonly cost: RuleCost | null; readonly most: number }) {
  const { language } = useAppearance();
  if (cost === null) return <span className="ui-muted">—</span>;
  const total = totalOf(cost);
  return (
    <span className="plan-cost">
      {formatWork(total, language)}
      <span className="plan-cost-bar" aria-hidden="true">
        <i style={{ width: `${(total / most) * 100}%` }} />
      </span>
    </span>
  );
}

function CostParts({ cost }: { readonly cost: RuleCost | null }) {
  const t = useT();
  const { language } = useAppearance();
  if (cost === null) return null;
  const parts = [
    ['scan', scanOf(cost)],
    ['learn', cost.learnMs],
    ['reference', cost.referenceMs],
    ['end', cost.endMs],
  ] as const;
  const text = parts
    .filter(([, ms]) => ms > totalOf(cost) / 100)
    .map(([part, ms]) => t(`plan.part.${part}`, { time: `${part === 'scan' && ms >= 1 ? ' ≈' : ' '}${formatWork(ms, language)}` }))
    .join(' · ');
  return (
    <span className="ui-muted" title={text}>
      {text}
    </span>
  );
}

/** Rows that are read besides; nothing where there are none. */
export function PlanReferences({ references }: Pick<Plan, 'references'>) {
  const t = useT();
  if (references.length === 0) return null;
  return (
    <section>
      <h3 className="ui-h3">{t('plan.references')}</h3>
      <table className="ui-table">
        <thead>
          <tr>
            <th scope="col">{t('plan.reference.from')}</th>
            <th scope="col">{t('plan.reference.columns')}</th>
            <th scope="col">{t('plan.reference.for')}</th>
          </tr>
        </thead>
        <tbody>
          {references.map((one) => (
            <tr key={JSON.stringify(one)}>
              <td>
                {'dataset' in one.from ? t('plan.reference.dataset', { name: one.from.dataset }) : t(`plan.reference.${one.from.earlier}`)}
              </td>
              <td>
                {one.columns.join('、')}
                {one.where !== null && <span className="ui-muted"> ({one.where})</span>}
              </td>
              <td>{one.rules.join('、')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A statement as it would be issued, to read and to copy. */
export function StatementPart({ statement: { way, text, values, rules } }: { readonly statement: Statement }) {
  const t = useT();
  const [copied, setCopied] = useState<'sql' | 'values' | null>(null);
  const asText = JSON.stringify(values);
  const copy = (what: 'sql' | 'values'): void => setCopied(copyText(what === 'sql' ? text : asText) ? what : null);
  return (
    <section className="plan-statement">
      <h3 className="ui-h3">
        {t(`plan.statement.${way}`, { count: rules.length })}
        <Button size="small" onClick={() => copy('sql')}>
          {copied === 'sql' ? t('ui.copied') : t('plan.copySql')}
        </Button>
        <Button size="small" onClick={() => copy('values')}>
          {copied === 'values' ? t('ui.copied') : t('plan.copyValues')}
        </Button>
      </h3>
      <pre className="ui-mono" tabIndex={0} aria-label={t(`plan.statement.${way}`, { count: rules.length })}>
        {text}
      </pre>
      <p className="ui-muted">{t('plan.names')}</p>
      <details>
        <summary>{t('plan.values', { count: values.length })}</summary>
        <pre className="ui-mono">{asText}</pre>
      </details>
    </section>
  );
}

import { type Output, useQuery } from '../../app/engine.ts';
import { formatWork, readingOf } from '../../app/plan-costs.ts';
import { PlanReferences, PlanRules, StatementPart } from '../../app/PlanDrawer.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatCount, formatDuration, formatTime } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';

type WholePlanned = Output<'quality.wholePlan'>;
type Plan = NonNullable<WholePlanned['plan']>;

/** How a check of all batches would run, before or after it is: which batches are read, which rules are carried over, and what that would cost. */
export function WholePlan({ dataset }: { readonly dataset: string }) {
  const t = useT();
  const found = useQuery('quality.wholePlan', { dataset });
  return (
    <Load of={found}>
      {({ why, plan, ...rest }) =>
        plan === null ? (
          <EmptyState title={t(`whole.why.${why ?? 'no-rules'}`)} />
        ) : plan.rules.length === 0 ? (
          <EmptyState title={t('plan.none')} />
        ) : (
          <Inside plan={plan} {...rest} />
        )
      }
    </Load>
  );
}

function Inside({ plan, batches, costs, last }: { readonly plan: Plan } & Pick<WholePlanned, 'batches' | 'costs' | 'last'>) {
  const t = useT();
  const { language } = useAppearance();
  const { rules, statements } = plan;
  const fresh = batches.filter(({ kept }) => !kept);
  const freshRows = fresh.reduce((sum, { rows }) => sum + rows, 0);
  const carried = new Set(rules.filter((rule) => rule.carried).map(({ rule }) => rule));
  return (
    <div className="plan">
      <p>
        <strong>
          {t('whole.of', {
            batches: batches.map(({ number }) => `#${number}`).join(' '),
            rows: formatCount(plan.rows),
            ruleSet: plan.ruleSetName,
            version: plan.ruleSetVersion,
          })}
        </strong>
      </p>
      <ul className="whole-batches" aria-label={t('quality.batch')}>
        {batches.map(({ batch, number, rows, kept }) => (
          <li key={batch}>
            <Chip tone={kept ? 'good' : 'plain'}>
              {t(kept ? 'whole.batchKept' : 'whole.batchRead', { number, rows: formatCount(rows) })}
            </Chip>
          </li>
        ))}
      </ul>
      <p>
        {t('whole.shape', {
          carried: carried.size,
          fresh: fresh.length,
          rows: formatCount(freshRows),
          others: rules.filter((rule) => !rule.carried && (rule.way === 'scan' || rule.way === 'ordered')).length,
          all: formatCount(plan.rows),
        })}
      </p>
      <Expected costs={costs} version={plan.ruleSetVersion} />
      {last && (
        <p className="ui-muted">
          {t('whole.lastTook', {
            time: formatTime(last.startedAt),
            batches: last.batches.length,
            rows: formatCount(last.rows),
            took: formatDuration(last.seconds, language),
          })}
        </p>
      )}
      <PlanRules
        rules={rules}
        costs={costs?.expected.rules ?? noCosts}
        note={(rule) => t(carried.has(rule) ? 'whole.carried' : 'whole.anew')}
      />
      <PlanReferences references={plan.references} />
      {statements.map((statement) => (
        <StatementPart key={`${statement.way} ${statement.rules.join()}`} statement={statement} />
      ))}
    </div>
  );
}

const noCosts = {};

/** What it would cost, and of which check that is reckoned. */
function Expected({ costs, version }: { readonly costs: WholePlanned['costs']; readonly version: number }) {
  const t = useT();
  const { language } = useAppearance();
  if (costs === null) return <p className="ui-muted">{t('whole.noCosts')}</p>;
  const { expected } = costs;
  const endMs = Object.values(expected.rules).reduce((sum, rule) => sum + rule.endMs + rule.referenceMs, 0);
  return (
    <>
      <p>
        {t('whole.expected', {
          all: formatWork(expected.scanMs + expected.learnMs + endMs, language),
          scan: formatWork(expected.scanMs, language),
          read: formatWork(readingOf(expected), language),
        })}{' '}
        {costs.ruleSetVersion !== version && t('plan.otherVersion', { version: costs.ruleSetVersion })}
      </p>
      <p className="ui-muted">
        {t('whole.expectedFrom', { time: formatTime(costs.startedAt), number: costs.batchNumber, rows: formatCount(costs.rows) })}
      </p>
    </>
  );
}

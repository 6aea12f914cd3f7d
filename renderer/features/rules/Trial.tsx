import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import type { Rule, RuleKindInfo } from '../../../contract/methods/rules.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { type Output, useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { observedText } from '../../app/observed.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode, describeError } from '../../ui/error-words.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { EmptyState, useLate } from '../../ui/states.tsx';
import { textOf, tidied } from './model.ts';
import { paramsOf } from './schema.ts';

type Tried = Output<'rules.trial'>;

const debounceMs = 400;
const samples = { small: 10_000, large: 100_000, all: 1_000_000 } as const;
type Size = keyof typeof samples;

/** The value as it was `ms` ago at the earliest: typing does not ask the engine at every key. */
function useSettled<T>(value: T, key: string): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), debounceMs);
    return () => clearTimeout(timer);
    // the rule is rebuilt at every render; its text tells whether it changed
    // eslint-disable-next-line react/exhaustive-deps
  }, [key]);
  return settled;
}

const complete = (rule: Rule, kind: RuleKindInfo | undefined): boolean =>
  kind !== undefined && paramsOf(kind).every(({ name, required }) => !required || (rule[name] !== undefined && rule[name] !== ''));

export interface TrialProps {
  readonly rule: Rule;
  readonly kinds: readonly RuleKindInfo[];
  readonly batch: string | null;
  readonly dataset: string | null;
}

/** The rule tried on a sample while it is written; never part of a score. A newer question cancels the one before. */
export function Trial({ rule, kinds, batch, dataset }: TrialProps) {
  const t = useT();
  const { language } = useAppearance();
  const [size, setSize] = useState<Size>('small');
  const tidy = tidied(rule);
  const settled = useSettled(tidy, JSON.stringify(tidy));
  const ready =
    batch !== null &&
    complete(
      settled,
      kinds.find((one) => one.kind === settled['kind']),
    );
  const trial = useQuery('rules.trial', { batch: batch ?? '', rule: settled, sampleRows: samples[size] }, { skip: !ready, keep: true });
  const busy = useLate(ready && trial.refreshing, 150);
  return (
    <section className="rule-trial" aria-label={t('rules.trial')}>
      <header className="rule-trial-head">
        <h2 className="ui-h3">{t('rules.trial')}</h2>
        <Segmented<Size>
          size="small"
          value={size}
          onChange={setSize}
          options={[
            { value: 'small', label: t('rules.trial.small') },
            { value: 'large', label: t('rules.trial.large') },
            { value: 'all', label: t('rules.trial.all') },
          ]}
        />
      </header>
      <p className="ui-muted rule-trial-note">{t('rules.trial.note')}</p>
      {batch === null && <EmptyState small title={t('rules.trial.noBatch')} />}
      {batch !== null && !ready && <EmptyState small title={t('rules.trial.incomplete')} />}
      {ready && trial.error && (
        <p className="ui-note ui-note-warn" role="status">
          {describeError(language, trial.error)}
        </p>
      )}
      {ready && trial.data && !trial.error && (
        <div className={busy ? 'ui-dim' : undefined} aria-busy={busy}>
          <Outcome tried={trial.data} dataset={dataset} batch={batch} column={textOf(settled['column'])} />
        </div>
      )}
    </section>
  );
}

function Outcome({
  tried,
  dataset,
  batch,
  column,
}: {
  readonly tried: Tried;
  readonly dataset: string | null;
  readonly batch: string | null;
  readonly column: string;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const { can } = useSession();
  if (tried.error) {
    return (
      <p className="ui-note ui-note-bad" role="status">
        {describeCode(language, tried.error.code, tried.error.params)}
      </p>
    );
  }
  const { rows, sampled, evaluated, skipped, failed, observed } = tried;
  if (tried.note !== null && tried.note !== 'nothing-evaluated') {
    return (
      <p className="ui-note" role="status">
        {dynamic(`note.${tried.note}`)}
      </p>
    );
  }
  return (
    <>
      <dl className="rule-trial-numbers" aria-live="polite">
        <div className={failed > 0 ? 'rule-trial-bad' : 'rule-trial-good'}>
          <dt>{t('rules.trial.failed')}</dt>
          <dd>
            {formatCount(failed)} <small>{formatShare(failed, evaluated)}</small>
          </dd>
        </div>
        <div>
          <dt>{t('rules.trial.passed')}</dt>
          <dd>{formatCount(evaluated - failed)}</dd>
        </div>
        <div>
          <dt>{t('rules.trial.skipped')}</dt>
          <dd>{formatCount(skipped)}</dd>
        </div>
        {observed !== null && (
          <div>
            <dt>{t('quality.observed')}</dt>
            <dd>{observedText(observed, (name) => dynamic(`observed.${name}`).replace(/^observed\./, ''))}</dd>
          </div>
        )}
      </dl>
      <p className="ui-muted">{t(sampled ? 'rules.trial.sampled' : 'rules.trial.full', { rows: formatCount(rows) })}</p>
      {tried.sample.length > 0 && (
        <table className="ui-table rule-trial-rows">
          <thead>
            <tr>
              <th scope="col">{t('ui.grid.rowNumber')}</th>
              <th scope="col">{column === '' ? t('findings.value') : column}</th>
            </tr>
          </thead>
          <tbody>
            {tried.sample.map(({ row, value }) => (
              <tr key={row}>
                <td>
                  {dataset !== null && can('data.read') ? (
                    <Button
                      type="link"
                      size="small"
                      onClick={() => goToDataset(dataset, 'rows', { batch: batch ?? undefined, row: String(row) })}
                    >
                      {formatCount(row)}
                    </Button>
                  ) : (
                    formatCount(row)
                  )}
                </td>
                <td className="ui-mono">{value ?? <span className="ui-muted">{t('ui.grid.null')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

import { Button, Select } from 'antd';
import { useEffect } from 'react';
import type { Source, SourceFrom } from '../../../contract/methods/sources.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useJob, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { Card, Chip, Field } from '../../ui/parts.tsx';
import { Bar } from '../../ui/Progress.tsx';
import { EmptyState, ErrorPanel, Load, useLate } from '../../ui/states.tsx';
import { Earlier } from './Earlier.tsx';
import { fromLabel } from './model.ts';
import { PlanTable } from './PlanTable.tsx';
import './in-place.css';

/** A check of a table or query where it is: by which rules, what will be asked of the database, and the check itself. */
export function InPlacePage({ params }: ScreenProps) {
  const t = useT();
  const sources = useQuery('sources.list', undefined);
  const ruleSets = useQuery('ruleSets.list', undefined);
  const [from] = useSticky<SourceFrom | null>(`sources.from.${params['source'] ?? ''}`, null);
  return (
    <Load of={sources}>
      {(list) => {
        const source = list.find(({ id }) => id === params['source']);
        const back = source ? `/sources/${encodeURIComponent(source.id)}` : '/sources';
        if (!source || from === null)
          return (
            <EmptyState
              icon={<Icon name="database" size={40} />}
              title={t(source ? 'sources.choose' : 'sources.gone')}
              action={
                <Button type="primary" href={hrefOf(back)}>
                  {t(source ? 'sources.what' : 'sources.back')}
                </Button>
              }
            />
          );
        return <Load of={ruleSets}>{(sets) => <Inside key={JSON.stringify(from)} source={source} from={from} ruleSets={sets} />}</Load>;
      }}
    </Load>
  );
}

interface InsideProps {
  readonly source: Source;
  readonly from: SourceFrom;
  readonly ruleSets: Output<'ruleSets.list'>;
}

function Inside({ source, from, ruleSets }: InsideProps) {
  const t = useT();
  const place = `${source.id} ${JSON.stringify(from)}`;
  const [chosen, choose] = useSticky<string | null>(`inPlace.ruleSet.${place}`, null);
  const [key, setKey] = useSticky<readonly string[]>(`inPlace.key.${place}`, []);
  const [unit, setUnit] = useSticky<string | null>(`inPlace.unit.${place} ${chosen}`, null);
  const ruleSet = ruleSets.find(({ id }) => id === chosen)?.id ?? null;
  const wanted = { source: source.id, from, ruleSet: ruleSet ?? '', key: key.length === 0 ? null : [...key] };
  const job = useJob('inPlace.run', place);
  // the columns of the table stay to be chosen from while another plan is made
  const plan = useQuery('inPlace.plan', wanted, { skip: ruleSet === null || job.running, keep: true });
  const slow = useLate(plan.refreshing && plan.data === undefined, 150);
  const columns = plan.data?.columns ?? [];
  const ready = ruleSet !== null && plan.data !== undefined && plan.error === null && !plan.refreshing && !job.running;
  const name = fromLabel(from);
  const start = (): void => {
    // nobody chose: what the last check went by stays
    if (ready) void job.run({ ...wanted, ...(unit === null ? {} : { unitColumn: unit === '' ? null : unit }) }, `${source.name} · ${name}`);
  };
  const { output, clear } = job;
  useEffect(() => {
    if (!output) return;
    clear();
    go(`/in-place/${encodeURIComponent(output.id)}`);
  }, [output, clear]);
  useActions([
    { id: 'inPlace.start', title: t('inPlace.start'), keys: 'Ctrl+Enter', disabled: !ready, run: start },
    { id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', disabled: job.running || ruleSet === null, run: plan.reload },
  ]);
  return (
    <div className="in-place">
      <header className="source-head">
        <a href={hrefOf(`/sources/${encodeURIComponent(source.id)}`)}>
          <Icon name="left" size={12} /> {source.name}
        </a>
        <h2>{name}</h2>
        <p className="ui-muted">{t('inPlace.about')}</p>
      </header>
      {ruleSets.length === 0 ? (
        <Card>
          <EmptyState
            small
            title={t('inPlace.ruleSetNone')}
            hint={t('inPlace.ruleSetNoneHint')}
            action={<Button href={hrefOf('/rules')}>{t('inPlace.toRules')}</Button>}
          />
        </Card>
      ) : (
        <div className="form-row in-place-form">
          <Field label={t('inPlace.ruleSet')} required>
            {(id) => (
              <Select
                id={id}
                value={ruleSet ?? undefined}
                disabled={job.running}
                placeholder={t('inPlace.ruleSet')}
                showSearch={{ optionFilterProp: 'label' }}
                options={ruleSets.map((set) => ({ value: set.id, label: `${set.name} v${set.version}` }))}
                onChange={choose}
              />
            )}
          </Field>
          <Field label={t('inPlace.key')} hint={t('inPlace.keyHint')}>
            {(id, by) => (
              <Select
                id={id}
                aria-describedby={by}
                mode="multiple"
                allowClear
                value={[...key]}
                disabled={job.running || ruleSet === null}
                placeholder={keyWords(t, plan.data)}
                options={columns.map((value) => ({ value, label: value }))}
                onChange={setKey}
              />
            )}
          </Field>
          <UnitField
            value={unit ?? plan.data?.unitColumn ?? ''}
            columns={columns}
            disabled={job.running || ruleSet === null}
            onChange={setUnit}
          />
          <Button
            type="primary"
            size="large"
            disabled={!ready}
            icon={<Icon name="quality" />}
            title="Ctrl+Enter"
            aria-keyshortcuts="Control+Enter"
            onClick={start}
          >
            {t('inPlace.start')}
          </Button>
        </div>
      )}
      {job.job?.state === 'cancelled' ? (
        <p className="ui-note" role="status">
          {t('inPlace.cancelled')}
        </p>
      ) : (
        <RunningJob of={job} onRetry={start} />
      )}
      {plan.error && !job.running && <ErrorPanel error={plan.error} onRetry={plan.reload} />}
      {slow && <Bar share={null} label={t('inPlace.planning')} />}
      {ruleSet !== null && plan.data && !plan.error && !job.running && <Plan plan={plan.data} user={source.user} stale={plan.refreshing} />}
      <Earlier source={source.id} from={from} />
    </div>
  );
}

interface UnitFieldProps {
  /** Empty: by no unit. */
  readonly value: string;
  readonly columns: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (column: string) => void;
}

/** Which column says whose a failing row is. */
function UnitField({ value, columns, disabled, onChange }: UnitFieldProps) {
  const t = useT();
  return (
    <Field label={t('inPlace.unit')} hint={t('inPlace.unitHint')}>
      {(id, by) => (
        <Select
          id={id}
          aria-describedby={by}
          value={value}
          disabled={disabled}
          showSearch={{ optionFilterProp: 'label' }}
          options={[{ value: '', label: t('inPlace.unitNone') }, ...columns.map((name) => ({ value: name, label: name }))]}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

function keyWords(t: ReturnType<typeof useT>, plan: Output<'inPlace.plan'> | undefined): string {
  if (!plan) return '';
  return plan.key.length === 0 ? t('inPlace.keyNone') : t('inPlace.keyPrimary', { columns: plan.key.join(', ') });
}

function Plan({ plan, user, stale }: { readonly plan: Output<'inPlace.plan'>; readonly user: string; readonly stale: boolean }) {
  const t = useT();
  const { server, mayWrite, rowsEstimate, key } = plan;
  return (
    <div className={stale ? 'in-place-plan ui-dim' : 'in-place-plan'} aria-busy={stale}>
      <p className="ui-row">
        <Chip>{`${server.product} ${server.version}`}</Chip>
        {rowsEstimate !== null && <Chip tone="info">{t('sources.estimate', { rows: formatCount(rowsEstimate) })}</Chip>}
        <Chip tone={server.tls ? 'good' : 'warn'} icon={server.tls ? 'lock' : 'alert'}>
          {t(server.tls ? 'sources.encrypted' : 'sources.plain')}
        </Chip>
        {server.readOnly && <Chip tone="good">{t('sources.readOnly')}</Chip>}
      </p>
      {mayWrite === true && <p className="ui-note ui-note-warn">{t('sources.mayWrite', { user })}</p>}
      {!server.readOnly && <p className="ui-note ui-note-warn">{t('sources.notReadOnly')}</p>}
      {key.length === 0 && <p className="ui-note ui-note-warn">{t('inPlace.keyMissing')}</p>}
      <PlanTable rules={plan.rules} />
    </div>
  );
}

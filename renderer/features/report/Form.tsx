import { Input, Segmented, Select } from 'antd';
import type { ReportSpec } from '../../../contract/methods/report.ts';
import { useQuery } from '../../app/engine.ts';
import { wallMs } from '../../app/clock.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import { basesOf, type Choice, monthsOf, reportTypes, type ReportRun } from './model.ts';
import { Sections } from './Sections.tsx';

interface Props {
  readonly choice: Choice;
  readonly spec: ReportSpec | null;
  readonly runs: readonly ReportRun[];
  readonly onChange: (choice: Choice) => void;
}

/** What the report is about, what stands in it, and what the letter says of itself. */
export function Form(props: Props) {
  const t = useT();
  const { choice, onChange } = props;
  return (
    <div className="report-form">
      <Field label={t('report.what')}>
        {(id) => (
          <Segmented
            id={id}
            block
            value={choice.type}
            onChange={(type) => onChange({ ...choice, type })}
            options={reportTypes.map((value) => ({ value, label: t(`report.short.${value}`) }))}
          />
        )}
      </Field>
      {choice.type === 'monthly' ? <Month {...props} /> : <Run {...props} />}
      <Sections choice={choice} onChange={onChange} />
      <Letter choice={choice} onChange={onChange} />
    </div>
  );
}

function Run({ choice, spec, runs, onChange }: Props) {
  const t = useT();
  const run = runs.find(({ id }) => spec && 'run' in spec && id === spec.run) ?? runs.find(({ id }) => id === choice.run) ?? runs[0];
  const named = ({ name, batch, startedAt, ruleSet }: ReportRun): string =>
    `${name} ${batch === null ? '' : t('report.batchNumber', { number: batch })} · ${formatTime(startedAt)}${ruleSet === null ? '' : ` · ${ruleSet}`}`;
  const bases = run ? basesOf(run, runs) : [];
  const search = { filterOption: (text: string, option?: { readonly label: string }) => option?.label.includes(text) ?? false };
  return (
    <>
      <Field label={t('report.run')}>
        {(id) => (
          <Select
            id={id}
            showSearch={search}
            value={run?.id}
            onChange={(value: string) => onChange({ ...choice, run: value, base: null })}
            options={runs.map((one) => ({ value: one.id, label: named(one) }))}
          />
        )}
      </Field>
      {choice.type === 'comparison' && (
        <Field label={t('report.base')} problem={bases.length === 0 ? t('report.noBase') : null}>
          {(id) => (
            <Select
              id={id}
              showSearch={search}
              disabled={bases.length === 0}
              value={spec?.type === 'comparison' ? spec.base : undefined}
              onChange={(value: string) => onChange({ ...choice, base: value })}
              options={bases.map((one) => ({ value: one.id, label: named(one) }))}
            />
          )}
        </Field>
      )}
    </>
  );
}

function Month({ choice, spec, runs, onChange }: Props) {
  const t = useT();
  const units = useQuery('units.list', undefined);
  return (
    <>
      <Field label={t('report.period')}>
        {(id) => (
          <Select
            id={id}
            value={spec?.type === 'monthly' ? spec.month : undefined}
            onChange={(month: string) => onChange({ ...choice, month })}
            options={monthsOf(runs, wallMs()).map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
      <Field label={t('report.unitFilter')}>
        {(id) => (
          <Select
            id={id}
            value={choice.unit ?? ''}
            onChange={(unit: string) => onChange({ ...choice, unit: unit === '' ? null : unit })}
            options={[{ value: '', label: t('report.allUnits') }, ...(units.data ?? []).map(({ name }) => ({ value: name, label: name }))]}
          />
        )}
      </Field>
    </>
  );
}

const lines = ['number', 'to', 'from', 'date'] as const;

function Letter({ choice, onChange }: Pick<Props, 'choice' | 'onChange'>) {
  const t = useT();
  return (
    <fieldset className="report-letter">
      <legend>{t('report.letter')}</legend>
      {lines.map((line) => (
        <Field key={line} label={t(`report.letter.${line}`)}>
          {(id) => (
            <Input
              id={id}
              maxLength={200}
              value={choice.letter[line]}
              onChange={({ target }) => onChange({ ...choice, letter: { ...choice.letter, [line]: target.value } })}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}

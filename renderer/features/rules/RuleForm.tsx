import { Input, InputNumber, Select } from 'antd';
import type { Column } from '../../../contract/methods/datasets.ts';
import type { Rule, RuleKindInfo } from '../../../contract/methods/rules.ts';
import { dimensions, severities } from '../../app/marks.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { commonKeys, type RuleValue, textOf, titleOf } from './model.ts';
import { ExpressionField } from './ExpressionField.tsx';
import { ParamField } from './ParamField.tsx';
import { paramsOf } from './schema.ts';

export interface RuleFormProps {
  readonly rule: Rule;
  readonly kinds: readonly RuleKindInfo[];
  readonly columns: readonly Column[];
  /** A rule of the set keeps its id. */
  readonly isNew: boolean;
  readonly readOnly: boolean;
  readonly onChange: (rule: Rule) => void;
}

const grains = ['cell', 'row', 'group', 'aggregate', 'whole', 'query'] as const;

/** A rule as a form, drawn from its kind's schema. */
export function RuleForm({ rule, kinds, columns, isNew, readOnly, onChange }: RuleFormProps) {
  const t = useT();
  const { language } = useAppearance();
  const kind = kinds.find((one) => one.kind === rule['kind']);
  const set = (name: string, value: RuleValue | undefined): void => {
    const { [name]: _old, ...rest } = rule;
    onChange(value === undefined ? rest : { ...rest, [name]: value });
  };
  const changeKind = (name: string): void => {
    const next = kinds.find((one) => one.kind === name);
    const own = next ? paramsOf(next).map((param) => param.name) : [];
    // what the new kind also knows is kept: usually the column
    const kept = Object.entries(rule).filter(([key]) => own.includes(key) || (commonKeys as readonly string[]).includes(key));
    onChange({ ...Object.fromEntries(kept), kind: name });
  };
  const kindOptions = grains.map((grain) => ({
    label: t(`rules.grain.${grain}`),
    options: kinds
      .filter((one) => one.grain === grain)
      .map((one) => ({ value: one.kind, label: titleOf(one, one.kind, language), title: one.kind })),
  }));
  const params = kind ? paramsOf(kind) : [];
  const switches = params.filter((param) => param.control.kind === 'boolean');
  return (
    <fieldset className="rule-form" disabled={readOnly}>
      <legend className="ui-hidden">{t('rules.form')}</legend>
      <div className="rule-form-grid">
        <Field label={t('rules.kind')} required>
          {(id) => (
            <Select
              id={id}
              showSearch={{
                filterOption: (input, option) =>
                  `${option?.label ?? ''} ${option && 'value' in option ? String(option.value) : ''}`
                    .toLowerCase()
                    .includes(input.toLowerCase()),
              }}
              style={{ width: '100%' }}
              disabled={readOnly}
              value={kind?.kind}
              options={kindOptions}
              onChange={changeKind}
              listHeight={360}
            />
          )}
        </Field>
        <Field label={t('rules.name')} required hint={isNew ? undefined : t('rules.nameFixed')}>
          {(id, by) => (
            <Input
              id={id}
              aria-describedby={by}
              value={textOf(rule['id'])}
              readOnly={!isNew}
              maxLength={200}
              onChange={(event) => set('id', event.target.value)}
            />
          )}
        </Field>
      </div>
      {kind && <p className="ui-muted rule-form-about">{(language === 'zh-CN' ? kind.about.zh : kind.about.en).replaceAll('`', '')}</p>}
      <div className="rule-form-grid">
        {params
          .filter((param) => param.control.kind !== 'boolean')
          .map((param) => (
            <ParamField
              key={`${kind?.kind ?? ''} ${param.name}`}
              param={param}
              value={rule[param.name]}
              columns={columns}
              onChange={(value) => set(param.name, value)}
            />
          ))}
      </div>
      {switches.length > 0 && (
        <div className="rule-form-switches">
          {switches.map((param) => (
            <ParamField
              key={param.name}
              param={param}
              value={rule[param.name]}
              columns={columns}
              onChange={(value) => set(param.name, value)}
            />
          ))}
        </div>
      )}
      <Shared rule={rule} kind={kind} readOnly={readOnly} set={set} />
    </fieldset>
  );
}

/** Severity, dimension, lines and words: what every rule has. */
function Shared({
  rule,
  kind,
  readOnly,
  set,
}: {
  readonly rule: Rule;
  readonly kind: RuleKindInfo | undefined;
  readonly readOnly: boolean;
  readonly set: (name: string, value: RuleValue | undefined) => void;
}) {
  const t = useT();
  const percent = (name: string): number | null => (typeof rule[name] === 'number' ? Math.round(rule[name] * 1e6) / 1e4 : null);
  const setPercent =
    (name: string) =>
    (value: number | null): void =>
      set(name, value === null ? undefined : Math.round(value * 1e4) / 1e6);
  return (
    <>
      <div className="rule-form-grid rule-form-three">
        <Field label={t('rules.severity')} hint={t(`severity.${severityOf(rule, kind)}.note`)}>
          {(id, by) => (
            <Select
              id={id}
              aria-describedby={by}
              disabled={readOnly}
              style={{ width: '100%' }}
              value={severityOf(rule, kind)}
              options={severities.map((one) => ({ value: one, label: t(`severity.${one}`) }))}
              onChange={(value: string) => set('severity', value)}
            />
          )}
        </Field>
        <Field label={t('rules.dimension')}>
          {(id) => (
            <Select
              id={id}
              disabled={readOnly}
              style={{ width: '100%' }}
              value={textOf(rule['dimension']) || kind?.dimension}
              options={dimensions.map((one) => ({ value: one, label: t(`dimension.${one}`) }))}
              onChange={(value: string) => set('dimension', value)}
            />
          )}
        </Field>
        <Field label={t('rules.threshold')} hint={t('rules.thresholdHint')}>
          {(id, by) => (
            <InputNumber
              id={id}
              aria-describedby={by}
              style={{ width: '100%' }}
              suffix="%"
              min={0}
              max={100}
              placeholder="100"
              value={percent('threshold')}
              onChange={setPercent('threshold')}
            />
          )}
        </Field>
        <Field label={t('rules.warnAt')}>
          {(id) => (
            <InputNumber
              id={id}
              style={{ width: '100%' }}
              suffix="%"
              min={0}
              max={100}
              value={percent('warnAt')}
              onChange={setPercent('warnAt')}
            />
          )}
        </Field>
        <Field label={t('rules.maxFailures')}>
          {(id) => (
            <InputNumber
              id={id}
              style={{ width: '100%' }}
              min={0}
              precision={0}
              value={typeof rule['maxFailures'] === 'number' ? rule['maxFailures'] : null}
              onChange={(value) => set('maxFailures', value ?? undefined)}
            />
          )}
        </Field>
      </div>
      <Field label={t('rules.where')} hint={t('rules.whereHint')}>
        {(id, by) => <ExpressionField id={id} describedBy={by} value={textOf(rule['where'])} onChange={(value) => set('where', value)} />}
      </Field>
      <Field label={t('rules.description')} hint={t('rules.descriptionHint')}>
        {(id, by) => (
          <Input.TextArea
            id={id}
            aria-describedby={by}
            autoSize={{ minRows: 1, maxRows: 5 }}
            maxLength={10_000}
            value={textOf(rule['description'])}
            onChange={(event) => set('description', event.target.value || undefined)}
          />
        )}
      </Field>
    </>
  );
}

const severityOf = (rule: Rule, kind: RuleKindInfo | undefined) =>
  severities.find((one) => one === rule['severity']) ?? kind?.severity ?? 'major';

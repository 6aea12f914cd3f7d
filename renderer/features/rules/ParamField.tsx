import { Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { Column } from '../../../contract/methods/datasets.ts';
import { useQuery } from '../../app/engine.ts';
import { semanticIds } from '../../app/semantic-ids.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { Suggest } from '../../ui/Suggest.tsx';
import { ExpressionField } from './ExpressionField.tsx';
import { type RuleValue, textOf } from './model.ts';
import { asScalar, type Param } from './schema.ts';

interface Props {
  readonly param: Param;
  readonly value: RuleValue | undefined;
  readonly columns: readonly Column[];
  readonly onChange: (value: RuleValue | undefined) => void;
}

const list = (value: RuleValue | undefined): readonly string[] => (Array.isArray(value) ? value.map((one) => textOf(one)) : []);

/** One parameter of a rule kind, asked for by what its schema allows. */
export function ParamField({ param, value, columns, onChange }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const label = dynamic(`ruleParam.${param.name}`).replace(/^ruleParam\./, '');
  if (param.control.kind === 'boolean') {
    return (
      <Checkbox checked={value === true} onChange={(event) => onChange(event.target.checked ? true : undefined)}>
        {label}
      </Checkbox>
    );
  }
  const hintKey = `ruleParam.${param.name}.hint`;
  const hint = dynamic(hintKey);
  return (
    <Field
      label={label}
      required={param.required}
      hint={hint === hintKey ? undefined : hint}
      problem={param.required && (value === undefined || value === '') ? t('rules.required') : null}
    >
      {(id, describedBy) => <Control id={id} describedBy={describedBy} param={param} value={value} columns={columns} onChange={onChange} />}
    </Field>
  );
}

function Control({
  id,
  describedBy,
  param,
  value,
  columns,
  onChange,
}: Props & { readonly id: string; readonly describedBy: string | undefined }) {
  const dynamic = useTDynamic();
  const { control } = param;
  const shared = { id, 'aria-describedby': describedBy, style: { width: '100%' } };
  const columnOptions = columns.map((column) => ({ value: column.name, label: column.name }));
  const choice = (name: string) => ({ value: name, label: word(dynamic(`ruleChoice.${name}`), name) });
  switch (control.kind) {
    case 'column':
      return (
        <Suggest
          {...shared}
          value={textOf(value)}
          options={columnOptions}
          showSearch={{ filterOption: (input, option) => (option?.value ?? '').toLowerCase().includes(input.toLowerCase()) }}
          onChange={(next: string) => onChange(next === '' ? undefined : next)}
        />
      );
    case 'columns':
      return (
        <Select
          {...shared}
          mode="tags"
          value={[...list(value)]}
          options={columnOptions}
          onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)}
        />
      );
    case 'dataset':
      return <DatasetControl shared={shared} value={textOf(value)} onChange={onChange} />;
    case 'codeList':
      return <CodeListControl shared={shared} value={textOf(value)} onChange={onChange} />;
    case 'semantic':
      return (
        <Select
          {...shared}
          showSearch={{ optionFilterProp: 'label' }}
          value={textOf(value) || undefined}
          options={semanticIds.map((name) => ({ value: name, label: dynamic(`semantic.${name}`) }))}
          onChange={(next: string) => onChange(next)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          allowClear={!param.required}
          value={textOf(value) || undefined}
          options={control.values.map(choice)}
          onChange={(next: string | undefined) => onChange(next)}
        />
      );
    case 'choices':
      return (
        <Select
          {...shared}
          mode="multiple"
          value={[...list(value)]}
          options={control.values.map(choice)}
          onChange={(next: string[]) => onChange(next.length === 0 ? undefined : next)}
        />
      );
    case 'list':
      return (
        <Select
          {...shared}
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={['\n', '\t', ',', ',', '、']}
          value={[...list(value)]}
          onChange={(next: string[]) => onChange(next.length === 0 ? undefined : control.textOnly ? next : next.map(asScalar))}
        />
      );
    case 'number':
      return (
        <InputNumber
          {...shared}
          value={typeof value === 'number' ? value : null}
          min={control.min}
          max={control.max}
          precision={control.whole ? 0 : undefined}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'mixed':
      return (
        <Input
          {...shared}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value === '' ? undefined : asScalar(event.target.value))}
        />
      );
    case 'expression':
      return <ExpressionField id={id} describedBy={describedBy} value={textOf(value)} onChange={onChange} />;
    case 'query':
      return (
        <Input.TextArea
          {...shared}
          className="ui-mono"
          autoSize={{ minRows: 4, maxRows: 12 }}
          spellCheck={false}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      );
    case 'text':
      return (
        <Input
          {...shared}
          value={textOf(value)}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      );
    case 'json':
      return <JsonControl shared={shared} words={control.words} value={value} onChange={onChange} />;
    case 'boolean':
      return null;
  }
}

const word = (said: string, name: string): string => (said === `ruleChoice.${name}` ? name : said);

interface Shared {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly style: { readonly width: string };
}

function DatasetControl({
  shared,
  value,
  onChange,
}: {
  readonly shared: Shared;
  readonly value: string;
  readonly onChange: Props['onChange'];
}) {
  const datasets = useQuery('datasets.list', undefined);
  return (
    <Suggest
      {...shared}
      value={value}
      options={(datasets.data ?? []).map(({ name }) => ({ value: name, label: name }))}
      onChange={(next: string) => onChange(next === '' ? undefined : next)}
    />
  );
}

/** The lists that are known here, each in its newest version and in every one of its own. */
function CodeListControl({
  shared,
  value,
  onChange,
}: {
  readonly shared: Shared;
  readonly value: string;
  readonly onChange: Props['onChange'];
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const lists = useQuery('codes.list', undefined);
  const [, chosen = value] = /^(.*)@\d+$/.exec(value) ?? [];
  const known = useQuery('codes.get', { list: chosen }, { skip: !lists.data?.some(({ list: one }) => one === chosen), keep: true });
  const options = (lists.data ?? []).flatMap(({ list: name, bundled, title, newest }) => {
    const words = bundled ? dynamic(`codes.title.${name}`) : (title ?? name);
    const versions = known.data?.pack.list === name ? known.data.versions.filter(({ withdrawn }) => withdrawn === null) : [];
    return [
      {
        value: name,
        label: newest === null ? `${words} · ${t('codes.allWithdrawn')}` : `${words} · ${newest.edition} · ${t('codes.useNewest')}`,
      },
      ...versions.map(({ version, edition }) => ({
        value: `${name}@${version}`,
        label: `${words} · ${edition} · ${version === 0 ? t('codes.versionBundled') : t('codes.versionN', { version })}`,
      })),
    ];
  });
  return (
    <Suggest
      {...shared}
      value={value}
      options={options}
      popupMatchSelectWidth={420}
      showSearch={{
        filterOption: (input, option) =>
          input === value || `${option?.value ?? ''} ${option?.label ?? ''}`.toLowerCase().includes(input.toLowerCase()),
      }}
      onChange={(next: string) => onChange(next === '' ? undefined : next)}
    />
  );
}

function JsonControl({
  shared,
  words,
  value,
  onChange,
}: {
  readonly shared: Shared;
  readonly words: readonly string[];
  readonly value: RuleValue | undefined;
  readonly onChange: Props['onChange'];
}) {
  const t = useT();
  const isWord = (one: unknown): one is string => typeof one === 'string' && words.includes(one);
  const [typed, setTyped] = useState(value === undefined ? '' : isWord(value) ? value : JSON.stringify(value));
  const [wrong, setWrong] = useState(false);
  const change = (next: string): void => {
    setTyped(next);
    if (next.trim() === '') {
      setWrong(false);
      return onChange(undefined);
    }
    try {
      onChange(isWord(next.trim()) ? next.trim() : (JSON.parse(next) as RuleValue));
      setWrong(false);
    } catch (error) {
      // half-typed JSON is nothing to report; the field says that it is not finished
      setWrong(error instanceof SyntaxError);
    }
    return undefined;
  };
  return (
    <>
      <Input.TextArea
        {...shared}
        className="ui-mono"
        status={wrong ? 'error' : ''}
        placeholder={words.join(' / ')}
        autoSize={{ minRows: 2, maxRows: 8 }}
        spellCheck={false}
        value={typed}
        onChange={(event) => change(event.target.value)}
      />
      {wrong && (
        <div className="ui-field-problem" role="alert">
          {t('rules.notJson')}
        </div>
      )}
    </>
  );
}

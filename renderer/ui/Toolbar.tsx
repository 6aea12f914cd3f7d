import { Input, type InputRef, Select } from 'antd';
import type { ReactNode, Ref } from 'react';
import { useT } from './appearance.tsx';
import { formatCount } from './format.ts';
import { Icon } from './icons.tsx';
import './toolbar.css';

/** A row of filters on the left and actions on the right, above a list. */
export function Toolbar({
  children,
  actions,
  label,
}: {
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly label?: string;
}) {
  return (
    <div className="ui-toolbar" role="group" aria-label={label}>
      <div className="ui-toolbar-left">{children}</div>
      {actions !== undefined && <div className="ui-toolbar-right">{actions}</div>}
    </div>
  );
}

/** Text that narrows a list down as it is typed. */
export function SearchBox({
  value,
  onChange,
  label,
  width = 200,
  inputRef,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly width?: number;
  readonly inputRef?: Ref<InputRef>;
}) {
  return (
    <Input
      {...(inputRef ? { ref: inputRef } : {})}
      className="ui-search"
      style={{ width }}
      allowClear
      prefix={<Icon name="search" size={14} />}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** One of a few choices that narrows a list down; `null` shows everything. */
export function FilterSelect<V extends string>(props: {
  readonly label: string;
  readonly value: V | null;
  readonly onChange: (value: V | null) => void;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly width?: number;
}) {
  const t = useT();
  return (
    <Select
      aria-label={props.label}
      style={{ width: props.width ?? 132 }}
      popupMatchSelectWidth={false}
      value={props.value ?? ''}
      onChange={(value: string) => props.onChange(value === '' ? null : (value as V))}
      options={[{ value: '', label: t('list.all', { what: props.label }) }, ...props.options]}
      showSearch={props.options.length > 10 ? { optionFilterProp: 'label' } : false}
    />
  );
}

/** A button-like tab over a list, with its count. */
export function CountTabs<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly tabs: readonly { readonly value: V; readonly label: string; readonly count?: number | undefined }[];
}) {
  return (
    <div className="ui-counttabs" role="tablist" aria-label={props.label}>
      {props.tabs.map((tab, i) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === props.value}
          tabIndex={tab.value === props.value ? 0 : -1}
          onClick={() => props.onChange(tab.value)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            const next = props.tabs[(i + step + props.tabs.length) % props.tabs.length];
            if (step === 0 || !next) return;
            event.preventDefault();
            props.onChange(next.value);
            const at = (i + step + props.tabs.length) % props.tabs.length;
            event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus();
          }}
        >
          {tab.label}
          {tab.count !== undefined && <span className="ui-counttabs-count">{formatCount(tab.count)}</span>}
        </button>
      ))}
    </div>
  );
}

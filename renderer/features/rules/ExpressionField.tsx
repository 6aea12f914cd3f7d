import { Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { createContext, type KeyboardEvent, useContext, useId, useLayoutEffect, useRef, useState } from 'react';
import { type Output, useQuery } from '../../app/engine.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';

type Option = Output<'expressions.assist'>['options'][number];

/** The batch whose columns and values an expression may name, or null. */
export const ExpressionBatch = createContext<string | null>(null);

export interface ExpressionFieldProps {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

/**
 * An expression of the rule language: says at once what is wrong with it, and offers columns, their values, functions and words where
 * they fit. The list opens while somebody types and with Alt+↓; nothing is taken without Enter, Tab or a click.
 */
export function ExpressionField({ id, describedBy, value, onChange }: ExpressionFieldProps) {
  const t = useT();
  const { language } = useAppearance();
  const batch = useContext(ExpressionBatch);
  const listId = useId();
  const area = useRef<TextAreaRef>(null);
  const [cursor, setCursor] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const [focused, setFocused] = useState(false);
  /** Where the cursor goes once the text that was taken is shown. */
  const landing = useRef<number | null>(null);
  const help = useQuery('expressions.assist', { batch, expression: value, cursor: Math.min(cursor, value.length) }, { keep: true });
  const options = help.data?.options ?? [];
  const shown = open && focused && options.length > 0 && !onlyWhatStands(options, value, help.data);
  // while a word is being written its best continuation is the first choice; at an empty place nothing is
  const writing = help.data ? help.data.to > help.data.from : false;
  const active = shown ? (chosen ?? (writing ? 0 : null)) : null;
  const problem = help.data?.problem ?? null;
  // a word that the list may still complete is no mistake yet
  const unfinished = problem !== null && focused && (problem.params['found'] === 'end' || (shown && writing));

  useLayoutEffect(() => {
    const at = landing.current;
    const element = area.current?.resizableTextArea?.textArea;
    if (at === null || !element) return;
    landing.current = null;
    element.focus();
    element.setSelectionRange(at, at);
  }, [value]);

  const take = (option: Option): void => {
    if (!help.data) return;
    const { from, to } = help.data;
    landing.current = from + option.insert.length;
    setCursor(landing.current);
    setChosen(null);
    setOpen(option.kind === 'word' || option.kind === 'column');
    onChange(value.slice(0, from) + option.insert + value.slice(to));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.altKey && event.key === 'ArrowDown') {
      event.preventDefault();
      setOpen(true);
      return;
    }
    if (!shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const option = active === null ? undefined : options[active];
    if (step !== 0) {
      event.preventDefault();
      setChosen(((active ?? (step > 0 ? -1 : 0)) + step + options.length) % options.length);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (option && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
      event.preventDefault();
      take(option);
    }
  };
  return (
    <div className="rule-expression">
      <Input.TextArea
        ref={area}
        id={id}
        className="ui-mono"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={shown ? listId : undefined}
        aria-activedescendant={active === null ? undefined : `${listId}-${active}`}
        aria-describedby={describedBy}
        aria-invalid={problem !== null && !unfinished}
        status={problem !== null && !unfinished ? 'error' : ''}
        autoSize={{ minRows: 1, maxRows: 12 }}
        spellCheck={false}
        value={value}
        onChange={(event) => {
          setCursor(event.target.selectionStart);
          setChosen(null);
          setOpen(true);
          onChange(event.target.value === '' ? undefined : event.target.value);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          setOpen(false);
        }}
      />
      {shown && <Options id={listId} options={options} active={active} onTake={take} />}
      {problem && !(unfinished && shown) && (
        <div className={unfinished ? 'ui-field-hint' : 'ui-field-problem'} role={unfinished ? undefined : 'alert'}>
          {describeCode(language, problem.code, problem.params)}
        </div>
      )}
      {shown && <span className="ui-hidden">{t('expression.keys')}</span>}
    </div>
  );
}

/** True when the only thing to offer is what stands there already. */
function onlyWhatStands(
  options: readonly Option[],
  value: string,
  place: { readonly from: number; readonly to: number } | undefined,
): boolean {
  return place !== undefined && options.length === 1 && options[0]?.insert.trim() === value.slice(place.from, place.to);
}

function Options({
  id,
  options,
  active,
  onTake,
}: {
  readonly id: string;
  readonly options: readonly Option[];
  readonly active: number | null;
  readonly onTake: (option: Option) => void;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    if (active !== null) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const detail = ({ kind, detail: said }: Option): string =>
    kind === 'column' ? dynamic(`type.${said}`) : kind === 'function' ? dynamic(`expression.function.${said}`) : said;
  return (
    <ul ref={list} id={id} role="listbox" tabIndex={0} className="rule-expression-options" aria-label={t('expression.options')}>
      {options.map((option, i) => (
        <li
          key={`${option.kind} ${option.label}`}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          className={i === active ? 'rule-expression-active' : undefined}
          // the field keeps the focus
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(option);
          }}
        >
          <span className="rule-expression-kind">{t(`expression.kind.${option.kind}`)}</span>
          <span className="ui-mono">{option.label}</span>
          <span className="ui-muted">{detail(option)}</span>
        </li>
      ))}
    </ul>
  );
}

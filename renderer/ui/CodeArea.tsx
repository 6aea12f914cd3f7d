import { type ChangeEvent, type KeyboardEvent, type Ref, useId, useImperativeHandle, useMemo, useRef } from 'react';
import { useT } from './appearance.tsx';
import './code-area.css';

export interface CodeMark {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export interface CodeAreaHandle {
  readonly goToLine: (line: number) => void;
}

export interface CodeAreaProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly marks?: readonly CodeMark[];
  readonly readOnly?: boolean;
  readonly ref?: Ref<CodeAreaHandle>;
}

/** Text with line numbers and marks beside faulty lines. Tab moves on as everywhere; Enter keeps the indent of the line. */
export function CodeArea({ value, onChange, label, marks = [], readOnly = false, ref }: CodeAreaProps) {
  const t = useT();
  const said = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => value.split('\n').length, [value]);
  const byLine = useMemo(() => {
    const map = new Map<number, string>();
    for (const mark of marks) map.set(mark.line, [map.get(mark.line), mark.text].filter(Boolean).join('\n'));
    return map;
  }, [marks]);
  const follow = (): void => {
    if (gutter.current && area.current) gutter.current.scrollTop = area.current.scrollTop;
  };
  useImperativeHandle(
    ref,
    () => ({
      goToLine: (line) => {
        const element = area.current;
        if (!element) return;
        const start =
          element.value
            .split('\n')
            .slice(0, line - 1)
            .join('\n').length + (line > 1 ? 1 : 0);
        const end = element.value.indexOf('\n', start);
        element.focus();
        element.setSelectionRange(start, end < 0 ? element.value.length : end);
        const height = element.scrollHeight / Math.max(1, element.value.split('\n').length);
        element.scrollTop = Math.max(0, (line - 4) * height);
        follow();
      },
    }),
    [],
  );
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey || readOnly) return;
    const { selectionStart: at } = event.currentTarget;
    const line = value.slice(value.lastIndexOf('\n', at - 1) + 1, at);
    const indent = /^\s*(?:- )?/.exec(line)?.[0].replace('-', ' ') ?? '';
    if (indent === '') return;
    event.preventDefault();
    // the one way that keeps the field's own undo
    document.execCommand('insertText', false, `\n${indent}`);
  };
  return (
    <div className="ui-code-box">
      <div ref={gutter} className="ui-code-gutter" aria-hidden="true">
        {Array.from({ length: lines }, (_, i) => {
          const wrong = byLine.get(i + 1);
          return (
            <div key={i} className={wrong === undefined ? undefined : 'ui-code-wrong'} title={wrong}>
              {wrong === undefined ? '' : '● '}
              {i + 1}
            </div>
          );
        })}
      </div>
      <textarea
        ref={area}
        className="ui-code-text"
        aria-label={label}
        aria-invalid={marks.length > 0}
        aria-describedby={marks.length > 0 ? said : undefined}
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        wrap="off"
        onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
        onScroll={follow}
        onKeyDown={onKeyDown}
      />
      {marks.length > 0 && (
        <span id={said} className="ui-hidden">
          {t('list.codeMarks', { count: marks.length })}
        </span>
      )}
    </div>
  );
}

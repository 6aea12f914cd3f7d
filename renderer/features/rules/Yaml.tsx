import { useMemo, useRef } from 'react';
import type { JiadiError } from '../../../contract/errors.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { CodeArea, type CodeAreaHandle, type CodeMark } from '../../ui/CodeArea.tsx';
import { describeCode, describeError } from '../../ui/error-words.ts';
import { lineOfProblem, type RuleProblem } from './model.ts';

export interface YamlProps {
  readonly yaml: string;
  readonly problems: readonly RuleProblem[];
  /** Why the last try to save was refused. */
  readonly refused: JiadiError | null;
  readonly readOnly: boolean;
  readonly onChange: (yaml: string) => void;
}

/** The whole rule set as text; faulty lines are marked, a click on a problem goes there. */
export function Yaml({ yaml, problems, refused, readOnly, onChange }: YamlProps) {
  const t = useT();
  const { language } = useAppearance();
  const area = useRef<CodeAreaHandle>(null);
  const marks = useMemo<readonly CodeMark[]>(() => {
    const line = refused?.code === 'rule-file-invalid' ? Number(refused.params['line']) : Number.NaN;
    const fromSave = refused && Number.isFinite(line) ? [{ line, text: describeError(language, refused) }] : [];
    return [
      ...fromSave,
      ...problems.map((problem) => ({
        line: lineOfProblem(yaml, problem),
        text: `${problem.rule}: ${describeCode(language, problem.code, problem.params)}`,
      })),
    ];
  }, [yaml, problems, refused, language]);
  return (
    <div className="ui-pane">
      <div className="ui-pane-fill">
        <CodeArea ref={area} label={t('rules.yaml')} value={yaml} onChange={onChange} marks={marks} readOnly={readOnly} />
      </div>
      {marks.length > 0 && (
        <ul className="rule-problems" aria-label={t('rules.problems', { count: marks.length })}>
          {marks.map((mark) => (
            <li key={`${mark.line} ${mark.text}`}>
              <button type="button" onClick={() => area.current?.goToLine(mark.line)}>
                <span className="rule-problem-line">{t('rules.line', { line: mark.line })}</span> {mark.text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

import { Button } from 'antd';
import { useRef, useState } from 'react';
import type { Rule } from '../../../contract/methods/rules.ts';
import { call, type Output, useQuery } from '../../app/engine.ts';
import { useSticky } from '../../app/sticky.ts';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { CodeArea } from '../../ui/CodeArea.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { Field } from '../../ui/parts.tsx';
import { Load } from '../../ui/states.tsx';
import { CountTabs } from '../../ui/Toolbar.tsx';
import { ExpressionField } from './ExpressionField.tsx';
import { kindTitle, withIdOfKind } from './model.ts';
import { RuleForm, type RuleFormProps } from './RuleForm.tsx';

type View = 'form' | 'formula' | 'yaml';
type Views = Output<'rules.views'>;

export interface RuleViewsProps extends RuleFormProps {
  /** The batch whose columns the rule is about, or null. */
  readonly batch: string | null;
  /** Those of the set, whose ids are taken. */
  readonly rules: readonly Rule[];
}

/** One rule as a form, as a formula or as text: what is changed in one of them is changed in all. */
export function RuleViews(props: RuleViewsProps) {
  const t = useT();
  const [view, setView] = useSticky<View>('rules.ruleView', 'form');
  const { rule, rules, isNew, onChange } = props;
  const onForm = (next: Rule): void => onChange(isNew ? withIdOfKind(rule, next, rules) : next);
  return (
    <>
      <div className="rule-views">
        <CountTabs
          label={t('rules.ruleViews')}
          value={view}
          onChange={setView}
          tabs={[
            { value: 'form', label: t('rules.view.form') },
            { value: 'formula', label: t('rules.view.formula') },
            { value: 'yaml', label: 'YAML' },
          ]}
        />
      </div>
      {view === 'form' ? <RuleForm {...props} onChange={onForm} /> : <Written key={view} view={view} {...props} />}
    </>
  );
}

/** The other two views begin with the rule as it is when they are opened. */
function Written({ view, ...props }: RuleViewsProps & { readonly view: 'formula' | 'yaml' }) {
  const [start] = useState(props.rule);
  const views = useQuery('rules.views', { rule: start, batch: props.batch });
  return (
    <Load of={views}>
      {(data) =>
        view === 'formula' ? <FormulaView {...props} start={start} views={data} /> : <YamlOfRule {...props} start={start} views={data} />
      }
    </Load>
  );
}

interface WrittenProps extends RuleViewsProps {
  readonly start: Rule;
  readonly views: Views;
}

type Problem = Output<'rules.readView'>['problem'];

/** What a text says as a rule: the editor is told as soon as it can be read, and the problem is shown while it cannot. */
function useReader(as: 'formula' | 'yaml', { start, batch, isNew, onChange }: WrittenProps) {
  const [problem, setProblem] = useState<Problem>(null);
  const latest = useRef(0);
  const tell = async (text: string): Promise<void> => {
    const mine = ++latest.current;
    const read = await call('rules.readView', { as, text, rule: start, batch }).catch(() => null);
    // somebody has typed on meanwhile
    if (read === null || mine !== latest.current) return;
    setProblem(read.problem);
    // a rule of the set keeps its id
    if (read.rule) onChange(isNew || start['id'] === undefined ? read.rule : { ...read.rule, id: start['id'] });
  };
  return { problem, tell: (text: string): void => void tell(text) };
}

function FormulaView(props: WrittenProps) {
  const t = useT();
  const toast = useToast();
  const { language } = useAppearance();
  const { formula } = props.views;
  const [expression, setExpression] = useState(formula.expression);
  const [where, setWhere] = useState(formula.where ?? '');
  const joined = (one: string, filter: string): string => (filter.trim() === '' ? one : `${one}\nWHERE ${filter}`);
  const text = joined(expression, where);
  const { problem, tell } = useReader('formula', props);
  const copy = (): void => {
    if (copyText(formula.editable ? text : formula.text)) toast({ text: t('ui.copied') });
  };
  if (!formula.editable)
    return (
      <>
        <pre className="ui-mono rule-formula" tabIndex={0} aria-label={t('rules.view.formula')}>
          {formula.text}
        </pre>
        <p className="ui-muted">{t('rules.formulaReading')}</p>
        <div className="ui-row">
          <Button size="small" onClick={copy}>
            {t('rules.formulaCopy')}
          </Button>
        </div>
      </>
    );
  return (
    <fieldset className="rule-form" disabled={props.readOnly}>
      <legend className="ui-hidden">{t('rules.view.formula')}</legend>
      <Field label={t('rules.formulaExpression')} required hint={t('rules.formulaHint')}>
        {(id, by) => (
          <ExpressionField
            id={id}
            describedBy={by}
            value={expression}
            onChange={(next = '') => {
              setExpression(next);
              tell(joined(next, where));
            }}
          />
        )}
      </Field>
      <Field label={t('rules.formulaWhere')} hint={t('rules.formulaWhereHint')}>
        {(id, by) => (
          <ExpressionField
            id={id}
            describedBy={by}
            value={where}
            onChange={(next = '') => {
              setWhere(next);
              tell(joined(expression, next));
            }}
          />
        )}
      </Field>
      <p className="ui-muted" role="status">
        {problem === null
          ? t('rules.formulaKind', { kind: kindTitle(props.rule, props.kinds, language) })
          : problem.code === 'expression-invalid'
            ? // the field names the place
              t('rules.formulaUnread', { kind: kindTitle(props.rule, props.kinds, language) })
            : describeCode(language, problem.code, problem.params)}
      </p>
      <div className="ui-row">
        <Button size="small" onClick={copy}>
          {t('rules.formulaCopy')}
        </Button>
      </div>
    </fieldset>
  );
}

function YamlOfRule(props: WrittenProps) {
  const t = useT();
  const { language } = useAppearance();
  const { yaml } = props.views;
  const [text, setText] = useState(yaml);
  const { problem, tell } = useReader('yaml', props);
  const sentence = problem === null ? null : describeCode(language, problem.code, problem.params);
  const line = problem?.params['line'];
  return (
    <>
      <div className="rule-yaml">
        <CodeArea
          label={t('rules.view.yaml')}
          value={text}
          onChange={(next) => {
            setText(next);
            tell(next);
          }}
          readOnly={props.readOnly}
          marks={sentence === null ? [] : [{ line: typeof line === 'number' ? line : 1, text: sentence }]}
        />
      </div>
      {sentence !== null && (
        <p className="ui-field-problem" role="alert">
          {sentence}
        </p>
      )}
      <p className="ui-muted">{t('rules.yamlOfRule')}</p>
    </>
  );
}

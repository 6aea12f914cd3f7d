import { Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import type { Batch } from '../../../contract/methods/datasets.ts';
import type { Rule, RuleKindInfo, RuleSet } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, ConfirmDialog } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { CountTabs, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { columnsOf, freshId, textOf, tidied, titleOf } from './model.ts';
import { ExpressionBatch } from './ExpressionField.tsx';
import { RuleForm } from './RuleForm.tsx';
import { Suggestions } from './Suggestions.tsx';
import { Trial } from './Trial.tsx';
import { Yaml } from './Yaml.tsx';
import './rules.css';

type View = 'rules' | 'suggestions' | 'yaml';

/** What is being edited, and on which version it is based. */
interface Draft {
  readonly basedOn: number;
  readonly rule: Rule;
  readonly isNew: boolean;
  readonly dirty: boolean;
}

export interface EditorProps {
  readonly set: RuleSet;
  readonly kinds: readonly RuleKindInfo[];
  readonly batch: Batch | null;
  /** A new rule to begin with, not saved yet. */
  readonly start?: Rule | null;
}

/** A rule set: its rules with form and trial, what the profile suggests, and the whole as YAML. */
export function Editor({ set, kinds, batch, start = null }: EditorProps) {
  const t = useT();
  const [view, setView] = useSticky<View>(`rules.view.${set.id}`, 'rules');
  useEffect(() => {
    if (start) setView('rules');
  }, [start, setView]);
  const suggestions = useQuery('suggestions.list', { batch: batch?.id ?? '' }, { skip: batch === null });
  const open = suggestions.data?.filter((one) => one.state === 'open').length;
  return (
    <div className="ui-pane">
      <Toolbar
        actions={
          <span className="ui-muted">
            {t('rules.versionLine', { version: set.version, time: formatTime(set.updatedAt), by: set.updatedBy })}
          </span>
        }
      >
        <CountTabs
          label={t('rules.views')}
          value={view}
          onChange={setView}
          tabs={[
            { value: 'rules', label: t('rules.rules'), count: set.rules.length },
            ...(batch === null ? [] : [{ value: 'suggestions' as const, label: t('rules.suggestions'), count: open }]),
            { value: 'yaml', label: 'YAML' },
          ]}
        />
        {set.problems.length > 0 && (
          <Chip tone="bad" icon="alert">
            {t('rules.problems', { count: set.problems.length })}
          </Chip>
        )}
      </Toolbar>
      {view === 'rules' && <RulesView set={set} kinds={kinds} batch={batch} start={start} />}
      {view === 'suggestions' && batch !== null && (
        <div className="ui-pane-fill">
          <Suggestions batch={batch.id} kinds={kinds} />
        </div>
      )}
      {view === 'yaml' && <YamlView set={set} />}
    </div>
  );
}

/** Says that somebody saved a newer version meanwhile, and lets the person choose. */
function NewerVersion({ version, onTake, onKeep }: { readonly version: number; readonly onTake: () => void; readonly onKeep: () => void }) {
  const t = useT();
  return (
    <div className="ui-note ui-note-warn ui-row" role="alert">
      {t('rules.newer', { version })}
      <Button size="small" onClick={onTake}>
        {t('rules.newer.take')}
      </Button>
      <Button size="small" onClick={onKeep}>
        {t('rules.newer.keep')}
      </Button>
    </div>
  );
}

const draftOf = (set: RuleSet, rule: Rule): Draft => ({ basedOn: set.version, rule, isNew: false, dirty: false });

const newRule = (set: RuleSet, rule: Rule): Draft => ({
  basedOn: set.version,
  isNew: true,
  dirty: true,
  rule: { ...rule, id: freshId(textOf(rule['kind']) || 'rule', set.rules) },
});

function useDraft(set: RuleSet, start: Rule | null) {
  const [draft, setDraft] = useState<Draft | null>(() => (start ? newRule(set, start) : set.rules[0] ? draftOf(set, set.rules[0]) : null));
  const current = draft && !draft.isNew ? set.rules.find((rule) => rule['id'] === draft.rule['id']) : undefined;
  // what was just saved may be ahead of the list, which is asked again a moment later
  const behind = draft !== null && draft.basedOn < set.version;
  const newer = behind && draft.dirty;
  // an untouched form follows the set; a touched one stays and says that there is a newer version
  if (behind && !draft.dirty) setDraft(current ? draftOf(set, current) : null);
  return { draft, setDraft, current, newer };
}

function RulesView({ set, kinds, batch, start = null }: EditorProps) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const { language } = useAppearance();
  const { draft, setDraft, current, newer } = useDraft(set, start);
  const [search, setSearch] = useState('');
  const [removing, setRemoving] = useState(false);
  const put = useCommand('rules.put');
  const remove = useCommand('rules.remove');
  const batchFacts = useQuery('batches.get', { batch: batch?.id ?? '' }, { skip: batch === null || !can('data.read') });
  const columns = batchFacts.data?.columns ?? [];
  const may = can('rule.edit');
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return set.rules.filter(
      (rule) =>
        wanted === '' ||
        JSON.stringify(rule).toLowerCase().includes(wanted) ||
        kindTitle(rule, kinds, language).toLowerCase().includes(wanted),
    );
  }, [set.rules, search, kinds, language]);
  const save = async (): Promise<void> => {
    if (!draft || !may || !draft.dirty) return;
    const rule = tidied(draft.rule);
    const saved = await put.run({ ruleSet: set.id, basedOn: draft.basedOn, rule });
    if (!saved) return;
    setDraft(draftOf(saved, saved.rules.find((one) => one['id'] === rule['id']) ?? rule));
    toast({ text: t('rules.saved', { version: saved.version }) });
  };
  const create = (): void => setDraft(newRule(set, { kind: 'not-null' }));
  const removeNow = async (): Promise<void> => {
    if (!draft) return;
    const saved = await remove.run({ ruleSet: set.id, basedOn: draft.isNew ? set.version : draft.basedOn, rule: textOf(draft.rule['id']) });
    setRemoving(false);
    if (saved) setDraft(saved.rules[0] ? draftOf(saved, saved.rules[0]) : null);
  };
  useActions([
    { id: 'rules.save', title: t('rules.save'), keys: 'Ctrl+S', disabled: !may || !draft?.dirty, run: () => void save() },
    { id: 'rules.new', title: t('rules.new'), keys: 'Alt+N', disabled: !may, run: create },
  ]);
  const error = put.error ?? remove.error;
  const problem = draft ? set.problems.find((one) => one.rule === draft.rule['id']) : undefined;
  return (
    <div className="rules-split">
      <div className="ui-pane">
        <Toolbar
          actions={
            may && (
              <Button icon={<Icon name="plus" />} onClick={create}>
                {t('rules.new')}
              </Button>
            )
          }
        >
          <SearchBox label={t('rules.search')} value={search} onChange={setSearch} width={180} />
        </Toolbar>
        <div className="ui-box ui-pane-fill">
          <ListTable
            label={t('rules.rules')}
            rows={shown}
            rowKey={(rule) => textOf(rule['id'])}
            selected={draft && !draft.isNew ? textOf(draft.rule['id']) : null}
            onSelect={(rule) => {
              if (!draft?.dirty) setDraft(draftOf(set, rule));
              else if (rule['id'] !== draft.rule['id'])
                toast({
                  text: t('rules.unsaved'),
                  tone: 'warn',
                  action: { word: t('rules.discard'), run: () => setDraft(draftOf(set, rule)) },
                });
            }}
            empty={
              search === '' ? (
                <EmptyState small title={t('rules.none')} hint={t('rules.noneHint')} />
              ) : (
                <EmptyState small title={t('ui.noMatch', { search })} />
              )
            }
            columns={[
              {
                key: 'kind',
                title: t('rules.kind'),
                sortBy: (rule) => kindTitle(rule, kinds, language),
                render: (rule) => (
                  <>
                    {set.problems.some((one) => one.rule === rule['id']) && (
                      <span className="rules-faulty" title={t('rules.faulty')}>
                        ⊘{' '}
                      </span>
                    )}
                    {kindTitle(rule, kinds, language)}
                  </>
                ),
              },
              {
                key: 'columns',
                title: t('rules.columns'),
                sortBy: (rule) => columnsOf(rule).join(),
                render: (rule) => (
                  <span title={columnsOf(rule).join('、')}>
                    {columnsOf(rule).join('、') || textOf(rule['expression']) || textOf(rule['when'])}
                  </span>
                ),
              },
              { key: 'dimension', title: t('rules.dimension'), width: 64, render: (rule) => t(`dimension.${dimensionOf(rule, kinds)}`) },
              {
                key: 'severity',
                title: t('rules.severity'),
                width: 60,
                render: (rule) => <SeverityChip severity={severityOf(rule, kinds)} />,
              },
              {
                key: 'threshold',
                title: t('rules.threshold'),
                width: 64,
                align: 'right',
                render: (rule) => (typeof rule['threshold'] === 'number' ? `${Math.round(rule['threshold'] * 1e4) / 100}%` : '100%'),
              },
            ]}
          />
        </div>
      </div>
      <div className="ui-pane ui-scroll rules-detail">
        {newer && draft && (
          <NewerVersion
            version={set.version}
            onTake={() => setDraft(current ? draftOf(set, current) : null)}
            onKeep={() => setDraft({ ...draft, basedOn: set.version })}
          />
        )}
        {error && error.code !== 'conflict' && (
          <ErrorPanel
            error={error}
            onClose={() => {
              put.clear();
              remove.clear();
            }}
          />
        )}
        {problem && (
          <p className="ui-note ui-note-bad" role="status">
            {describeCode(language, problem.code, problem.params)}
          </p>
        )}
        {draft ? (
          <>
            <ExpressionBatch value={batch?.id ?? null}>
              <RuleForm
                key={`${textOf(draft.isNew ? 'new' : draft.rule['id'])} ${draft.dirty ? '' : draft.basedOn}`}
                rule={draft.rule}
                kinds={kinds}
                columns={columns}
                isNew={draft.isNew}
                readOnly={!may}
                onChange={(rule) => setDraft({ ...draft, rule, dirty: true })}
              />
            </ExpressionBatch>
            {may && (
              <div className="ui-row">
                <Button type="primary" disabled={!draft.dirty} loading={put.busy} onClick={() => void save()} title="Ctrl+S">
                  {t('rules.save')}
                </Button>
                {draft.dirty && (
                  <Button onClick={() => setDraft(current ? draftOf(set, current) : set.rules[0] ? draftOf(set, set.rules[0]) : null)}>
                    {t('rules.discard')}
                  </Button>
                )}
                {!draft.isNew && (
                  <Button type="text" danger icon={<Icon name="trash" />} onClick={() => setRemoving(true)}>
                    {t('rules.remove')}
                  </Button>
                )}
              </div>
            )}
            <Trial rule={draft.rule} kinds={kinds} batch={batch?.id ?? null} dataset={batch?.dataset ?? null} />
          </>
        ) : (
          <EmptyState
            title={t('rules.choose')}
            hint={t('rules.chooseHint')}
            action={
              may && (
                <Button type="primary" onClick={create}>
                  {t('rules.new')}
                </Button>
              )
            }
          />
        )}
      </div>
      <ConfirmDialog
        open={removing}
        danger
        busy={remove.busy}
        title={t('rules.remove')}
        confirm={t('rules.remove')}
        onCancel={() => setRemoving(false)}
        onConfirm={() => void removeNow()}
      >
        {t('rules.removeSure', { rule: textOf(draft?.rule['id']) })}
      </ConfirmDialog>
    </div>
  );
}

const kindTitle = (rule: Rule, kinds: readonly RuleKindInfo[], language: 'zh-CN' | 'en'): string =>
  titleOf(
    kinds.find((kind) => kind.kind === rule['kind']),
    textOf(rule['kind']),
    language,
  );
const severityOf = (rule: Rule, kinds: readonly RuleKindInfo[]) => {
  const own = rule['severity'];
  return own === 'critical' || own === 'major' || own === 'minor' || own === 'info'
    ? own
    : (kinds.find((kind) => kind.kind === rule['kind'])?.severity ?? 'major');
};
const dimensionOf = (rule: Rule, kinds: readonly RuleKindInfo[]) => {
  const own = rule['dimension'];
  const known = kinds.find((kind) => kind.kind === rule['kind'])?.dimension ?? 'conformity';
  return own === 'conformity' ||
    own === 'completeness' ||
    own === 'accuracy' ||
    own === 'consistency' ||
    own === 'timeliness' ||
    own === 'accessibility'
    ? own
    : known;
};

function YamlView({ set }: { readonly set: RuleSet }) {
  const t = useT();
  const toast = useToast();
  const { can } = useSession();
  const may = can('rule.edit');
  const save = useCommand('ruleSets.save');
  const fresh = { basedOn: set.version, base: set.yaml, yaml: set.yaml };
  const [draft, setDraft] = useState(fresh);
  const dirty = draft.yaml !== draft.base;
  const behind = draft.basedOn < set.version;
  // nothing typed yet: follow the newest version
  if (behind && !dirty) setDraft(fresh);
  const run = async (): Promise<void> => {
    if (!may || !dirty) return;
    const saved = await save.run({ ruleSet: set.id, basedOn: draft.basedOn, yaml: draft.yaml });
    if (!saved) return;
    setDraft({ basedOn: saved.version, base: saved.yaml, yaml: saved.yaml });
    toast({ text: t('rules.saved', { version: saved.version }) });
  };
  useActions([{ id: 'rules.save', title: t('rules.save'), keys: 'Ctrl+S', disabled: !may || !dirty, run: () => void run() }]);
  return (
    <div className="ui-pane ui-pane-fill">
      {dirty && behind && (
        <NewerVersion version={set.version} onTake={() => setDraft(fresh)} onKeep={() => setDraft({ ...draft, basedOn: set.version })} />
      )}
      {save.error && save.error.code !== 'conflict' && save.error.code !== 'rule-file-invalid' && (
        <ErrorPanel error={save.error} onClose={save.clear} />
      )}
      <div className="ui-pane-fill">
        <Yaml
          yaml={draft.yaml}
          problems={dirty ? [] : set.problems}
          refused={save.error}
          readOnly={!may}
          onChange={(yaml) => setDraft({ ...draft, yaml })}
        />
      </div>
      {may && (
        <div className="ui-row">
          <Button type="primary" disabled={!dirty} loading={save.busy} title="Ctrl+S" onClick={() => void run()}>
            {t('rules.saveAs', { version: set.version + 1 })}
          </Button>
          {dirty && <Button onClick={() => setDraft(fresh)}>{t('rules.discard')}</Button>}
        </div>
      )}
    </div>
  );
}

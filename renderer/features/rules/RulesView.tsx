import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { Rule, RuleKindInfo, RuleSet } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { ConfirmDialog } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { ExpressionBatch } from './ExpressionField.tsx';
import { columnsOf, type EditorProps, freshId, kindTitle, textOf, tidied } from './model.ts';
import { OriginChip, OriginNote } from './Origin.tsx';
import { NewerVersion } from './NewerVersion.tsx';
import { RuleForm } from './RuleForm.tsx';
import { Trial } from './Trial.tsx';

/** What is being edited, and on which version it is based. */
interface Draft {
  readonly basedOn: number;
  readonly rule: Rule;
  readonly isNew: boolean;
  readonly dirty: boolean;
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
  const current =
    draft && !draft.isNew ? [...set.rules, ...set.off.map((one) => one.rule)].find((rule) => rule['id'] === draft.rule['id']) : undefined;
  // what was just saved may be ahead of the list, which is asked again a moment later
  const behind = draft !== null && draft.basedOn < set.version;
  const newer = behind && draft.dirty;
  // an untouched form follows the set; a touched one stays and says that there is a newer version
  if (behind && !draft.dirty) setDraft(current ? draftOf(set, current) : null);
  return { draft, setDraft, current, newer };
}

/** The rules of a set, each with its form and a trial. */
export function RulesView({ set, kinds, batch, start = null }: EditorProps) {
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
  const off = draft && !draft.isNew ? set.off.find((one) => one.rule['id'] === draft.rule['id']) : undefined;
  const origin = off?.origin ?? originOf(set, draft?.isNew ? undefined : draft?.rule);
  const inherits = set.origins.length + set.off.length > 0;
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return [...set.rules, ...set.off.map((one) => one.rule)].filter(
      (rule) =>
        wanted === '' ||
        JSON.stringify(rule).toLowerCase().includes(wanted) ||
        kindTitle(rule, kinds, language).toLowerCase().includes(wanted),
    );
  }, [set.rules, set.off, search, kinds, language]);
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
    const same = saved?.rules.find((one) => one['id'] === draft.rule['id']) ?? saved?.rules[0];
    if (saved) setDraft(same ? draftOf(saved, same) : null);
  };
  const switchOff = async (reason: string): Promise<boolean> => {
    if (!draft) return false;
    const saved = await put.run({ ruleSet: set.id, basedOn: draft.basedOn, rule: { id: textOf(draft.rule['id']), off: true, reason } });
    if (saved) setDraft(draftOf(saved, draft.rule));
    return saved !== undefined;
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
              ...(inherits
                ? [
                    {
                      key: 'origin',
                      title: t('rules.origin'),
                      width: 110,
                      sortBy: (rule: Rule) => originOf(set, rule)?.set?.name ?? null,
                      render: (rule: Rule) => (
                        <OriginChip origin={originOf(set, rule)} off={set.off.some((one) => one.rule['id'] === rule['id'])} />
                      ),
                    },
                  ]
                : []),
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
        {draft && (origin || off) && (
          <OriginNote
            key={textOf(draft.rule['id'])}
            origin={origin ?? null}
            off={off?.reason ?? null}
            busy={put.busy || remove.busy}
            readOnly={!may || draft.dirty}
            onBack={() => void removeNow()}
            onOff={switchOff}
          />
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
                readOnly={!may || off !== undefined}
                onChange={(rule) => setDraft({ ...draft, rule, dirty: true })}
              />
            </ExpressionBatch>
            {may && !off && (
              <div className="ui-row">
                <Button type="primary" disabled={!draft.dirty} loading={put.busy} onClick={() => void save()} title="Ctrl+S">
                  {t('rules.save')}
                </Button>
                {draft.dirty && (
                  <Button onClick={() => setDraft(current ? draftOf(set, current) : set.rules[0] ? draftOf(set, set.rules[0]) : null)}>
                    {t('rules.discard')}
                  </Button>
                )}
                {!draft.isNew && !origin && (
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

const originOf = (set: RuleSet, rule: Rule | undefined) =>
  rule && (set.origins.find((one) => one.rule === rule['id']) ?? set.off.find((one) => one.rule['id'] === rule['id'])?.origin);

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

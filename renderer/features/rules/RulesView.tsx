import { Button } from 'antd';
import { useState } from 'react';
import type { RuleSet } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { Icon } from '../../ui/icons.tsx';
import { ConfirmDialog } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { type Editing, useEditing } from './editing.ts';
import { ExpressionBatch } from './ExpressionField.tsx';
import { type EditorProps, originOf, textOf } from './model.ts';
import { NewerVersion } from './NewerVersion.tsx';
import { OriginNote } from './Origin.tsx';
import { RuleViews } from './RuleViews.tsx';
import { RuleList } from './RuleList.tsx';
import { Trial } from './Trial.tsx';

/** The rules of a set, each with its form and a trial. */
export function RulesView({ set, kinds, batch, start = null }: EditorProps) {
  const t = useT();
  const { can } = useSession();
  const may = can('rule.edit');
  const editing = useEditing(set, start);
  const { draft, create } = editing;
  useActions([
    { id: 'rules.save', title: t('rules.save'), keys: 'Ctrl+S', disabled: !may || !draft?.dirty, run: () => void (may && editing.save()) },
    { id: 'rules.new', title: t('rules.new'), keys: 'Alt+N', disabled: !may, run: create },
  ]);
  return (
    <div className="rules-split">
      <RuleList
        set={set}
        kinds={kinds}
        selected={draft && !draft.isNew ? textOf(draft.rule['id']) : null}
        onSelect={editing.select}
        onCreate={may ? create : undefined}
      />
      <div className="ui-pane ui-scroll rules-detail">
        <Messages set={set} editing={editing} may={may} />
        {draft ? (
          <Detail set={set} kinds={kinds} batch={batch} editing={editing} may={may} />
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
    </div>
  );
}

interface PartProps {
  readonly set: RuleSet;
  readonly editing: Editing;
  readonly may: boolean;
}

const offIn = (set: RuleSet, { draft }: Editing) =>
  draft && !draft.isNew ? set.off.find((one) => one.rule['id'] === draft.rule['id']) : undefined;

/** What stands above the form: a newer version, a mistake, and where the rule comes from. */
function Messages({ set, editing, may }: PartProps) {
  const { language } = useAppearance();
  const { draft, error } = editing;
  const off = offIn(set, editing);
  const origin = originOf(set, draft?.isNew ? undefined : draft?.rule);
  const problem = draft ? set.problems.find((one) => one.rule === draft.rule['id']) : undefined;
  return (
    <>
      {editing.newer && draft && (
        <NewerVersion version={set.version} onTake={editing.reset} onKeep={() => editing.setDraft({ ...draft, basedOn: set.version })} />
      )}
      {error && error.code !== 'conflict' && <ErrorPanel error={error} onClose={editing.clear} />}
      {problem && (
        <p className="ui-note ui-note-bad" role="status">
          {describeCode(language, problem.code, problem.params)}
        </p>
      )}
      {draft && origin && (
        <OriginNote
          key={textOf(draft.rule['id'])}
          origin={origin}
          off={off?.reason ?? null}
          busy={editing.busy}
          readOnly={!may || draft.dirty}
          onBack={() => void editing.remove()}
          onOff={editing.switchOff}
        />
      )}
    </>
  );
}

function Detail({ set, kinds, batch, editing, may }: PartProps & Pick<EditorProps, 'kinds' | 'batch'>) {
  const t = useT();
  const { can } = useSession();
  const [removing, setRemoving] = useState(false);
  const [resets, setResets] = useState(0);
  const batchFacts = useQuery('batches.get', { batch: batch?.id ?? '' }, { skip: batch === null || !can('data.read') });
  const { draft, setDraft } = editing;
  if (!draft) return null;
  const discard = (): void => {
    editing.reset();
    setResets(resets + 1);
  };
  const off = offIn(set, editing);
  const origin = originOf(set, draft.isNew ? undefined : draft.rule);
  return (
    <>
      <ExpressionBatch value={batch?.id ?? null}>
        <RuleViews
          // drawn anew for another rule, a saved one and one whose changes were discarded, never while somebody types
          key={`${textOf(draft.isNew ? 'new' : draft.rule['id'])} ${draft.basedOn} ${resets}`}
          rule={draft.rule}
          kinds={kinds}
          batch={batch?.id ?? null}
          columns={batchFacts.data?.columns ?? []}
          isNew={draft.isNew}
          rules={set.rules}
          readOnly={!may || off !== undefined}
          onChange={(rule) => setDraft({ ...draft, rule, dirty: true })}
        />
      </ExpressionBatch>
      {may && !off && (
        <div className="ui-row">
          <Button type="primary" disabled={!draft.dirty} loading={editing.busy} onClick={() => void editing.save()} title="Ctrl+S">
            {t('rules.save')}
          </Button>
          {draft.dirty && <Button onClick={discard}>{t('rules.discard')}</Button>}
          {!draft.isNew && !origin && (
            <Button type="text" danger icon={<Icon name="trash" />} onClick={() => setRemoving(true)}>
              {t('rules.remove')}
            </Button>
          )}
        </div>
      )}
      <Trial rule={draft.rule} kinds={kinds} batch={batch?.id ?? null} dataset={batch?.dataset ?? null} />
      <ConfirmDialog
        open={removing}
        danger
        busy={editing.busy}
        title={t('rules.remove')}
        confirm={t('rules.remove')}
        onCancel={() => setRemoving(false)}
        onConfirm={() => void editing.remove().then(() => setRemoving(false))}
      >
        {t('rules.removeSure', { rule: textOf(draft.rule['id']) })}
      </ConfirmDialog>
    </>
  );
}

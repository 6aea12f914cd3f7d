import { Button } from 'antd';
import { useState } from 'react';
import type { RuleSet } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { NewerVersion } from './NewerVersion.tsx';
import { Yaml } from './Yaml.tsx';

/** The whole rule set as text, saved as the next version. */
export function YamlView({ set }: { readonly set: RuleSet }) {
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

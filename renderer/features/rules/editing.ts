import { useState } from 'react';
import type { Rule, RuleSet } from '../../../contract/methods/rules.ts';
import { useCommand } from '../../app/engine.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { freshId, textOf, tidied } from './model.ts';

/** What is being edited, and on which version it is based. */
interface Draft {
  readonly basedOn: number;
  readonly rule: Rule;
  readonly isNew: boolean;
  readonly dirty: boolean;
}

export const draftOf = (set: RuleSet, rule: Rule): Draft => ({ basedOn: set.version, rule, isNew: false, dirty: false });

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

/** The rule in the form, and what may be done with it. */
export function useEditing(set: RuleSet, start: Rule | null) {
  const t = useT();
  const toast = useToast();
  const { draft, setDraft, current, newer } = useDraft(set, start);
  const put = useCommand('rules.put');
  const remove = useCommand('rules.remove');
  const reset = (): void => setDraft(current ? draftOf(set, current) : set.rules[0] ? draftOf(set, set.rules[0]) : null);
  return {
    draft,
    setDraft,
    newer,
    busy: put.busy || remove.busy,
    error: put.error ?? remove.error,
    clear: (): void => {
      put.clear();
      remove.clear();
    },
    reset,
    create: (): void => setDraft(newRule(set, { kind: 'not-null' })),
    select: (rule: Rule): void => {
      if (!draft?.dirty) setDraft(draftOf(set, rule));
      else if (rule['id'] !== draft.rule['id'])
        toast({
          text: t('rules.unsaved'),
          tone: 'warn',
          action: { word: t('rules.discard'), run: () => setDraft(draftOf(set, rule)) },
        });
    },
    save: async (): Promise<void> => {
      if (!draft?.dirty) return;
      const rule = tidied(draft.rule);
      const saved = await put.run({ ruleSet: set.id, basedOn: draft.basedOn, rule });
      if (!saved) return;
      setDraft(draftOf(saved, saved.rules.find((one) => one['id'] === rule['id']) ?? rule));
      toast({ text: t('rules.saved', { version: saved.version }) });
    },
    /** Takes the set's own entry of the rule out: the rule goes, or is again what is inherited. */
    remove: async (): Promise<void> => {
      if (!draft) return;
      const basedOn = draft.isNew ? set.version : draft.basedOn;
      const saved = await remove.run({ ruleSet: set.id, basedOn, rule: textOf(draft.rule['id']) });
      const same = saved?.rules.find((one) => one['id'] === draft.rule['id']) ?? saved?.rules[0];
      if (saved) setDraft(same ? draftOf(saved, same) : null);
    },
    switchOff: async (reason: string): Promise<boolean> => {
      if (!draft) return false;
      const saved = await put.run({ ruleSet: set.id, basedOn: draft.basedOn, rule: { id: textOf(draft.rule['id']), off: true, reason } });
      if (saved) setDraft(draftOf(saved, draft.rule));
      return saved !== undefined;
    },
  };
}
export type Editing = ReturnType<typeof useEditing>;

import { Button, Checkbox } from 'antd';
import { useMemo, useState } from 'react';
import type { Rule, RuleKindInfo, Suggestion } from '../../../contract/methods/rules.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { batchSubject, useStructure } from '../../app/structure.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { EditSuggestion } from './EditSuggestion.tsx';
import { columnsOf, paramsInShort, textOf, titleOf } from './model.ts';

export interface SuggestionsProps {
  readonly batch: string;
  readonly kinds: readonly RuleKindInfo[];
}

/** Rules that the profile proposes, with their evidence; adopted or dismissed one by one or many at once. */
export function Suggestions({ batch, kinds }: SuggestionsProps) {
  const t = useT();
  const suggestions = useQuery('suggestions.list', { batch });
  // dependencies, keys and ways of writing join the list when they are found
  const structure = useStructure(batchSubject(batch, ''));
  return (
    <>
      <RunningJob of={structure.job} onRetry={structure.again} />
      <Load of={suggestions}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title={t('rules.suggest.none')} hint={t('rules.suggest.noneHint')} />
          ) : (
            <SuggestionList list={list} kinds={kinds} batch={batch} />
          )
        }
      </Load>
    </>
  );
}

/** What the profile saw, with its numbers in groups. */
export function useEvidence(): (suggestion: Suggestion) => string {
  const dynamic = useTDynamic();
  return ({ evidence }) => {
    const params = Object.fromEntries(
      Object.entries(evidence.params).map(([key, value]) => [
        key,
        typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 1_000 && key !== 'min' && key !== 'max'
          ? formatCount(value)
          : key === 'semantic'
            ? dynamic(`semantic.${String(value)}`)
            : value,
      ]),
    );
    return dynamic(`evidence.${evidence.code}`, params);
  };
}

function useDecide(batch: string) {
  const t = useT();
  const toast = useToast();
  const accept = useCommand('suggestions.accept');
  const reject = useCommand('suggestions.reject');
  const reopening = useCommand('suggestions.reopen');
  const reopen = async (keys: readonly string[]): Promise<void> => {
    if (await reopening.run({ batch, keys: [...keys] })) toast({ text: t('rules.suggest.reopened', { count: keys.length }) });
  };
  return {
    busy: accept.busy || reject.busy || reopening.busy,
    error: accept.error ?? reject.error ?? reopening.error,
    reopen,
    /** True when they were taken, `edited` in place of what was proposed. */
    accept: async (keys: readonly string[], edited: Readonly<Record<string, Rule>> = {}): Promise<boolean> => {
      if (keys.length === 0) return false;
      const set = await accept.run({ batch, keys: [...keys], edited });
      if (set) toast({ text: t('rules.suggest.accepted', { count: keys.length, name: set.name, version: set.version }) });
      return set !== undefined;
    },
    reject: async (keys: readonly string[]): Promise<void> => {
      if (keys.length === 0) return;
      if (await reject.run({ batch, keys: [...keys] }))
        toast({
          text: t('rules.suggest.rejected', { count: keys.length }),
          action: { word: t('rules.suggest.undo'), run: () => void reopen(keys) },
        });
    },
  };
}

function SuggestionList({
  list,
  kinds,
  batch,
}: {
  readonly list: readonly Suggestion[];
  readonly kinds: readonly RuleKindInfo[];
  readonly batch: string;
}) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const { can } = useSession();
  const evidence = useEvidence();
  const decide = useDecide(batch);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const [editing, setEditing] = useState<Suggestion | null>(null);
  const open = useMemo(() => list.filter((one) => one.state === 'open'), [list]);
  const shown = all ? list : open;
  const chosen = open.filter((one) => ticked.has(one.key)).map((one) => one.key);
  const may = can('rule.edit');
  const short = (one: Suggestion): string =>
    paramsInShort(
      one.rule,
      (key) => dynamic(`ruleParam.${key}`).replace('ruleParam.', ''),
      (semantic) => dynamic(`semantic.${semantic}`),
    );
  const nameOf = (one: Suggestion): string =>
    titleOf(
      kinds.find((kind) => kind.kind === one.rule['kind']),
      textOf(one.rule['kind']),
      language,
    );
  const done = async (act: Promise<unknown>): Promise<void> => {
    await act;
    setTicked(new Set());
  };
  return (
    <div className="ui-pane">
      <Toolbar
        actions={
          may && (
            <>
              <Button disabled={chosen.length === 0} loading={decide.busy} onClick={() => void done(decide.reject(chosen))}>
                {t('rules.suggest.rejectMany', { count: chosen.length })}
              </Button>
              <Button
                type="primary"
                loading={decide.busy}
                disabled={open.length === 0}
                onClick={() => void done(decide.accept(chosen.length > 0 ? chosen : open.map((one) => one.key)))}
              >
                {chosen.length > 0
                  ? t('rules.suggest.acceptMany', { count: chosen.length })
                  : t('rules.suggest.acceptAll', { count: open.length })}
              </Button>
            </>
          )
        }
      >
        <span className="ui-muted">{t('rules.suggest.hint', { count: open.length })}</span>
        <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
          {t('rules.suggest.showAll')}
        </Checkbox>
      </Toolbar>
      {decide.error && <ErrorPanel error={decide.error} />}
      <div className="ui-box ui-pane-fill">
        <ListTable
          label={t('rules.suggestions')}
          rows={shown}
          rowKey={(one) => one.key}
          {...(may
            ? {
                checked: ticked,
                onCheck: setTicked,
                keys: {
                  A: (one: Suggestion) => void decide.accept([one.key]),
                  E: (one: Suggestion) => setEditing(one),
                  D: (one: Suggestion) => one.state === 'open' && void decide.reject([one.key]),
                  U: (one: Suggestion) => one.state === 'rejected' && void decide.reopen([one.key]),
                },
              }
            : {})}
          empty={<EmptyState small title={t('rules.suggest.allDone')} />}
          columns={[
            { key: 'kind', title: t('rules.kind'), width: 132, sortBy: nameOf, render: (one) => nameOf(one) },
            {
              key: 'column',
              title: t('rules.columns'),
              width: 150,
              sortBy: (one) => columnsOf(one.rule).join(),
              render: (one) => columnsOf(one.rule).join('、'),
            },
            {
              key: 'params',
              title: t('rules.params'),
              render: (one) => (
                <span className="ui-muted" title={short(one)}>
                  {short(one)}
                </span>
              ),
            },
            {
              key: 'evidence',
              title: t('rules.evidence'),
              width: '2fr',
              render: (one) => <span title={evidence(one)}>{evidence(one)}</span>,
            },
            {
              key: 'expected',
              title: t('rules.expected'),
              width: 92,
              align: 'right',
              sortBy: (one) => one.expectedFailures,
              render: (one) => formatCount(one.expectedFailures),
            },
            { key: 'severity', title: t('rules.severity'), width: 76, render: (one) => severityChip(one, kinds) },
            {
              key: 'act',
              title: '',
              width: 200,
              align: 'right',
              render: (one) => <Acts of={one} may={may} decide={decide} onEdit={() => setEditing(one)} />,
            },
          ]}
        />
      </div>
      {may && <p className="ui-muted">{t('rules.suggest.keys')}</p>}
      {editing && (
        <EditSuggestion
          suggestion={editing}
          evidence={evidence(editing)}
          batch={batch}
          kinds={kinds}
          busy={decide.busy}
          error={decide.error}
          onAccept={(rule) => void decide.accept([editing.key], { [editing.key]: rule }).then((taken) => taken && setEditing(null))}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

/** What was decided about a suggestion, and what can be done with it. */
function Acts({
  of,
  may,
  decide,
  onEdit,
}: {
  readonly of: Suggestion;
  readonly may: boolean;
  readonly decide: ReturnType<typeof useDecide>;
  readonly onEdit: () => void;
}) {
  const t = useT();
  if (of.state !== 'open')
    return (
      <>
        {may && of.state === 'rejected' && (
          <Button size="small" type="link" tabIndex={-1} title="U" onClick={() => void decide.reopen([of.key])}>
            {t('rules.suggest.reopen')}
          </Button>
        )}
        <Chip tone={of.state === 'accepted' ? 'good' : 'plain'}>{t(`rules.suggest.state.${of.state}`)}</Chip>
      </>
    );
  if (!may) return null;
  return (
    <>
      <Button size="small" type="link" tabIndex={-1} title="A" onClick={() => void decide.accept([of.key])}>
        {t('rules.suggest.accept')}
      </Button>
      <Button size="small" type="link" tabIndex={-1} title="E" onClick={onEdit}>
        {t('rules.suggest.editOne')}
      </Button>
      <Button size="small" type="text" tabIndex={-1} title="D" onClick={() => void decide.reject([of.key])}>
        {t('rules.suggest.reject')}
      </Button>
    </>
  );
}

function severityChip(one: Suggestion, kinds: readonly RuleKindInfo[]) {
  const own = one.rule['severity'];
  const severity =
    own === 'critical' || own === 'major' || own === 'minor' || own === 'info'
      ? own
      : kinds.find((kind) => kind.kind === one.rule['kind'])?.severity;
  return severity ? <SeverityChip severity={severity} /> : null;
}

import { Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { Batch, Dataset } from '../../../contract/methods/datasets.ts';
import type { RepairEffect, RepairMode } from '../../../contract/methods/repair.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { type Output, useCommand, useJob, useQuery } from '../../app/engine.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { EmptyState, ErrorPanel, Load } from '../../ui/states.tsx';
import { CountTabs, Toolbar } from '../../ui/Toolbar.tsx';
import { ApplyDialog } from './ApplyDialog.tsx';
import { History } from './History.tsx';
import { type KindWords, useKindWords } from './kinds.ts';
import { type Choice, choiceOf, noChoice, type Proposal, proposalsOf, stepsOf, withChosen } from './model.ts';
import { Pairs } from './Pairs.tsx';
import { Proposals } from './Proposals.tsx';
import { RecipeFile } from './RecipeFile.tsx';
import './repair.css';

type State = Output<'repair.state'>;

/** What is safe to repair in a batch, chosen by a person and written into a derived batch. */
export function RepairPage({ query }: ScreenProps) {
  const t = useT();
  const { dataset, batch } = useDatasetPlace();
  const state = useQuery('repair.state', { dataset: dataset.id });
  if (!batch) return <EmptyState title={t('datasets.noBatch')} />;
  return <Load of={state}>{(known) => <Repair dataset={dataset} batch={batch} state={known} wanted={query['recipe']} />}</Load>;
}

interface Props {
  readonly dataset: Dataset;
  readonly batch: Batch;
  readonly state: State;
  /** The version of the recipe that one came with: its steps are chosen. */
  readonly wanted: string | undefined;
}

type View = 'proposals' | 'history';

function Repair({ dataset, batch, state, wanted }: Props) {
  const t = useT();
  const words = useKindWords();
  const { can } = useSession();
  const [view, setView] = useSticky<View>(`repair.view.${dataset.id}`, 'proposals');
  const found = useQuery('repair.proposals', { batch: batch.id });
  const looking = useJob('repair.propose', batch.id);
  const title = `${dataset.name} #${batch.number}`;
  const look = (): void => void looking.run({ batch: batch.id }, title);
  const comes = wanted !== undefined && state.recipe?.version === Number(wanted);
  const { data: known } = found;
  const { run, job } = looking;
  useEffect(() => {
    if (comes && known === null && job === undefined) void run({ batch: batch.id }, title);
  }, [comes, known, job, run, batch.id, title]);
  useEffect(() => {
    if (comes) setView('proposals');
  }, [comes, wanted, setView]);
  useActions([{ id: 'repair-look', title: t('repair.look'), keys: 'F5', menu: 'refresh', disabled: looking.running, run: look }]);
  return (
    <div className="ui-pane">
      <Toolbar
        label={t('screen.repair')}
        actions={
          <>
            {can('data.import') && <Mode dataset={dataset.id} mode={state.mode} />}
            <Button onClick={look} disabled={looking.running} aria-keyshortcuts="F5" type={found.data === null ? 'primary' : 'default'}>
              {t(found.data === null ? 'repair.look' : 'repair.lookAgain')}
            </Button>
          </>
        }
      >
        <CountTabs<View>
          label={t('screen.repair')}
          value={view}
          onChange={setView}
          tabs={[
            { value: 'proposals', label: t('repair.proposals'), count: found.data?.steps.length },
            { value: 'history', label: t('repair.history'), count: state.derived.length },
          ]}
        />
      </Toolbar>
      <RunningJob of={looking} onRetry={look} />
      {view === 'history' ? (
        <History derived={state.derived} words={words} />
      ) : (
        !looking.running && (
          <Load of={found}>
            {(effect) =>
              effect === null ? (
                <EmptyState title={t('repair.notLooked')} hint={t('repair.notLookedHint')} />
              ) : (
                <Choosing
                  key={batch.id}
                  effect={effect}
                  dataset={dataset}
                  batch={batch}
                  state={state}
                  wanted={comes ? wanted : undefined}
                  words={words}
                />
              )
            }
          </Load>
        )
      )}
    </div>
  );
}

/** What becomes of the next batch of the dataset. */
function Mode({ dataset, mode }: { readonly dataset: string; readonly mode: RepairMode }) {
  const t = useT();
  const set = useCommand('repair.setMode');
  return (
    <label className="repair-mode">
      <span>{t('repair.mode')}</span>
      <Select<RepairMode>
        value={mode}
        loading={set.busy}
        popupMatchSelectWidth={false}
        onChange={(next) => void set.run({ dataset, mode: next })}
        options={(['off', 'offer', 'apply'] as const).map((value) => ({ value, label: t(`repair.mode.${value}`) }))}
      />
    </label>
  );
}

function Choosing({ effect, dataset, batch, state, wanted, words }: Props & { readonly effect: RepairEffect; readonly words: KindWords }) {
  const t = useT();
  const { can } = useSession();
  const editable = can('data.import');
  const [choice, setChoice] = useSticky<Choice>(`repair.${batch.id}`, noChoice);
  const [read, setRead] = useState<readonly Proposal['step'][]>([]);
  const [asking, setAsking] = useState(false);
  const applying = useJob('repair.apply', batch.id);
  const { recipe } = state;
  const [arrived, setArrived] = useSticky(`repair.arrived.${batch.id}`, '');
  useEffect(() => {
    if (wanted === undefined || wanted === arrived || !recipe) return;
    setArrived(wanted);
    setChoice(withChosen(choice, choiceOf(recipe.steps)));
  }, [wanted, arrived, setArrived, recipe, choice, setChoice]);
  const proposals = proposalsOf(
    effect,
    [...(recipe?.steps ?? []), ...read].filter((step) => choiceIncludes(choice, step)),
  );
  const [shown, setShown] = useState<string | null>(null);
  const open = proposals.find(({ id }) => id === shown) ?? proposals[0];
  const steps = stepsOf(proposals, choice);
  const title = `${dataset.name} #${batch.number}`;
  const apply = (): void => {
    setAsking(false);
    void applying.run({ batch: batch.id, steps }, title);
  };
  const ready = editable && steps.length > 0 && !applying.running;
  useActions([
    {
      id: 'repair-apply',
      title: t('repair.apply', { count: steps.length }),
      keys: 'Ctrl+Enter',
      disabled: !ready,
      run: () => setAsking(true),
    },
  ]);
  const save = useCommand('repair.save');
  // an answer of before is no answer to another choice
  const { clear } = applying;
  useEffect(() => clear, [clear]);
  return (
    <>
      {applying.output && !applying.running && <Done output={applying.output} onClose={applying.clear} />}
      <RunningJob of={applying} onRetry={apply} />
      {save.error && <ErrorPanel error={save.error} onClose={save.clear} />}
      {editable && (
        <Toolbar
          label={t('repair.choice')}
          actions={
            <>
              {recipe && (
                <Button onClick={() => setChoice(choiceOf(recipe.steps))}>
                  {t('repair.useRecipe', { version: recipe.version, count: recipe.steps.length })}
                </Button>
              )}
              <Button
                disabled={steps.length === 0 || save.busy}
                onClick={() => void save.run({ dataset: dataset.id, steps, basedOn: recipe?.version ?? 0 })}
              >
                {t('repair.save')}
              </Button>
              <RecipeFile
                dataset={dataset}
                batch={batch}
                recipe={recipe}
                onRead={(own) => {
                  setRead(own);
                  setChoice(choiceOf(own));
                }}
              />
              <Button type="primary" disabled={!ready} onClick={() => setAsking(true)} aria-keyshortcuts="Control+Enter">
                {t('repair.apply', { count: steps.length })}
              </Button>
            </>
          }
        >
          <ChosenSteps chosen={steps.length} proposals={proposals} choice={choice} onChoice={setChoice} />
        </Toolbar>
      )}
      <div className="repair-body">
        <div className="ui-box repair-list">
          <Proposals
            proposals={proposals}
            problems={effect.problems}
            choice={choice}
            onChoice={setChoice}
            shown={open?.id ?? null}
            onShow={setShown}
            words={words}
            editable={editable}
          />
        </div>
        {open && (
          <Pairs
            key={open.id}
            batch={batch.id}
            proposals={proposals}
            proposal={open}
            choice={choice}
            onChoice={setChoice}
            words={words}
            editable={editable}
          />
        )}
      </div>
      {asking && <ApplyDialog batch={batch} title={title} steps={steps} onApply={apply} onClose={() => setAsking(false)} />}
    </>
  );
}

/** How many of the proposals are chosen; all of them or none at one press. */
function ChosenSteps({
  chosen,
  proposals,
  choice,
  onChoice,
}: {
  readonly chosen: number;
  readonly proposals: readonly Proposal[];
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}) {
  const t = useT();
  return (
    <>
      <Button
        size="small"
        disabled={chosen === proposals.length}
        onClick={() => onChoice({ ...choice, on: proposals.map(({ id }) => id) })}
      >
        {t('repair.chooseAll')}
      </Button>
      <Button size="small" disabled={choice.on.length === 0} onClick={() => onChoice(noChoice)}>
        {t('repair.chooseNone')}
      </Button>
      <span className="ui-muted" role="status">
        {t('repair.chosen', { count: chosen, of: proposals.length })}
      </span>
    </>
  );
}

const choiceIncludes = (choice: Choice, step: Proposal['step']): boolean => choiceOf([step]).on.some((id) => choice.on.includes(id));

/** What was made, and where it leads. */
function Done({ output: { batch, derivation }, onClose }: { readonly output: Output<'repair.apply'>; readonly onClose: () => void }) {
  const t = useT();
  const open = (tab: string): void => goToDataset(batch.dataset, tab, { batch: batch.id });
  return (
    <div className="ui-note repair-done" role="status">
      <span>
        {t('repair.done', {
          number: batch.number,
          rows: formatCount(derivation.rowsChanged),
          cells: formatCount(derivation.cellsChanged),
        })}
      </span>
      <Button size="small" type="primary" onClick={() => open('changes')}>
        {t('decision.look')}
      </Button>
      <Button size="small" onClick={() => open('rows')}>
        {t('repair.openRows')}
      </Button>
      <Button size="small" onClick={() => open('runs')}>
        {t('repair.openRuns')}
      </Button>
      <Button size="small" type="text" onClick={onClose}>
        {t('ui.close')}
      </Button>
    </div>
  );
}

import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../app/engine.ts';
import { PlanDrawer } from '../../app/PlanDrawer.tsx';
import { hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { CountTabs, Toolbar } from '../../ui/Toolbar.tsx';
import type { EditorProps } from './model.ts';
import { RulesView } from './RulesView.tsx';
import { Suggestions } from './Suggestions.tsx';
import { Versions } from './Versions.tsx';
import { YamlView } from './YamlView.tsx';
import './rules.css';

type View = 'rules' | 'suggestions' | 'yaml' | 'versions';

/** A rule set: its rules with form and trial, what the profile suggests, the whole as YAML, and its versions. */
export function Editor({ set, kinds, batch, start = null }: EditorProps) {
  const t = useT();
  const { can } = useSession();
  const [view, setView] = useSticky<View>(`rules.view.${set.id}`, 'rules');
  useEffect(() => {
    if (start) setView('rules');
  }, [start, setView]);
  const suggestions = useQuery('suggestions.list', { batch: batch?.id ?? '' }, { skip: batch === null });
  const [planning, setPlanning] = useState(false);
  const mayPlan = batch !== null && can('data.read');
  useActions([{ id: 'quality.plan', title: t('plan.title'), keys: 'Alt+P', disabled: !mayPlan, run: () => setPlanning(true) }]);
  const open = suggestions.data?.filter((one) => one.state === 'open').length;
  return (
    <div className="ui-pane">
      <Toolbar
        actions={
          <>
            <span className="ui-muted">
              {t('rules.versionLine', { version: set.version, time: formatTime(set.updatedAt), by: set.updatedBy })}
            </span>
            {mayPlan && (
              <Button onClick={() => setPlanning(true)} title="Alt+P">
                {t('plan.open')}
              </Button>
            )}
          </>
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
            { value: 'versions', label: t('rules.versions') },
          ]}
        />
        {set.parents.length > 0 && (
          <span className="ui-muted rules-from">
            {t('rules.inherits')}{' '}
            {set.parents.map((parent, i) => (
              <span key={parent.name}>
                {i > 0 && '、'}
                {parent.id === null ? parent.name : <a href={hrefOf(`/rules/${encodeURIComponent(parent.id)}`)}>{parent.name}</a>} v
                {parent.version}
              </span>
            ))}
          </span>
        )}
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
      {view === 'versions' && <Versions set={set} kinds={kinds} />}
      {batch !== null && <PlanDrawer batch={batch.id} ruleSet={set.id} open={planning} onClose={() => setPlanning(false)} />}
    </div>
  );
}

import { Button } from 'antd';
import { useState } from 'react';
import type { Rule, RuleKindInfo, Suggestion } from '../../../contract/methods/rules.ts';
import { useQuery } from '../../app/engine.ts';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { ExpressionBatch } from './ExpressionField.tsx';
import { tidied } from './model.ts';
import { RuleViews } from './RuleViews.tsx';
import { Trial } from './Trial.tsx';

interface Props {
  readonly suggestion: Suggestion;
  readonly evidence: string;
  readonly batch: string;
  readonly kinds: readonly RuleKindInfo[];
  readonly busy: boolean;
  readonly error: Parameters<typeof ErrorPanel>[0]['error'] | null | undefined;
  readonly onAccept: (rule: Rule) => void;
  readonly onClose: () => void;
}

/** A proposed rule, changed and tried before it is taken. */
export function EditSuggestion({ suggestion, evidence, batch, kinds, busy, error, onAccept, onClose }: Props) {
  const t = useT();
  const { can } = useSession();
  const [rule, setRule] = useState<Rule>(suggestion.rule);
  const facts = useQuery('batches.get', { batch }, { skip: !can('data.read') });
  return (
    <SideDrawer
      open
      width={720}
      title={t('rules.suggest.edit')}
      onClose={onClose}
      footer={
        <div className="ui-row">
          <Button type="primary" loading={busy} onClick={() => onAccept(tidied(rule))}>
            {t('rules.suggest.accept')}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
        </div>
      }
    >
      <div className="ui-pane">
        {error && <ErrorPanel error={error} />}
        <p className="ui-muted">{evidence}</p>
        <ExpressionBatch value={batch}>
          <RuleViews
            rule={rule}
            kinds={kinds}
            batch={batch}
            columns={facts.data?.columns ?? []}
            isNew={false}
            rules={[]}
            readOnly={false}
            onChange={setRule}
          />
        </ExpressionBatch>
        <Trial rule={rule} kinds={kinds} batch={batch} dataset={null} />
      </div>
    </SideDrawer>
  );
}

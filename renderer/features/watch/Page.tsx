import { Button } from 'antd';
import { useState } from 'react';
import type { WatchRule } from '../../../contract/methods/watch.ts';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery } from '../../app/engine.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { Arrivals } from './Arrivals.tsx';
import { AddDialog, EditDialog, RemoveDialog } from './dialogs.tsx';
import { Rules } from './Rules.tsx';
import './watch.css';

type Dialog = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly rule: WatchRule };

/** Folders whose files become batches as they arrive, and what became of each file. */
export function WatchPage() {
  const t = useT();
  const { can } = useSession();
  const list = useQuery('watch.list', {});
  const look = useJob('watch.look');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const may = can('data.import');
  const add = (): void => setDialog({ kind: 'add' });
  useActions(
    may
      ? [
          { id: 'watch-add', title: t('watch.add'), keys: 'N', run: add },
          { id: 'watch-look', title: t('watch.look'), keys: 'F5', menu: 'refresh', disabled: look.running, run: () => void look.run({}) },
        ]
      : [],
  );
  return (
    <div className="ui-pane">
      <Load of={list}>
        {({ rules, files }) =>
          rules.length === 0 ? (
            <EmptyState
              icon={<Icon name="folder" size={36} />}
              title={t('watch.empty')}
              hint={t('watch.emptyHint')}
              action={
                may && (
                  <Button type="primary" icon={<Icon name="plus" />} onClick={add}>
                    {t('watch.add')}
                  </Button>
                )
              }
            />
          ) : (
            <div className="watch">
              <Toolbar
                label={t('watch.rules')}
                actions={
                  may && (
                    <>
                      <Button loading={look.running} aria-keyshortcuts="F5" onClick={() => void look.run({})}>
                        {t('watch.look')}
                      </Button>
                      <Button type="primary" icon={<Icon name="plus" />} onClick={add}>
                        {t('watch.add')}
                      </Button>
                    </>
                  )
                }
              />
              {look.error && <RunningJob of={look} onRetry={() => void look.run({})} />}
              <Rules
                rules={rules}
                editable={may}
                onEdit={(rule) => setDialog({ kind: 'edit', rule })}
                onRemove={(rule) => setDialog({ kind: 'remove', rule })}
              />
              <Arrivals files={files} editable={may} />
            </div>
          )
        }
      </Load>
      {dialog?.kind === 'add' && <AddDialog onClose={() => setDialog(null)} />}
      {dialog?.kind === 'edit' && <EditDialog rule={dialog.rule} onClose={() => setDialog(null)} />}
      {dialog?.kind === 'remove' && <RemoveDialog rule={dialog.rule} onClose={() => setDialog(null)} />}
    </div>
  );
}

import { Button } from 'antd';
import { useEffect } from 'react';
import { useActions } from '../../app/actions.ts';
import { useQuery } from '../../app/engine.ts';
import { chooseIntakeFiles, targetKey } from '../../app/intake-files.ts';
import type { IntakeItem } from '../../app/intake-item.ts';
import { useSession } from '../../app/session.tsx';
import { getSticky } from '../../app/sticky.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeError } from '../../ui/error-words.ts';
import { Icon } from '../../ui/icons.tsx';
import { Chip, IconButton } from '../../ui/parts.tsx';
import { Bar, shareOf } from '../../ui/Progress.tsx';
import { type Target, targetFits } from '../../app/target.ts';
import { itemName, type QueueTarget, targetsOf } from './model.ts';
import { cancelAll, cancelItem, enqueue, type ItemState, scout, type Stage, useQueue } from './queue.ts';

interface Props {
  readonly items: readonly IntakeItem[];
  readonly current: IntakeItem;
  readonly onChoose: (item: IntakeItem) => void;
  readonly onRemove: (items: readonly IntakeItem[]) => void;
  readonly onPaste: () => void;
}

const tones: Readonly<Record<Stage, 'plain' | 'info' | 'good' | 'warn' | 'bad'>> = {
  reading: 'plain',
  waiting: 'plain',
  queued: 'info',
  running: 'info',
  done: 'good',
  failed: 'bad',
  duplicate: 'warn',
  cancelled: 'plain',
};
const unread: ItemState = { stage: 'reading', job: undefined, error: null };
const underWay: ReadonlySet<Stage> = new Set(['queued', 'running']);

/** Everything on its way in: where each item stands and goes, and what can be done with all of them. */
export function QueueList({ items, current, onChoose, onRemove, onPaste }: Props) {
  const t = useT();
  const { user } = useSession();
  const { states, facts } = useQueue(items);
  const datasets = useQuery('datasets.list', undefined);
  useEffect(() => void scout(), [items]);
  const own = (id: string): Target | null => (getSticky(targetKey(id)) as Target | undefined) ?? null;
  const targets = targetsOf(items, { facts, own, datasets: datasets.data ?? [], unit: user.unit });
  const inStage = (...stages: readonly Stage[]): readonly IntakeItem[] =>
    items.filter(({ id }) => stages.includes((states.get(id) ?? unread).stage));
  const ready = inStage('waiting', 'cancelled').filter(({ id }) => {
    const target = targets.get(id);
    return target !== undefined && targetFits(target);
  });
  const failed = inStage('failed');
  const ended = inStage('done', 'duplicate');
  const going = inStage('queued', 'running');
  const startAll = (): void => enqueue(ready, user.unit);
  useActions([
    {
      id: 'intake-start-all',
      title: t('intake.startAll', { count: ready.length }),
      keys: 'Ctrl+Shift+Enter',
      disabled: ready.length === 0,
      run: startAll,
    },
    { id: 'intake-cancel-all', title: t('intake.cancelAll'), disabled: going.length === 0, run: cancelAll },
  ]);
  return (
    <aside className="queue" aria-label={t('intake.queue')} data-region="queue">
      <h2>{t('intake.queue')}</h2>
      {items.length > 1 && (
        <p className="ui-muted" role="status">
          {t('intake.queueCount', { count: items.length, done: inStage('done').length, failed: failed.length })}
        </p>
      )}
      <ul>
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            on={item.id === current.id}
            state={states.get(item.id) ?? unread}
            target={targets.get(item.id)}
            onChoose={() => onChoose(item)}
            onRemove={() => onRemove([item])}
          />
        ))}
      </ul>
      {items.length > 1 && (
        <div className="queue-actions">
          {ready.length > 0 && (
            <Button type="primary" onClick={startAll} aria-keyshortcuts="Control+Shift+Enter">
              {t('intake.startAll', { count: ready.length })}
            </Button>
          )}
          {going.length > 0 && <Button onClick={cancelAll}>{t('intake.cancelAll')}</Button>}
          {failed.length > 0 && (
            <Button onClick={() => enqueue(failed, user.unit)}>{t('intake.retryFailed', { count: failed.length })}</Button>
          )}
          {ended.length > 0 && <Button onClick={() => onRemove(ended)}>{t('intake.clearDone', { count: ended.length })}</Button>}
        </div>
      )}
      <Button icon={<Icon name="plus" />} onClick={() => void chooseIntakeFiles()}>
        {t('intake.choose')}
      </Button>
      <Button onClick={onPaste}>{t('intake.paste')}</Button>
    </aside>
  );
}

interface RowProps {
  readonly item: IntakeItem;
  readonly on: boolean;
  readonly state: ItemState;
  readonly target: QueueTarget | undefined;
  readonly onChoose: () => void;
  readonly onRemove: () => void;
}

function Row({ item, on, state, target, onChoose, onRemove }: RowProps) {
  const t = useT();
  const { language } = useAppearance();
  const { stage, job, error } = state;
  const name = itemName(item);
  const said = stage === 'failed' && error ? describeError(language, error) : stage === 'duplicate' ? t('intake.duplicateHint') : null;
  return (
    <li className={on ? 'queue-on' : undefined}>
      <button type="button" aria-current={on} onClick={onChoose}>
        <Icon name="file" />
        <span className="queue-text">
          <span className="queue-name" title={name}>
            {name}
          </span>
          {target && <small className="ui-muted">{t(targetWord(target), { name: target.name })}</small>}
          {said !== null && <small className={stage === 'failed' ? 'queue-failed' : 'ui-muted'}>{said}</small>}
          {stage === 'running' && job && <Bar share={shareOf(job.progress)} label={t('intake.progress', { name })} />}
        </span>
        <Chip tone={tones[stage]}>{t(`intake.state.${stage}`)}</Chip>
      </button>
      {underWay.has(stage) ? (
        <IconButton icon="close" size={12} label={t('intake.cancelFile', { name })} onClick={() => cancelItem(item.id)} />
      ) : (
        <IconButton icon="close" size={12} label={t('intake.removeFile', { name })} onClick={onRemove} />
      )}
    </li>
  );
}

function targetWord(target: QueueTarget) {
  if (target.dataset !== null) return 'intake.goesTo';
  return target.joins ? 'intake.goesToSame' : 'intake.goesToNew';
}

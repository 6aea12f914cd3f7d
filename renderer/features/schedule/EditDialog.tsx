import { Input, Modal, Radio, Segmented, Select } from 'antd';
import { useState } from 'react';
import { runArrival, type RunPlan, type RunSchedule } from '../../../contract/methods/schedule.ts';
import { useCommand } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';

const everies = ['none', 'day', 'week', 'month'] as const;
type Every = (typeof everies)[number];
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** A time as it is stored, from how a person may write it: 8:30, 0830, 08：30; null when it is none. */
export function readTime(text: string): string | null {
  const [, hours = '', minutes = ''] = /^\s*(\d{1,2})[:：]?(\d{2})\s*$/u.exec(text) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

interface Draft {
  readonly every: Every;
  readonly weekday: number;
  readonly day: number;
  readonly at: string;
}

function draftOf(schedule: RunSchedule | null): Draft {
  return {
    every: schedule?.every ?? 'none',
    weekday: schedule?.every === 'week' ? schedule.weekday : 1,
    day: schedule?.every === 'month' ? schedule.day : 1,
    at: schedule?.at ?? '08:00',
  };
}

function scheduleOf({ every, weekday, day }: Draft, at: string): RunSchedule | null {
  if (every === 'none') return null;
  if (every === 'day') return { every, at };
  return every === 'week' ? { every, weekday, at } : { every, day, at };
}

/** Which arrivals of a dataset are checked by themselves, and at which times. */
export function EditDialog({ plan, onClose }: { readonly plan: RunPlan; readonly onClose: () => void }) {
  const t = useT();
  const set = useCommand('schedule.set');
  const [arrival, setArrival] = useState(plan.arrival);
  const [draft, setDraft] = useState(draftOf(plan.schedule));
  const at = readTime(draft.at);
  const save = async (): Promise<void> => {
    if (at === null) return;
    if (await set.run({ dataset: plan.dataset, arrival, schedule: scheduleOf(draft, at) })) onClose();
  };
  return (
    <Modal
      open
      width={520}
      title={t('schedule.editTitle', { name: plan.datasetName })}
      okText={t('schedule.save')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: draft.every !== 'none' && at === null }}
      confirmLoading={set.busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="form">
        <Field label={t('schedule.arrival')} hint={t('schedule.arrivalHint')}>
          {(id) => (
            <Radio.Group
              id={id}
              value={arrival}
              onChange={({ target }) => setArrival(runArrival.parse(target.value))}
              options={runArrival.options.map((value) => ({ value, label: t(`schedule.arrival.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('schedule.when')}>
          {(id) => (
            <Segmented
              id={id}
              value={draft.every}
              onChange={(every) => setDraft({ ...draft, every })}
              options={everies.map((value) => ({ value, label: t(`schedule.every.${value}`) }))}
            />
          )}
        </Field>
        {draft.every === 'week' && (
          <Field label={t('schedule.weekday')}>
            {(id) => (
              <Select
                id={id}
                value={draft.weekday}
                onChange={(weekday: number) => setDraft({ ...draft, weekday })}
                options={weekdays.map((value) => ({ value, label: t(`schedule.weekday.${value}`) }))}
              />
            )}
          </Field>
        )}
        {draft.every === 'month' && (
          <Field label={t('schedule.day')}>
            {(id) => (
              <Select
                id={id}
                value={draft.day}
                onChange={(day: number) => setDraft({ ...draft, day })}
                options={Array.from({ length: 31 }, (_, i) => ({ value: i + 1, label: String(i + 1) }))}
              />
            )}
          </Field>
        )}
        {draft.every !== 'none' && (
          <Field label={t('schedule.at')} problem={at === null ? t('schedule.atWrong') : null}>
            {(id, describedBy) => (
              <Input
                id={id}
                aria-describedby={describedBy}
                maxLength={8}
                value={draft.at}
                onChange={({ target }) => setDraft({ ...draft, at: target.value })}
              />
            )}
          </Field>
        )}
        <p className="ui-muted">{t('schedule.inYourName')}</p>
        {set.error && <ErrorPanel error={set.error} onClose={set.clear} />}
      </div>
    </Modal>
  );
}

import { Button, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { type Output, useCommand, useQuery } from '../../app/engine.ts';
import { useT } from '../../ui/appearance.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';
import { calendarText, readCalendar } from './model.ts';

type Found = Output<'issues.settings'>;

/** How long units have, which days count, and who is responsible for which rows. */
export function IssueSettings({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const settings = useQuery('issues.settings', undefined);
  return (
    <Modal open title={t('issues.settings')} footer={null} onCancel={onClose} width={620}>
      <Load of={settings}>{(found) => <Form found={found} onClose={onClose} />}</Load>
    </Modal>
  );
}

function Form({ found, onClose }: { readonly found: Found; readonly onClose: () => void }) {
  const t = useT();
  const save = useCommand('issues.configure');
  const [days, setDays] = useState(found.days);
  const [text, setText] = useState(() => calendarText(found.calendar));
  const read = readCalendar(text);
  const problem = 'problem' in read ? t('issues.calendarProblem', read.problem) : null;
  const submit = async (): Promise<void> => {
    if (!('days' in read)) return;
    if (await save.run({ days, calendar: read.days })) onClose();
  };
  return (
    <div className="form">
      <Field label={t('issues.days')} hint={t('issues.daysHint', { day: found.dueDay })}>
        {(id, by) => (
          <InputNumber
            id={id}
            aria-describedby={by}
            min={1}
            max={250}
            precision={0}
            value={days}
            onChange={(value) => setDays(value ?? found.days)}
          />
        )}
      </Field>
      <Field label={t('issues.calendar')} hint={t('issues.calendarHint', { years: found.years.join('、') })} problem={problem}>
        {(id, by) => (
          <Input.TextArea
            id={id}
            aria-describedby={by}
            autoSize={{ minRows: 3, maxRows: 8 }}
            placeholder={'2027-01-01 休\n2027-01-03 班'}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {save.error && <ErrorPanel error={save.error} />}
      <div className="issue-acts">
        <Button type="primary" disabled={problem !== null} loading={save.busy} onClick={() => void submit()}>
          {t('ui.save')}
        </Button>
      </div>
      <UnitColumns list={found.unitColumns} />
    </div>
  );
}

function UnitColumns({ list }: { readonly list: Found['unitColumns'] }) {
  const t = useT();
  const set = useCommand('issues.setUnitColumn');
  if (list.length === 0) return null;
  const choose = (dataset: string | null, table: string | null, column: string | null): void => {
    if (dataset !== null) void set.run({ dataset, column });
    else if (table !== null) void set.run({ table, column });
  };
  return (
    <section aria-label={t('issues.unitColumns')}>
      <h3 className="ui-h3">{t('issues.unitColumns')}</h3>
      <p className="ui-muted">{t('issues.unitColumnsHint')}</p>
      <ul className="issue-unit-columns">
        {list.map(({ dataset, table, subject, column, columns }) => (
          <li key={dataset ?? table}>
            <span>
              {table !== null && <Icon name="database" size={12} />} {subject}
            </span>
            <Select
              aria-label={t('issues.unitColumnOf', { dataset: subject })}
              style={{ width: 240 }}
              showSearch={{ optionFilterProp: 'label' }}
              disabled={set.busy || columns.length === 0}
              value={column ?? ''}
              onChange={(value: string) => choose(dataset, table, value === '' ? null : value)}
              options={[{ value: '', label: t('issues.noUnitColumn') }, ...columns.map((value) => ({ value, label: value }))]}
            />
          </li>
        ))}
      </ul>
      {set.error && <ErrorPanel error={set.error} />}
    </section>
  );
}

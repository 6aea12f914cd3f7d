import { Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Issue, Waiver } from '../../../contract/methods/issues.ts';
import { useCommand, useJob } from '../../app/engine.ts';
import { UnitInput } from '../../app/marks.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { type Act, dayOf, endOfDay, needsChecker, type Resolution, resolutions } from './model.ts';

interface Filled {
  readonly unit: string;
  readonly due: string;
  readonly comment: string;
  readonly resolution: Resolution | null;
  readonly until: string;
  readonly scope: Waiver['scope'];
}

/** The acts as one thing to run; an exception or a false alarm is asked for. */
function useAct(issue: Issue) {
  const commands = {
    assign: useCommand('issues.assign'),
    claim: useCommand('issues.claim'),
    return: useCommand('issues.return'),
    markFixed: useCommand('issues.markFixed'),
    close: useCommand('issues.close'),
    reopen: useCommand('issues.reopen'),
    comment: useCommand('issues.comment'),
  };
  const ask = useJob('waivers.ask', issue.id);
  const run = async (act: Act, filled: Filled): Promise<boolean> => {
    const comment = filled.comment.trim();
    const { id } = issue;
    if (act === 'assign') {
      const dueAt = filled.due === '' ? null : endOfDay(filled.due);
      return (await commands.assign.run({ issues: [id], unit: filled.unit.trim(), dueAt, comment })) !== undefined;
    }
    if (act !== 'close') return (await commands[act].run({ issue: id, comment })) !== undefined;
    const { resolution, scope } = filled;
    if (resolution === null) return false;
    if (!needsChecker(resolution)) return (await commands.close.run({ issue: id, resolution, comment })) !== undefined;
    const until = filled.until === '' ? null : filled.until;
    return (await ask.run({ issue: id, kind: resolution, scope, until, reason: comment }, issue.number)) !== undefined;
  };
  return { commands, ask, run };
}

const complete = (act: Act, filled: Filled): boolean => {
  const said = filled.comment.trim() !== '';
  if (act === 'assign') return filled.unit.trim() !== '';
  if (act === 'close') return filled.resolution !== null && said && (filled.resolution !== 'accepted-exception' || filled.until !== '');
  return (act !== 'comment' && act !== 'return') || said;
};

/** Asks what an act needs: whom, until when, how it was solved, a comment. */
export function ActDialog({ issue, act, onClose }: { readonly issue: Issue; readonly act: Act; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const { commands, ask, run } = useAct(issue);
  const [filled, setFilled] = useState<Filled>({
    unit: issue.unit,
    due: issue.dueAt === null ? '' : dayOf(issue.dueAt),
    comment: '',
    resolution: null,
    until: '',
    scope: issue.share === null ? 'rule' : 'unit',
  });
  const { busy, error } = commands[act];
  const asking = act === 'close' && needsChecker(filled.resolution);
  const okText = asking ? t('waivers.ask') : t(`issues.act.${act}`);
  const submit = async (): Promise<void> => {
    if (!complete(act, filled) || !(await run(act, filled))) return;
    onClose();
    toast({
      text: asking ? t('waivers.asked', { number: issue.number }) : t('issues.done', { number: issue.number, act: t(`issues.act.${act}`) }),
    });
  };
  const shownError = error ?? (act === 'close' ? ask.error : null);
  return (
    <Modal
      open
      title={`${t(`issues.act.${act}`)} ${issue.number}`}
      okText={okText}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !complete(act, filled) }}
      confirmLoading={busy || ask.running}
      onOk={() => void submit()}
      onCancel={onClose}
      width={500}
    >
      {act === 'assign' && (
        <>
          <Field label={t('issues.unit')} required>
            {(id, by) => <UnitInput id={id} describedBy={by} value={filled.unit} onChange={(unit) => setFilled({ ...filled, unit })} />}
          </Field>
          <Field label={t('issues.due')}>
            {(id) => (
              <Input id={id} type="date" value={filled.due} onChange={(event) => setFilled({ ...filled, due: event.target.value })} />
            )}
          </Field>
        </>
      )}
      {act === 'close' && <Ending issue={issue} filled={filled} onChange={setFilled} />}
      <Field label={asking ? t('waivers.reason') : t('issues.comment')} required={act === 'close' || act === 'comment' || act === 'return'}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoFocus={act !== 'assign'}
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={2000}
            value={filled.comment}
            onChange={(event) => setFilled({ ...filled, comment: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey && !event.nativeEvent.isComposing) void submit();
            }}
          />
        )}
      </Field>
      {shownError && <ErrorPanel error={shownError} />}
    </Modal>
  );
}

/** How it ends: said by one person, or asked of a second one, with how much and until when. */
function Ending({
  issue,
  filled,
  onChange,
}: {
  readonly issue: Issue;
  readonly filled: Filled;
  readonly onChange: (filled: Filled) => void;
}) {
  const t = useT();
  const scopes: readonly Waiver['scope'][] = issue.share === null ? ['rule', 'rows'] : ['unit', 'rule', 'rows'];
  return (
    <>
      <Field label={t('issues.resolutionTitle')} required>
        {(id) => (
          <Radio.Group
            id={id}
            className="issue-resolutions"
            value={filled.resolution}
            onChange={(event) => onChange({ ...filled, resolution: resolutions.find((one) => one === event.target.value) ?? null })}
          >
            {resolutions.map((one) => (
              <Radio key={one} value={one}>
                {t(`issues.resolution.${one}`)} <span className="ui-muted">{t(`issues.resolution.${one}.note`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        )}
      </Field>
      {filled.resolution === 'accepted-exception' && (
        <>
          <Field label={t('waivers.scope')}>
            {(id) => (
              <Radio.Group
                id={id}
                className="issue-resolutions"
                value={filled.scope}
                onChange={(event) => onChange({ ...filled, scope: scopes.find((one) => one === event.target.value) ?? 'rule' })}
              >
                {scopes.map((one) => (
                  <Radio key={one} value={one}>
                    {t(`waivers.scope.${one}`, { count: formatCount(issue.failed), unit: issue.share || t('issues.nobody') })}
                  </Radio>
                ))}
              </Radio.Group>
            )}
          </Field>
          <Field label={t('waivers.until')} required hint={t('waivers.untilHint')}>
            {(id, by) => (
              <Input
                id={id}
                aria-describedby={by}
                type="date"
                value={filled.until}
                onChange={(event) => onChange({ ...filled, until: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
      {filled.resolution === 'false-alarm' && (
        <p className="ui-muted">{t('waivers.falseAlarmHint', { count: formatCount(issue.failed) })}</p>
      )}
    </>
  );
}

import { Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useCommand } from '../../app/engine.ts';
import { UnitInput } from '../../app/marks.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Field } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { type Act, type Resolution, resolutions } from './model.ts';

interface Filled {
  readonly unit: string;
  readonly due: string;
  readonly comment: string;
  readonly resolution: Resolution | null;
}

/** The five acts as one thing to run. */
function useAct(issue: Issue) {
  const assign = useCommand('issues.assign');
  const markFixed = useCommand('issues.markFixed');
  const close = useCommand('issues.close');
  const reopen = useCommand('issues.reopen');
  const comment = useCommand('issues.comment');
  const all = { assign, markFixed, close, reopen, comment };
  const run = (act: Act, filled: Filled): Promise<Issue | undefined> => {
    const said = filled.comment.trim();
    const id = issue.id;
    switch (act) {
      case 'assign':
        return assign.run({
          issue: id,
          unit: filled.unit.trim(),
          dueAt: filled.due === '' ? null : new Date(`${filled.due}T23:59:59`).toISOString(),
          comment: said,
        });
      case 'markFixed':
        return markFixed.run({ issue: id, comment: said });
      case 'close':
        return filled.resolution === null
          ? Promise.resolve(undefined)
          : close.run({ issue: id, resolution: filled.resolution, comment: said });
      case 'reopen':
        return reopen.run({ issue: id, comment: said });
      case 'comment':
        return comment.run({ issue: id, comment: said });
    }
  };
  return { all, run };
}

const complete = (act: Act, filled: Filled): boolean => {
  if (act === 'assign') return filled.unit.trim() !== '';
  if (act === 'close') return filled.resolution !== null && filled.comment.trim() !== '';
  return act !== 'comment' || filled.comment.trim() !== '';
};

/** Asks what an act needs: whom, until when, how it was solved, a comment. */
export function ActDialog({ issue, act, onClose }: { readonly issue: Issue; readonly act: Act; readonly onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const { all, run } = useAct(issue);
  const [filled, setFilled] = useState<Filled>({ unit: issue.unit, due: issue.dueAt?.slice(0, 10) ?? '', comment: '', resolution: null });
  const { busy, error } = all[act];
  const submit = async (): Promise<void> => {
    if (!complete(act, filled)) return;
    const changed = await run(act, filled);
    if (!changed) return;
    onClose();
    toast({ text: t('issues.done', { number: changed.number, act: t(`issues.act.${act}`) }) });
  };
  const needsComment = act === 'close' || act === 'comment';
  return (
    <Modal
      open
      title={`${t(`issues.act.${act}`)} ${issue.number}`}
      okText={t(`issues.act.${act}`)}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !complete(act, filled) }}
      confirmLoading={busy}
      onOk={() => void submit()}
      onCancel={onClose}
      width={460}
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
      {act === 'close' && (
        <Field label={t('issues.resolutionTitle')} required>
          {(id) => (
            <Radio.Group
              id={id}
              className="issue-resolutions"
              value={filled.resolution}
              onChange={(event) => setFilled({ ...filled, resolution: resolutions.find((one) => one === event.target.value) ?? null })}
            >
              {resolutions.map((one) => (
                <Radio key={one} value={one}>
                  {t(`issues.resolution.${one}`)} <span className="ui-muted">{t(`issues.resolution.${one}.note`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          )}
        </Field>
      )}
      <Field label={t('issues.comment')} required={needsComment}>
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
      {error && <ErrorPanel error={error} />}
    </Modal>
  );
}

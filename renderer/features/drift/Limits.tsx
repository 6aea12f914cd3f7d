import { Button, InputNumber } from 'antd';
import { useEffect, useRef, useState } from 'react';
import {
  defaultDriftLimits,
  type DriftLevel,
  driftLevels,
  driftLimitMax,
  type DriftLimits,
  driftLimits,
  type DriftMeasure,
  driftMeasures,
} from '../../../contract/drift.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand } from '../../app/engine.ts';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { Card } from '../../ui/parts.tsx';
import { ErrorPanel } from '../../ui/states.tsx';
import { useLatest } from '../../ui/useLatest.ts';

export interface KeptLimits {
  readonly limits: DriftLimits;
  /** False for those of the program. */
  readonly own: boolean;
}

interface Props {
  readonly kept: KeptLimits;
  /** What counts while it is being changed; null: what is kept. */
  readonly onDraft: (limits: DriftLimits | null) => void;
  readonly onClose: () => void;
}

/** A limit while it is typed; null where a field is empty. */
type Typed = Readonly<Record<DriftMeasure, Readonly<Record<DriftLevel, number | null>>>>;

const validOf = (typed: Typed): DriftLimits | null => driftLimits.safeParse(typed).data ?? null;
const isSame = (a: DriftLimits, b: DriftLimits): boolean =>
  driftMeasures.every((measure) => driftLevels.every((level) => a[measure][level] === b[measure][level]));

/** The limits of the verdicts, changed before the eyes: the list follows what is typed, and Esc leaves everything as it was. */
export function LimitsEditor({ kept, onDraft, onClose }: Props) {
  const t = useT();
  const toast = useToast();
  const set = useCommand('profile.setDriftLimits');
  const [typed, setTyped] = useState<Typed>(kept.limits);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  const latest = useLatest(onDraft);
  // a draft that nobody saved ends with its editor, also where the screen is left
  useEffect(() => () => latest.current(null), [latest]);
  const valid = validOf(typed);
  const change = (next: Typed): void => {
    setTyped(next);
    const limits = validOf(next);
    if (limits) onDraft(limits);
  };
  const save = async (): Promise<void> => {
    if (!valid || set.busy) return;
    // what is the default again needs not be kept
    if (!(await set.run({ limits: isSame(valid, defaultDriftLimits) ? null : valid }))) return;
    onClose();
    const undo = async (): Promise<void> => {
      if (await set.run({ limits: kept.own ? kept.limits : null })) toast({ text: t('drift.limits.undone') });
    };
    toast({ text: t('drift.limits.saved'), action: { word: t('drift.limits.undo'), run: () => void undo() } });
  };
  useActions([{ id: 'drift.limits.save', title: t('ui.save'), keys: 'Ctrl+Enter', disabled: !valid, run: () => void save() }]);
  useEscape(onClose);
  return (
    <Card title={t('drift.limits')} className="drift-limits">
      <div ref={box} className="form">
        <p className="ui-muted">{t('drift.limits.hint')}</p>
        <Fields typed={typed} onChange={change} />
        {set.error && <ErrorPanel error={set.error} />}
        <div className="ui-actions">
          <Button type="primary" disabled={!valid} loading={set.busy} onClick={() => void save()}>
            {t('ui.save')}
          </Button>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="text" disabled={valid !== null && isSame(valid, defaultDriftLimits)} onClick={() => change(defaultDriftLimits)}>
            {t('drift.limits.default')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

/** Esc, from wherever the focus is. */
function useEscape(run: () => void): void {
  const latest = useLatest(run);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [latest]);
}

function Fields({ typed, onChange }: { readonly typed: Typed; readonly onChange: (typed: Typed) => void }) {
  const t = useT();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('drift.limits.measure')}</th>
          {driftLevels.map((level) => (
            <th key={level} scope="col">
              {t(`drift.${level}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {driftMeasures.map((measure) => {
          const line = typed[measure];
          // shares of nulls are typed as percent
          const by = measure === 'nulls' ? 100 : 1;
          const wrong = !driftLimits.shape[measure].safeParse(line).success;
          return (
            <tr key={measure}>
              <th scope="row">
                {t(`drift.measure.${measure}`)}
                {measure === 'nulls' && ' %'}
              </th>
              {driftLevels.map((level) => (
                <td key={level}>
                  <InputNumber<number>
                    size="small"
                    min={0}
                    max={driftLimitMax[measure] * by}
                    step={measure === 'nulls' ? 1 : 0.05}
                    status={wrong ? 'error' : ''}
                    aria-invalid={wrong}
                    aria-label={t('drift.limits.of', { measure: t(`drift.measure.${measure}`), level: t(`drift.${level}`) })}
                    value={shown(line[level], by)}
                    onChange={(value) =>
                      onChange({ ...typed, [measure]: { ...line, [level]: value === null ? null : Number((value / by).toPrecision(12)) } })
                    }
                  />
                </td>
              ))}
              <td>
                <span role="alert" className="ui-field-problem">
                  {wrong && t('drift.limits.order', { max: driftLimitMax[measure] * by })}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const shown = (value: number | null, by: number): number | null => (value === null ? null : Number((value * by).toPrecision(12)));

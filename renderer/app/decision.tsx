import type { Batch } from '../../contract/methods/datasets.ts';
import { useT } from '../ui/appearance.tsx';
import { formatTime } from '../ui/format.ts';
import { Chip } from '../ui/parts.tsx';

const tones = { waiting: 'warn', accepted: 'good', declined: 'plain' } as const;

/** What people decided about a batch so far. */
export const decisionState = (batch: Batch): keyof typeof tones => batch.decision?.state ?? 'waiting';

/** Whether a batch was accepted, declined, or waits for somebody to decide. */
export function DecisionChip({ batch }: { readonly batch: Batch }) {
  const t = useT();
  const state = decisionState(batch);
  return (
    <Chip tone={tones[state]} title={batch.decision?.note}>
      {t(`decision.${state}`)}
    </Chip>
  );
}

/** Who decided what, when, and why. */
export function DecisionWords({ decision }: { readonly decision: NonNullable<Batch['decision']> }) {
  const t = useT();
  return (
    <>
      {t('decision.said', {
        by: decision.by,
        time: formatTime(decision.at),
        state: t(`decision.${decision.state}`),
        mode: t(`mode.${decision.mode}`),
      })}
      {decision.note !== '' && `: ${decision.note}`}
    </>
  );
}

import type { OutboxRow } from '../../../contract/methods/sync.ts';
import type { useT, useTDynamic } from '../../ui/appearance.tsx';

/** How a package's state looks. */
export const stateTone = {
  queued: 'info',
  received: 'info',
  applied: 'good',
  held: 'warn',
  rejected: 'bad',
  superseded: 'plain',
  withdrawn: 'plain',
} as const;

/** What the platform said about a package, or what it waits for. */
export function whyOf(row: OutboxRow, dynamic: ReturnType<typeof useTDynamic>, t: ReturnType<typeof useT>): string {
  if (row.code !== null) return dynamic(`verdict-code.${row.code}`);
  return row.state === 'queued' ? t('sync.waits') : row.state === 'applied' ? t('sync.verified') : '';
}

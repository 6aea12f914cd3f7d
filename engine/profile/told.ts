/** What leaves the engine of a profile that grows. */
import { shanghaiDay } from '../../base/clock.ts';
import type { Told } from '../../contract/told.ts';
import type { JobContext } from '../context.ts';
import { alertsOf } from './alerts/index.ts';
import type { FinishedColumn } from './finish.task.ts';
import { isHidden, masked } from './masking.ts';
import { tableProfile } from './finish.task.ts';

/** A finished column as people see it, with what is to be said of it alone; values of sensitive columns are masked. */
export function finishedColumn({ index, profile }: FinishedColumn, rows: number, { host }: Pick<JobContext, 'host'>): Told {
  const alone = tableProfile(rows, [profile], null);
  const alerts = [...alertsOf(alone, null, shanghaiDay(host.clock.nowMs()), isHidden)];
  return { kind: 'column', rows, index, column: masked(profile), alerts };
}

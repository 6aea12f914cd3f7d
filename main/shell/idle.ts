import { powerMonitor } from 'electron';

const LOOK_EVERY_MS = 10_000;

/** Calls `away` once whenever nobody has touched the machine for the set time, or the machine sleeps or is locked by the system. */
export function watchIdle(options: { lockMinutes(): number; away(reason: 'idle' | 'suspend' | 'lock-screen'): void }): () => void {
  let told = false;
  const timer = setInterval(() => {
    const idle = powerMonitor.getSystemIdleTime() >= options.lockMinutes() * 60;
    if (idle && !told) options.away('idle');
    told = idle;
  }, LOOK_EVERY_MS);
  const onSuspend = (): void => options.away('suspend');
  const onLockScreen = (): void => options.away('lock-screen');
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('lock-screen', onLockScreen);
  return () => {
    clearInterval(timer);
    powerMonitor.off('suspend', onSuspend);
    powerMonitor.off('lock-screen', onLockScreen);
  };
}

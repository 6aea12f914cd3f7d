import { app, type InputEvent, powerMonitor, screen, type WebContents, webContents } from 'electron';

const LOOK_EVERY_MS = 10_000;
const pressing: ReadonlySet<string> = new Set(['mouseDown', 'mouseUp', 'mouseWheel']);

/** Calls `away` once whenever nobody has touched the machine for the set time, or the machine sleeps or is locked by the system. */
export function watchIdle(options: { lockMinutes(): number; away(reason: 'idle' | 'suspend' | 'lock-screen'): void }): () => void {
  let told = false;
  // where the system does not tell of input (a screen of our own, a remote desktop), what reaches our windows counts
  let lastInputMs = performance.now();
  let pointer = screen.getCursorScreenPoint();
  const onInput = (_: unknown, { type }: InputEvent): void => {
    if (type.startsWith('mouse') && !pressing.has(type)) {
      // a page that moves under a pointer at rest is told of a mouse too: only a pointer that went somewhere is a person
      const { x, y } = screen.getCursorScreenPoint();
      if (x === pointer.x && y === pointer.y) return;
      pointer = { x, y };
    }
    lastInputMs = performance.now();
  };
  const onContents = (_: unknown, contents: WebContents): void => void contents.on('input-event', onInput);
  for (const contents of webContents.getAllWebContents()) onContents(null, contents);
  app.on('web-contents-created', onContents);
  const timer = setInterval(() => {
    const idleSeconds = Math.min(powerMonitor.getSystemIdleTime(), (performance.now() - lastInputMs) / 1000);
    const idle = idleSeconds >= options.lockMinutes() * 60;
    if (idle && !told) options.away('idle');
    told = idle;
  }, LOOK_EVERY_MS);
  const onSuspend = (): void => options.away('suspend');
  const onLockScreen = (): void => options.away('lock-screen');
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('lock-screen', onLockScreen);
  return () => {
    clearInterval(timer);
    app.off('web-contents-created', onContents);
    powerMonitor.off('suspend', onSuspend);
    powerMonitor.off('lock-screen', onLockScreen);
  };
}

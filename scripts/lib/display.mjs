/** A screen of our own where there is none. Not `xvfb-run`: it does not pass signals on and leaves everything behind. */
import { findProgram } from './paths.mjs';
import { startChild } from './run.mjs';
import { SetupError } from './say.mjs';

/** True when a screen is there to open a window on. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Starts Xvfb; gives the DISPLAY it chose and a function that ends it. */
export async function startVirtualDisplay() {
  const program = findProgram('Xvfb');
  if (program === null) throw new SetupError('Xvfb is missing; install with: sudo apt-get install -y --no-install-recommends xvfb');
  // An own group keeps Ctrl-C away from it: the window must be able to close in order first.
  const { child, ended } = startChild(program, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'], {
    ownGroup: true,
    outlivesSignals: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => (complaint += chunk));
  const display = await new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(`:${text.trim()}`);
    });
    void ended.then(() => reject(new SetupError(`Xvfb did not start: ${complaint.trim().split('\n').at(-1)}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { display, stop };
}

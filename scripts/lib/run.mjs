/** Child processes that never outlive the script: signals are passed on, and what does not listen is ended. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';
import { Stopped } from './say.mjs';

const graceMs = 8000;
const running = new Set();
let stoppedBy = null;

/** The signal that asked this script to stop, or null. */
export function stopSignal() {
  return stoppedBy;
}

/** The exit code that a shell would report for a signal. */
export function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 1);
}

function signalChild(entry, signal) {
  try {
    if (entry.ownGroup) process.kill(-entry.child.pid, signal);
    else entry.child.kill(signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it ended by itself meanwhile
  }
}

function stop(signal) {
  const first = stoppedBy === null;
  stoppedBy ??= signal;
  // A terminal has already sent Ctrl-C to every process of the foreground group; a second one would look like impatience.
  const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY === true;
  const listeners = [...running].filter((entry) => !entry.outlivesSignals);
  for (const entry of listeners) {
    if (entry.ownGroup || !fromTerminal) signalChild(entry, signal);
  }
  if (listeners.length === 0) process.exit(exitCodeOf(signal));
  if (first) {
    setTimeout(() => {
      for (const entry of running) signalChild(entry, 'SIGKILL');
    }, graceMs).unref();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// The last net, for a script that ends by an exception while something still runs.
process.on('exit', () => {
  for (const entry of running) signalChild(entry, 'SIGKILL');
});

/**
 * Starts a child that is signalled and, at the latest when this script ends, ended with it.
 * `ownGroup` gives it a process group of its own, so that its own children go too; not for what reads the terminal.
 * `outlivesSignals` is for what others stand on (a display): it gets no signal and ends with the script.
 */
export function startChild(command, args, { ownGroup = false, outlivesSignals = false, ...options } = {}) {
  const groups = ownGroup && process.platform !== 'win32';
  const child = spawn(command, args, { cwd: root, ...options, detached: groups });
  const entry = { child, ownGroup: groups, outlivesSignals };
  if (child.pid !== undefined) running.add(entry);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      running.delete(entry);
      resolve({ code: 127, signal: null, error });
    });
    child.once('close', (code, signal) => {
      if (groups && child.pid !== undefined) signalChild(entry, 'SIGKILL'); // grandchildren that stayed behind
      running.delete(entry);
      resolve({ code: code ?? exitCodeOf(signal), signal, error: null });
    });
  });
  return { child, ended };
}

/**
 * Runs a command to its end and gives `{ code, output }`. Its output is collected, and also shown when `show` is set.
 * Past `timeoutMs` it is ended and `timedOut` is true. `watch(kill)` may end it earlier; it returns what stops the watching.
 */
export async function run(command, args, { show = false, timeoutMs = 0, watch, env = process.env, cwd = root, shell = false } = {}) {
  const { child, ended } = startChild(command, args, { ownGroup: true, env, cwd, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      chunks.push(chunk);
      if (show) process.stdout.write(chunk);
    });
  }
  let timedOut = false;
  const kill = () => {
    timedOut = true;
    for (const entry of running) if (entry.child === child) signalChild(entry, 'SIGKILL');
  };
  const timer = timeoutMs > 0 ? setTimeout(kill, timeoutMs) : undefined;
  const unwatch = watch?.(kill);
  const { code, error } = await ended;
  clearTimeout(timer);
  unwatch?.();
  if (stoppedBy !== null) throw new Stopped(exitCodeOf(stoppedBy));
  return { code, timedOut, output: error === null ? Buffer.concat(chunks).toString('utf8') : error.message };
}

/** Runs npm (the machine's, on the machine's Node) with the given arguments. */
export function runNpm(args, { path, ...options }) {
  return run('npm', args, { ...options, env: { ...process.env, PATH: path }, shell: process.platform === 'win32' });
}

/**
 * `npm start`: the window, on the sample workspace, where there is a screen, else the same main job in the terminal.
 * `npm start -- --virtual` opens the window on a screen of its own (Xvfb). Other arguments go to the program.
 */
import { existsSync } from 'node:fs';
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs';
import { inRoot } from './lib/paths.mjs';
import { startChild } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';
import { describeElectron } from './setup/electron.mjs';
import { setupForTerminal, setupForWindow } from './setup/index.mjs';

async function openWindow(args, virtual) {
  const electron = await setupForWindow({ virtual });
  const screen = virtual ? await startVirtualDisplay() : null;
  try {
    say(describeElectron(electron));
    if (screen !== null) say(`The window opens on the virtual display ${screen.display}: nothing will be visible here.`);
    const flags = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...(virtual ? ['--disable-gpu'] : []), '--log-level=3'];
    const env = screen === null ? process.env : { ...process.env, DISPLAY: screen.display };
    const { ended } = startChild(electron.path, ['.', ...flags, ...(args.length === 0 ? ['--sample'] : []), ...args], {
      stdio: 'inherit',
      env,
    });
    const { code, signal } = await ended;
    if (signal === 'SIGTRAP' && !flags.includes('--no-sandbox')) say(sandboxHint());
    return code;
  } finally {
    await screen?.stop();
  }
}

function sandboxHint() {
  const limits = ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '/proc/sys/kernel/unprivileged_userns_clone'];
  const found = limits.filter((file) => existsSync(file)).join(', ');
  return `Electron stopped at its start; where this system forbids user namespaces (see ${found || 'user.max_user_namespaces'}) its sandbox can't work.`;
}

async function runInTerminal(args) {
  const node = await setupForTerminal();
  say('No display found, so no window: running the main job in the terminal (npm start -- --virtual opens the window unseen).');
  const { ended } = startChild(node, [inRoot('main', 'cli', 'jiadi.mjs'), 'demo', ...args], { stdio: 'inherit', cwd: process.cwd() });
  return (await ended).code;
}

await runMain(() => {
  const args = process.argv.slice(2);
  const virtual = args.includes('--virtual');
  const rest = args.filter((arg) => arg !== '--virtual');
  return virtual || hasDisplay() ? openWindow(rest, virtual) : runInTerminal(rest);
});

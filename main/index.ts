import { join } from 'node:path';
import { app, protocol } from 'electron';
import { appScheme } from './shell/app-protocol.ts';
import { readArguments } from './shell/arguments.ts';
import { createMarks } from './shell/marks.ts';
import { runProgram } from './shell/program.ts';

// Electron main: what must happen before Electron is ready; the rest is the program.

const marks = createMarks(process.getCreationTime());
marks.mark('mainStarted');

const given = readArguments(process.argv.slice(1), process.cwd());
if (given.userData !== null) app.setPath('userData', given.userData);
// Wayland and X11 find the window's icon and name by this
app.setName('jiadi');
// root can have no sandbox, and says so by this switch; with both, no process of Chromium would start
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

if (app.requestSingleInstanceLock({ workspace: given.workspace })) runProgram({ out: join(import.meta.dirname, '..'), given, marks });
// the first instance shows its window; nothing is left to do here
else app.quit();

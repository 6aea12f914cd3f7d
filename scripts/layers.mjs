/**
 * The dependency check. dependency-cruiser reports success when it could read nothing (with TypeScript 7 it reads no
 * .ts file at all), so this also asserts that every source file on disk was seen.
 */
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';
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

/** Source files on disk that the check did not see: with any of these its verdict is worth nothing. */
function unseen(files, modules) {
  const seen = new Set(modules.map(({ source }) => source));
  return files.filter((file) => !seen.has(file));
}

function describe({ rule, from, to, cycle }) {
  const way = cycle?.length > 0 ? [from, ...cycle.map((step) => step.name ?? step)].join(' → ') : from === to ? from : `${from} → ${to}`;
  return `  ${rule.name}: ${way}`;
}

await runMain(async () => {
  const files = folders.flatMap(filesBelow).filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !file.startsWith('test/fixtures/'));
  const { modules, summary } = await cruise(folders.filter((folder) => filesBelow(folder).length > 0));
  const missed = unseen(files, modules);
  const imports = modules.filter(({ source }) => files.includes(source)).reduce((sum, { dependencies }) => sum + dependencies.length, 0);
  if (files.length === 0 || missed.length > 0 || imports < files.length / 2) {
    say(
      `The dependency check read ${files.length - missed.length} of ${files.length} source files and ${imports} imports; unread: ${missed.slice(0, 10).join(', ')}`,
    );
    return 1;
  }
  const comments = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  const broken = summary.violations.filter(({ rule }) => rule.severity === 'error');
  for (const violation of broken) say(describe(violation));
  for (const name of new Set(broken.map(({ rule }) => rule.name))) say(`  (${name}: ${comments.get(name)})`);
  say(`${files.length} source files, ${imports} imports, ${broken.length} violations.`);
  return broken.length === 0 ? 0 : 1;
});

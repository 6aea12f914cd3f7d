/**
 * `npm test`: set-up, then every stage in order. `npm run check` (`--quick`) leaves out e2e and the slow suites; `npm run test:long` (`--long`) runs
 * what `npm test` has no time for: the suites named `*.slow.test.ts`, and those that kill and simulate, at full length.
 * `node scripts/test.mjs lint types` runs the named stages; arguments that are paths choose test files.
 * Stages that only read go side by side; one that fails does not hide the others. The last line sums up all tests.
 */
import { runMain, say, secondsSince, SetupError } from './lib/say.mjs';
import { setupForTerminal } from './setup/index.mjs';
import { attempt, stages } from './stages.mjs';

const stageNames = Object.keys(stages);
const quickStages = stageNames.filter((name) => name !== 'build' && name !== 'e2e');

const readingStages = ['format', 'lint', 'types', 'layers'];

function parse(args) {
  const quick = args.includes('--quick');
  const long = args.includes('--long');
  const words = args.filter((arg) => arg !== '--quick' && arg !== '--long');
  const files = words.filter((word) => word.includes('/') || word.endsWith('.ts'));
  const named = words.filter((word) => !files.includes(word));
  const unknown = named.find((name) => !stageNames.includes(name));
  if (unknown !== undefined) throw new SetupError(`there is no stage "${unknown}"; the stages are ${stageNames.join(', ')}.`);
  const given = { quick, long, files };
  if (named.length > 0) return { ...given, chosen: stageNames.filter((name) => named.includes(name)) };
  if (files.length > 0) return { ...given, chosen: files.some((file) => file.startsWith('test/e2e')) ? ['e2e'] : ['tests'] };
  return { ...given, chosen: long ? ['tests'] : quick ? quickStages : stageNames };
}

async function runStage(name, options) {
  const startMs = performance.now();
  if (name === 'tests' || name === 'e2e') say(`▸ ${name}`);
  const { ok, output = '', note = '', counts } = await attempt(stages[name], options);
  if (!ok && output.trim() !== '') say(output.trimEnd());
  say(`${ok ? '✓' : '✗'} ${name} ${ok ? 'ok' : 'FAILED'}${note === '' ? '' : ` (${note})`} ${secondsSince(startMs)}`);
  return { name, ok, counts };
}

await runMain(async () => {
  const startMs = performance.now();
  const { chosen, ...options } = parse(process.argv.slice(2));
  await setupForTerminal();
  // what only reads the sources goes side by side
  const first = chosen.filter((name) => readingStages.includes(name));
  const results = await Promise.all(first.map((name) => runStage(name, options)));
  for (const name of chosen) if (!first.includes(name)) results.push(await runStage(name, options));
  const failed = results.filter(({ ok }) => !ok).map(({ name }) => name);
  say(
    failed.length === 0 ? `All stages passed in ${secondsSince(startMs)}.` : `Failed after ${secondsSince(startMs)}: ${failed.join(', ')}.`,
  );
  for (const name of results.flatMap(({ counts }) => counts?.failures ?? [])) say(`  ✗ ${name}`);
  for (const name of results.flatMap(({ counts }) => counts?.unsteady ?? [])) say(`  ~ passed at the second try only: ${name}`);
  if (chosen.includes('tests') || chosen.includes('e2e')) process.stdout.write(`${sumLine(results)}\n`);
  return failed.length === 0 ? 0 : 1;
});

function sumLine(results) {
  const sum = (key) => results.reduce((total, { counts }) => total + (counts?.[key] ?? 0), 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

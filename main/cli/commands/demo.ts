import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureFolder, remove } from '../../../base/files.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { samplePassword } from '../../../contract/sample.ts';
import { requireFreePlace } from '../../../engine/workspace/index.ts';
import { readArguments } from '../arguments.ts';
import { checkNames, type DemoResult, holds, mainJob } from '../main-job.ts';
import { table, type Terminal } from '../terminal.ts';
import type { Command } from './command.ts';

/** The whole main job on the bundled sample data: intake, profile, check, review, sync to an embedded platform. */
export const demo: Command = {
  usage: 'jiadi demo [--dir DIR] [--json]',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, { dir: { type: 'string' }, json: { type: 'boolean' } });
    if (positionals[0] !== undefined) throw new JiadiError('usage', { problem: `${positionals[0]}: ?` });
    const kept = values.dir === undefined ? null : resolve(values.dir);
    if (kept !== null) for (const name of ['workspace', 'platform']) requireFreePlace(join(kept, name));
    const root = kept ?? mkdtempSync(join(tmpdir(), 'jiadi-demo-'));
    // a second Ctrl+C ends the process at once; its folder goes with it
    const tidy = (): void => {
      if (kept === null) remove(root);
    };
    process.once('exit', tidy);
    ensureFolder(root);
    try {
      const result = await mainJob(root, terminal);
      terminal.settle();
      if (values.json) terminal.out(JSON.stringify(result));
      else print(result, kept, terminal);
      return holds(result) ? 0 : 1;
    } finally {
      tidy();
      process.off('exit', tidy);
    }
  },
};

function print(result: DemoResult, kept: string | null, terminal: Terminal): void {
  const { t } = terminal;
  const head = [t('demo.dataset'), t('demo.rows'), t('demo.malformed'), t('demo.rules'), t('demo.findings'), t('demo.score')];
  const rows = result.datasets.map((d) => [
    d.dataset,
    d.rows.toLocaleString('en-US'),
    String(d.malformed),
    String(d.rules),
    String(d.findings),
    d.score === null ? '-' : d.score.toFixed(2),
  ]);
  terminal.out('');
  for (const line of table([head, ...rows])) terminal.out(line);
  terminal.out('');
  const outcomes = checkNames.map((name) => [t(`demo.check.${name}`), result.checks[name] ? '✓' : '✗']);
  for (const line of table([[t('demo.check'), t('demo.outcome')], ...outcomes])) terminal.out(line);
  terminal.out('');
  terminal.out(t('demo.defects', { expected: result.defects.listed, found: result.defects.found, unlisted: result.defects.unlisted }));
  terminal.out(
    t('demo.summary', {
      packages: result.applied,
      verify: result.checks.verifyClean ? t('demo.clean') : '✗',
      seconds: result.seconds.toFixed(1),
    }),
  );
  if (kept !== null) terminal.out(t('demo.kept', { folder: join(kept, 'workspace'), password: samplePassword }));
}

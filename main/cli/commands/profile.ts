import { basename } from 'node:path';
import { defaultDriftLimits, type DriftLimits, judgeDrift } from '../../../contract/drift.ts';
import { apartReasons } from '../../../contract/methods/datasets.ts';
import { shanghaiDay, shanghaiTime, systemClock } from '../../../base/clock.ts';
import { writeFileDurably } from '../../../base/files.ts';
import {
  alertsOf,
  type DriftInput,
  isHidden,
  type Duplicates,
  duplicatesDocument,
  type DuplicatesInput,
  type ProfileDocument,
  profileDocument,
  type TableDrift,
} from '../../../engine/profile/index.ts';
import { driftLimitsText, driftReasonText } from '../../../contract/text/drift-sentence.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { profileReport } from '../../../engine/report/index.ts';
import { oneFile, readArguments, readingOf, readingOptions } from '../arguments.ts';
import { clustersOf, printClusters } from '../spellings.ts';
import { table } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { inWorkspace } from '../workspace.ts';
import { type Loaded, type LoadOptions, structureOf, withLoaded } from '../work.ts';
import type { Command } from './command.ts';

/** Groups of duplicates that are listed. */
const LISTED = 20;
const shown = (value: string | number | null): string => (value === null ? '' : String(value).slice(0, 24));

/** Full profile of one file. */
export const profile: Command = {
  usage:
    'jiadi profile FILE [--json] [--reveal] [--encoding NAME] [--sheet NAME] [--empty-as-text] [--nested] [--html OUT] [--compare OTHER [--workspace DIR [--account ACCOUNT]]] [--duplicates COLUMN,…|*] [--clusters COLUMN]   (--workspace: judged by the limits set there; it asks for its password: JIADI_PASSWORD or typed)',
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      reveal: { type: 'boolean' },
      html: { type: 'string' },
      compare: { type: 'string' },
      workspace: { type: 'string' },
      account: { type: 'string' },
      duplicates: { type: 'string' },
      clusters: { type: 'string' },
      ...readingOptions,
    });
    const path = oneFile(positionals);
    const reading = readingOf(values);
    if (values.workspace !== undefined && values.compare === undefined)
      throw new JiadiError('usage', { problem: '--workspace: --compare OTHER' });
    const limits = await limitsOf(values.workspace, values.account, terminal);
    return await withLoaded(path, reading, terminal, async ({ result, runner }) => {
      const structure = await structureOf(result, runner, terminal);
      const drift =
        values.compare === undefined
          ? {}
          : { drift: await driftOf(values.compare, reading, result, limits, values.reveal ?? false, terminal) };
      const inClear = values.reveal ?? false;
      const duplicates =
        values.duplicates === undefined
          ? {}
          : { duplicates: await duplicatesOf(values.duplicates, result, runner, values.reveal ?? false, terminal) };
      const clusters =
        values.clusters === undefined
          ? {}
          : { clusters: await clustersOf(values.clusters, result, runner, values.reveal ?? false, terminal) };
      const document = profileDocument({
        ...duplicates,
        ...clusters,
        structure,
        alerts: alertsOf(result.profile, structure, shanghaiDay(systemClock.nowMs()), (column) => !inClear && isHidden(column)),
        ...drift,
        file: path,
        profile: result.profile,
        malformed: result.malformed.sample,
        seconds: result.seconds,
        inClear,
      });
      if (values.html !== undefined)
        writeFileDurably(values.html, profileReport(document, terminal.language, basename(path), shanghaiTime(systemClock.nowMs())), 0o644);
      if (values.json) terminal.out(JSON.stringify(document));
      else printProfile(document, terminal);
      return 0;
    });
  },
};

/** Rows of the loaded file that repeat in the columns that are named; `*`: in all of them. */
async function duplicatesOf(given: string, { file }: Loaded['result'], runner: Loaded['runner'], clear: boolean, terminal: Terminal) {
  const isWhole = given.trim() === '*';
  const columns = isWhole ? file.columns : columnsNamed(given, file.columns);
  const input: DuplicatesInput = { table: file, columns: columns.map(({ index }) => index), limit: LISTED, typed: true };
  const found = await runner.run<Duplicates>('profile.duplicates', input, { signal: terminal.signal, onProgress: terminal.progress });
  return duplicatesDocument(found, columns, { clear, isWhole });
}

/** A column may have a comma in its name: then the whole of what is given is tried first. */
function columnsNamed<C extends { readonly name: string }>(given: string, columns: readonly C[]): readonly C[] {
  const named = (name: string): C => {
    const found = columns.find((column) => column.name === name);
    if (!found) throw new JiadiError('column-not-found', { column: name });
    return found;
  };
  if (columns.some(({ name }) => name === given)) return [named(given)];
  return [...new Set(given.split(/[,，]/).map((name) => name.trim()))].map(named);
}

/** The limits that a workspace remembers; those of the program where none is named. */
async function limitsOf(workspace: string | undefined, account = 'wang', terminal: Terminal): Promise<DriftLimits> {
  if (workspace === undefined) return defaultDriftLimits;
  return (await inWorkspace(workspace, account, terminal, ({ client }) => client.call('profile.driftLimits', undefined))).limits;
}

/** How the loaded file differs from another one, read the same way. */
function driftOf(
  other: string,
  reading: LoadOptions,
  { file }: Loaded['result'],
  limits: DriftLimits,
  inClear: boolean,
  terminal: Terminal,
) {
  return withLoaded(other, reading, terminal, async ({ result, runner }) => {
    const input: DriftInput = { before: result.file, after: file, inClear };
    const drift = await runner.run<TableDrift>('profile.drift', input, { signal: terminal.signal, onProgress: terminal.progress });
    return { ...judgeDrift(drift, limits), other };
  });
}

function printProfile(document: ProfileDocument, terminal: Parameters<Command['run']>[1]): void {
  const seconds = (document.seconds.import + document.seconds.profile).toFixed(2);
  terminal.out(
    terminal.t('cli.profile.summary', {
      file: document.file,
      rows: document.rows,
      columns: document.columns.length,
      malformed: document.malformed.filter(({ reason }) => !apartReasons.has(reason)).length,
      duplicates: document.duplicateRows,
      seconds,
    }),
  );
  const head = (['column', 'type', 'semantic', 'nulls', 'distinct', 'min', 'max', 'top'] as const).map((key) =>
    terminal.t(`cli.table.${key}`),
  );
  const rows = document.columns.map((c) => [
    c.name,
    c.type,
    c.semantic ?? '',
    String(c.nulls),
    `${c.distinct.exact ? '' : '≈'}${c.distinct.count}`,
    shown(c.min),
    shown(c.max),
    c.top
      .slice(0, 3)
      .map((v) => `${shown(v.value)}(${v.count})`)
      .join(' '),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
  if (document.duplicates) printDuplicates(document.duplicates, terminal);
  if (document.clusters) printClusters(document.clusters, terminal);
  if (document.drift) printDrift(document.drift, terminal);
}

function printDuplicates(found: NonNullable<ProfileDocument['duplicates']>, terminal: Terminal): void {
  const columns = found.columns.join(' + ');
  terminal.out(terminal.t('cli.duplicates.summary', { columns, groups: found.groups, rows: found.rowsInGroups, all: found.rows }));
  if (found.largest.length === 0) return;
  const head = [...found.columns.map((name) => name), terminal.t('cli.table.rows'), terminal.t('cli.table.rowNumbers')];
  const rows = found.largest.map(({ values, count, rows: numbers }) => [
    ...values.map((value) => shown(value)),
    String(count),
    numbers.join(' ') + (count > numbers.length ? ' …' : ''),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
}

function printDrift(drift: NonNullable<ProfileDocument['drift']>, terminal: Terminal): void {
  terminal.out(terminal.t('cli.drift.summary', { other: drift.other, before: drift.rows.before, after: drift.rows.after }));
  terminal.out(driftLimitsText(terminal.language, drift.limits));
  const head = (['column', 'verdict', 'reason', 'type', 'nulls', 'distinct', 'psi', 'ks', 'appeared', 'vanished'] as const).map((key) =>
    terminal.t(`cli.table.${key}`),
  );
  const change = (pair: { readonly before: string | number | null; readonly after: string | number | null }): string =>
    pair.before === pair.after ? String(pair.after ?? '') : `${pair.before ?? '-'} → ${pair.after ?? '-'}`;
  const share = (value: number | null): string | null => (value === null ? null : `${(value * 100).toFixed(2)}%`);
  const values = (list: readonly { readonly value: string | number; readonly count: number }[]): string =>
    list
      .slice(0, 3)
      .map(({ value, count }) => `${shown(value)}(${count})`)
      .join(' ');
  const rows = drift.columns.map((c) => [
    c.name,
    terminal.t(`drift.${c.verdict}`),
    c.reason ? driftReasonText(terminal.language, c.reason) : '',
    change(c.type),
    change({ before: share(c.nulls.before), after: share(c.nulls.after) }),
    change(c.distinct),
    c.psi === null ? '' : c.psi.toFixed(3),
    c.ks === null ? '' : c.ks.toFixed(3),
    values(c.appeared),
    values(c.vanished),
  ]);
  for (const line of table([head, ...rows])) terminal.out(line);
}

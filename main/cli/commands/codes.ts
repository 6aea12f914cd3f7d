import { basename } from 'node:path';
import { JiadiError } from '../../../contract/errors.ts';
import type { CodeDiff, CodeVersion } from '../../../contract/methods/codes.ts';
import { tDynamic } from '../../../contract/text/index.ts';
import {
  bundledVersion,
  type CodesRead,
  entriesOfBundled,
  diffEntries,
  nameAndVersion,
  type ReadCodesInput,
} from '../../../engine/codes/index.ts';
import { bundledListId, type CodeEntry, codeListIds } from '../../../engine/semantics/index.ts';
import { readArguments } from '../arguments.ts';
import { table, type Terminal } from '../terminal.ts';
import { resources, threadRunner } from '../work.ts';
import { inWorkspace, type OpenedWorkspace } from '../workspace.ts';
import type { Command } from './command.ts';

const usage =
  'jiadi codes list|show LIST[@VERSION]|diff LIST[@VERSION] FILE|LIST@VERSION|import LIST FILE [--search TEXT] [--workspace DIR] [--account ACCOUNT] [--source TEXT] [--licence TEXT] [--edition TEXT] [--json]   (a workspace asks for its password: JIADI_PASSWORD or typed)';

const options = {
  'workspace': { type: 'string' },
  'account': { type: 'string' },
  'search': { type: 'string' },
  'source': { type: 'string' },
  'licence': { type: 'string' },
  'edition': { type: 'string' },
  'json': { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** Lists as they are known: those of a workspace, or the bundled ones where none is named. */
interface Known {
  list(): Promise<readonly { readonly list: string; readonly newest: CodeVersion | null }[]>;
  /** The version of a name, the newest in use where it names none, with the entries that hold a text. */
  read(
    wanted: string,
    search: string,
  ): Promise<{ readonly list: string; readonly version: CodeVersion; readonly entries: readonly CodeEntry[] }>;
  readonly workspace: OpenedWorkspace | null;
}

/** Reference data: lists, their codes, what a file says differently, and new versions. */
export const codes: Command = {
  usage,
  run: async (args, terminal) => {
    const { values, positionals } = readArguments(args, options);
    const [act, ...names] = positionals;
    if (values.workspace === undefined) return await perform(act, names, values, bundledOnly, terminal);
    return await inWorkspace(values.workspace, values.account ?? 'wang', terminal, (opened) =>
      perform(act, names, values, ofWorkspace(opened), terminal),
    );
  },
};

async function perform(
  act: string | undefined,
  names: readonly string[],
  values: Values,
  known: Known,
  terminal: Terminal,
): Promise<number> {
  const [first, second] = names;
  const json = values.json ?? false;
  if (act === 'list' && names.length === 0) return list(known, json, terminal);
  if (act === 'show' && first !== undefined && names.length === 1)
    return show(await known.read(first, values.search ?? ''), json, terminal);
  if (act === 'diff' && first !== undefined && second !== undefined && names.length === 2)
    return diff(known, first, second, json, terminal);
  if (act === 'import' && first !== undefined && second !== undefined && names.length === 2)
    return take(known, first, second, values, terminal);
  throw new JiadiError('usage', { problem: usage });
}

const bundledOnly: Known = {
  workspace: null,
  list: async () => codeListIds.map((id) => ({ list: id, newest: bundledVersion(resources, id) })),
  read: async (wanted, search) => {
    const { name, version } = nameAndVersion(wanted);
    const id = bundledListId(version === 0 ? name : wanted);
    const found = id === null ? null : bundledVersion(resources, id);
    if (id === null || found === null) throw new JiadiError('not-found', { what: 'codeList', name: wanted });
    const text = search.toLowerCase();
    const entries = entriesOfBundled(resources, id).filter(
      (e) => text === '' || e.code.toLowerCase().includes(text) || e.name.toLowerCase().includes(text),
    );
    return { list: id, version: found, entries };
  },
};

const PAGE = 500;

function ofWorkspace(workspace: OpenedWorkspace): Known {
  const { client } = workspace;
  return {
    workspace,
    list: () => client.call('codes.list', {}),
    read: async (wanted, search) => {
      const { name, version: number } = nameAndVersion(wanted);
      const { pack, versions } = await client.call('codes.get', { list: name });
      const version = number === null ? pack.newest : versions.find((v) => v.version === number);
      if (!version) throw new JiadiError('not-found', { what: 'codeList', name: wanted });
      const entries: CodeEntry[] = [];
      for (;;) {
        const page = { list: pack.list, version: version.version, search, offset: entries.length, limit: PAGE };
        const { total, rows } = await client.call('codes.entries', page);
        entries.push(...rows);
        if (rows.length === 0 || entries.length >= total) return { list: pack.list, version, entries };
      }
    },
  };
}

async function list(known: Known, json: boolean, terminal: Terminal): Promise<number> {
  const packs = await known.list();
  if (json) {
    terminal.out(JSON.stringify({ lists: packs }));
    return 0;
  }
  const rows = packs.map(({ list: name, newest }) =>
    newest === null
      ? [name, '-', '', '', '', '']
      : [name, String(newest.version), newest.edition, String(newest.codes), spanWords(newest), newest.source],
  );
  for (const line of table([terminal.t('cli.codes.head').split('\t'), ...rows])) terminal.out(line);
  return 0;
}

const spanWords = ({ validFrom, validTo }: CodeVersion): string =>
  validFrom === null && validTo === null ? '' : `${validFrom ?? ''}–${validTo ?? ''}`;

function show(found: Awaited<ReturnType<Known['read']>>, json: boolean, terminal: Terminal): number {
  if (json) {
    terminal.out(JSON.stringify(found));
    return 0;
  }
  for (const line of table(found.entries.map(cellsOf))) terminal.out(line);
  return 0;
}

const cellsOf = (e: CodeEntry): string[] => [e.code, e.name, e.validFrom ?? '', e.validTo ?? '', e.parent ?? ''];

/** What a file, or another version, says differently; exit 1 when it says anything differently. */
async function diff(known: Known, wanted: string, other: string, json: boolean, terminal: Terminal): Promise<number> {
  const from = await known.read(wanted, '');
  const to = /@\d+$/.test(other) ? (await known.read(other, '')).entries : await entriesOfFile(other, terminal);
  const said = diffEntries(from.entries, to);
  if (json) terminal.out(JSON.stringify({ list: from.list, from: from.version.version, ...said }));
  else printDiff(said, terminal);
  return said.added + said.gone + said.changed > 0 ? 1 : 0;
}

function printDiff(said: CodeDiff, terminal: Terminal): void {
  const rows = said.rows.map(({ what, from, to }) => [
    terminal.t(`codes.diff.${what}`),
    ...(from ? cellsOf(from) : []),
    ...(from && to ? ['→'] : []),
    ...(to ? cellsOf(to) : []),
  ]);
  for (const line of table(rows)) terminal.out(line);
  terminal.out(terminal.t('codes.diff', { added: said.added, gone: said.gone, changed: said.changed, same: said.same }));
}

async function entriesOfFile(path: string, terminal: Terminal): Promise<readonly CodeEntry[]> {
  const runner = threadRunner();
  try {
    const input: ReadCodesInput = { path };
    const read = await runner.run<CodesRead>('codes.read', input, { signal: terminal.signal });
    if (read.columns === null) throw new JiadiError('usage', { problem: `${basename(path)}: ${terminal.t('codes.chooseCode')}` });
    sayProblems(read.problems, read.problems.length, basename(path), terminal);
    return read.entries;
  } finally {
    await runner.close();
  }
}

/** Tells every problem of a file, and refuses it when there is one. */
function sayProblems(problems: CodesRead['problems'], count: number, file: string, terminal: Terminal): void {
  const [first] = problems;
  if (!first) return;
  for (const { row, code, params } of problems)
    terminal.say(`${terminal.t('codes.row', { row })}: ${tDynamic(terminal.language, `codes.problem.${code}`, params)}`);
  throw new JiadiError('codes-invalid', { file, count, row: first.row, problem: first.code, ...first.params });
}

async function take(known: Known, wanted: string, path: string, values: Values, terminal: Terminal): Promise<number> {
  const { source, licence } = values;
  if (known.workspace === null || source === undefined || licence === undefined)
    throw new JiadiError('usage', { problem: '--workspace DIR --source TEXT --licence TEXT' });
  const { client, grant } = known.workspace;
  const packs = await client.call('codes.list', {});
  const id = bundledListId(wanted) ?? packs.find(({ list: name }) => name.toUpperCase() === wanted.toUpperCase())?.list ?? null;
  const file = grant(path, 'read');
  const read = await client.call('codes.readFile', { file, list: id }, { onProgress: terminal.progress, signal: terminal.signal });
  terminal.settle();
  if (read.columns === null) throw new JiadiError('usage', { problem: `${read.fileName}: ${terminal.t('codes.chooseCode')}` });
  sayProblems(read.problems as CodesRead['problems'], read.problemCount, read.fileName, terminal);
  const made = await client.call('codes.importFile', {
    file,
    list: id ?? wanted,
    basedOn: read.basedOn,
    edition: values.edition ?? read.fileName,
    source,
    licence,
  });
  if (values.json) terminal.out(JSON.stringify({ ...made, diff: read.diff }));
  else {
    if (read.diff)
      terminal.out(
        terminal.t('codes.diff', { added: read.diff.added, gone: read.diff.gone, changed: read.diff.changed, same: read.diff.same }),
      );
    terminal.out(terminal.t('cli.codes.imported', { list: made.list, version: made.newest?.version ?? 0, codes: read.codes }));
  }
  return 0;
}

import { basename } from 'node:path';
import { sizeOfInput } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { OutputOf } from '../../contract/method.ts';
import type { CodeColumns, codeMethods, CodePack, CodeVersion } from '../../contract/methods/codes.ts';
import type { JobContext, ModuleHandlers, QueryContext } from '../context.ts';
import { allRuleSets } from '../rules/index.ts';
import { bundledListId, type CodeEdition, type CodeEntry, codeListIds, plainListName } from '../semantics/index.ts';
import { csvWriter } from '../table/write/index.ts';
import { bundledVersion, entriesOfBundled } from './bundled.ts';
import { diffEntries, digestOfEntries, listsNamed, nameAndVersion } from './model.ts';
import type { CodesRead, ReadCodesInput } from './read.task.ts';
import {
  insertVersion,
  newestStored,
  searchEntries,
  setWithdrawn,
  storedEntries,
  storedList,
  storedLists,
  storedVersions,
} from './store.ts';

export { bundledVersion, entriesOfBundled } from './bundled.ts';
export { columnsByName, diffEntries, listsNamed, nameAndVersion } from './model.ts';
export { type CodesRead, readCodes, type ReadCodesInput } from './read.task.ts';

type Context = Pick<QueryContext, 'reader' | 'host'>;

const PROBLEMS_SHOWN = 100;
const ROWS_SHOWN = 200;
const forbidden = /[@\n\r\t]/;

/** The list that a name means, as it is written: a bundled one by any of its names, or one of the workspace. Null when there is none. */
function listOf({ reader }: Pick<Context, 'reader'>, name: string): string | null {
  return bundledListId(name) ?? storedList(reader, name)?.name ?? null;
}

function requireList(context: Pick<Context, 'reader'>, name: string): string {
  const list = listOf(context, name);
  if (list === null) throw new JiadiError('not-found', { what: 'codeList', name });
  return list;
}

/** The versions of a list, newest first; the bundled one is the last. */
function versionsOf({ reader, host }: Context, list: string): readonly CodeVersion[] {
  const bundled = bundledVersion(host.resources, list);
  return [...storedVersions(reader, list), ...(bundled ? [bundled] : [])];
}

function entriesOf({ reader, host }: Context, list: string, version: number): readonly CodeEntry[] {
  const entries = version === 0 ? entriesOfBundled(host.resources, list) : storedEntries(reader, list, version);
  if (entries.length === 0) throw new JiadiError('not-found', { what: 'codeList', name: `${list}@${version}` });
  return entries;
}

type Named = OutputOf<(typeof codeMethods)['codes.get']>['uses'][number] & { readonly list: string };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Every rule that names a list, in the rule sets as they are now. */
function namedByRules(context: Pick<Context, 'reader'>): readonly Named[] {
  return allRuleSets(context.reader).flatMap(({ id, name: ruleSetName, rules }) =>
    rules.flatMap((rule) =>
      [...new Set(listsNamed(rule))].flatMap((wanted): Named[] => {
        const { name, version } = nameAndVersion(wanted);
        const list = listOf(context, name);
        return list === null ? [] : [{ list, ruleSet: id, ruleSetName, rule: text(rule['id']), kind: text(rule['kind']), version }];
      }),
    ),
  );
}

function packOf(context: Context, list: string, named: readonly Named[] = namedByRules(context)): CodePack {
  const versions = versionsOf(context, list);
  return {
    list,
    bundled: codeListIds.includes(list),
    title: storedList(context.reader, list)?.title ?? null,
    newest: versions.find(({ withdrawn }) => withdrawn === null) ?? null,
    versions: versions.length,
    uses: named.filter((one) => one.list === list).length,
  };
}

/** The versions that rules go by: those they name, and the newest edition of every bundled list, by which checks of meaning go as well. */
export function editionsFor(context: Context, rules: readonly unknown[]): readonly CodeEdition[] {
  const { reader } = context;
  const wanted = new Map<string, { readonly list: string; readonly version: number; readonly newest: boolean }>();
  const want = (list: string, version: number): void => {
    if (version > 0) wanted.set(`${plainListName(list)}@${version}`, { list, version, newest: version === newestStored(reader, list) });
  };
  for (const { name } of storedLists(reader)) if (codeListIds.includes(name)) want(name, newestStored(reader, name));
  for (const named of listsNamed(rules)) {
    const { name, version } = nameAndVersion(named);
    const list = listOf(context, name);
    if (list === null) continue;
    const usable = storedVersions(reader, list).some((v) => v.version === version && v.withdrawn === null);
    if (version === null) want(list, newestStored(reader, list));
    else if (usable) want(list, version);
  }
  return [...wanted.values()].map((edition) => ({ ...edition, entries: storedEntries(reader, edition.list, edition.version) }));
}

/** What a run keeps of the lists it went by: the versions of those that its rules name, bundled ones as well. */
export function codesUsed(
  context: Context,
  rules: readonly unknown[],
): readonly { readonly list: string; readonly version: number; readonly edition: string; readonly digest: string }[] {
  const used = new Map<string, { list: string; version: number; edition: string; digest: string }>();
  for (const named of listsNamed(rules)) {
    const { name, version } = nameAndVersion(named);
    const list = listOf(context, name);
    if (list === null) continue;
    const found = versionsOf(context, list).find((v) => (version === null ? v.withdrawn === null : v.version === version));
    if (found) used.set(`${list}@${found.version}`, { list, version: found.version, edition: found.edition, digest: found.digest });
  }
  return [...used.values()];
}

function pick(rows: readonly CodeEntry[], search: string, offset: number, limit: number) {
  const text = search.trim().toLowerCase();
  const found =
    text === '' ? rows : rows.filter(({ code, name }) => code.toLowerCase().includes(text) || name.toLowerCase().includes(text));
  return { total: found.length, rows: found.slice(offset, offset + limit) };
}

function readFile(context: JobContext, file: string, columns: CodeColumns | undefined): Promise<CodesRead> {
  const input: ReadCodesInput = { path: context.grants.path(file, 'read'), ...(columns ? { columns } : {}) };
  return context.task<CodesRead>('codes.read', input);
}

/** The newest version in use of a list; null while it has none. */
function newestOf(context: Context, list: string): number | null {
  return versionsOf(context, list).find(({ withdrawn }) => withdrawn === null)?.version ?? null;
}

/** Code lists: bundled ones, those of the workspace, and their versions. */
export const codes: ModuleHandlers<typeof codeMethods> = {
  'codes.list': (_, context) => {
    const named = namedByRules(context);
    const own = storedLists(context.reader).filter(({ name }) => !codeListIds.includes(name));
    return [...codeListIds, ...own.map(({ name }) => name)].map((list) => packOf(context, list, named));
  },
  'codes.get': ({ list: name }, context) => {
    const list = requireList(context, name);
    const named = namedByRules(context);
    return {
      pack: packOf(context, list, named),
      versions: [...versionsOf(context, list)],
      uses: named.filter((one) => one.list === list).map(({ list: _list, ...use }) => use),
    };
  },
  'codes.entries': ({ list: name, version, search, offset, limit }, context) => {
    const list = requireList(context, name);
    if (version === 0) {
      const { total, rows } = pick(entriesOf(context, list, 0), search, offset, limit);
      return { total, rows: [...rows] };
    }
    const { total, rows } = searchEntries(context.reader, list, version, { search, offset, limit });
    return { total, rows: [...rows] };
  },
  'codes.diff': ({ list: name, from, to }, context) => {
    const list = requireList(context, name);
    return diffEntries(entriesOf(context, list, from), entriesOf(context, list, to));
  },
  'codes.readFile': async ({ file, list: name, columns: wanted }, context) => {
    const list = name === null ? null : requireList(context, name);
    const { names, columns, entries, problems, numeric } = await readFile(context, file, wanted);
    const basedOn = list === null ? null : newestOf(context, list);
    return {
      fileName: basename(context.grants.path(file, 'read')),
      names: [...names],
      columns,
      codes: entries.length,
      rows: entries.slice(0, ROWS_SHOWN),
      problems: problems.slice(0, PROBLEMS_SHOWN).map(({ row, code, params }) => ({ row, code, params: { ...params } })),
      problemCount: problems.length,
      numeric,
      diff: list === null || basedOn === null ? null : diffEntries(entriesOf(context, list, basedOn), entries),
      basedOn,
    };
  },
  'codes.importFile': async ({ file, list: wanted, basedOn, title, edition, source, licence, columns }, context) => {
    const fileName = basename(context.grants.path(file, 'read'));
    if (forbidden.test(wanted)) throw new JiadiError('invalid-input', { problem: `${wanted}: @` });
    const read = await readFile(context, file, columns);
    if (read.columns === null) throw new JiadiError('column-not-found', { column: 'code' });
    const problem = read.problems[0];
    if (problem)
      throw new JiadiError('codes-invalid', { file: fileName, row: problem.row, problem: problem.code, count: read.problems.length });
    const digest = digestOfEntries(read.entries);
    return context.commit((command) => {
      const known = listOf(command, wanted);
      const list = known ?? wanted;
      if ((known === null ? null : newestOf(command, list)) !== basedOn) throw new JiadiError('conflict', { name: list });
      const version = insertVersion(command.writer, {
        name: list,
        title: codeListIds.includes(list) ? null : title,
        edition,
        source,
        licence,
        fileName,
        digest,
        entries: read.entries,
        at: command.nowIso(),
        byId: command.actor,
      });
      command.audit(`${list}@${version}`, { codes: read.entries.length, source, digest });
      return packOf(command, list);
    });
  },
  'codes.withdraw': ({ list: name, version, withdrawn, why }, context) => {
    const list = requireList(context, name);
    // whoever misses the version a year later has to know why
    if (withdrawn && why === '') throw new JiadiError('invalid-input', { problem: 'why' });
    setWithdrawn(context.writer, list, version, withdrawn ? { at: context.nowIso(), byId: context.actor, why } : null);
    context.audit(`${list}@${version}`, { withdrawn, why });
    return packOf(context, list);
  },
  'codes.export': async ({ list: name, version, to }, context) => {
    const path = context.grants.path(to, 'write');
    const list = requireList(context, name);
    const entries = entriesOf(context, list, version);
    return await exportEntries(path, entries);
  },
};

/** Writes entries as a CSV that can be read back as a version. */
async function exportEntries(path: string, entries: readonly CodeEntry[]) {
  const columns = ['code', 'name', 'validFrom', 'validTo', 'parent'].map((name) => ({ name, type: 'text' as const }));
  const writer = csvWriter(path, columns, { bom: true, escapeFormulas: true });
  try {
    const cells = entries.flatMap(({ code, name, validFrom, validTo, parent }) => [code, name, validFrom, validTo, parent]);
    writer.rows(cells, entries.length);
    await writer.finish();
    return { fileName: basename(path), bytes: sizeOfInput(path), rows: entries.length };
  } catch (error) {
    writer.abort();
    throw error;
  }
}

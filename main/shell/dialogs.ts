import { basename, extname } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { FileKind, ShellInput } from '../../contract/shell.ts';
import { type Language, t } from '../../contract/text/index.ts';

const extensions: Readonly<Record<FileKind, readonly string[]>> = {
  data: [
    'csv',
    'tsv',
    'txt',
    'dat',
    'tab',
    'prn',
    'fwf',
    'xml',
    'html',
    'htm',
    'xlsx',
    'xlsm',
    'xls',
    'et',
    'ods',
    'json',
    'jsonl',
    'ndjson',
    'parquet',
    'sqlite',
    'sqlite3',
    'db',
    'db3',
    'gz',
    'zip',
  ],
  rules: ['yaml', 'yml', 'json'],
  bundle: ['jdb'],
  csv: ['csv'],
  xlsx: ['xlsx'],
  yaml: ['yaml', 'yml'],
  json: ['json'],
  html: ['html'],
  pdf: ['pdf'],
  any: ['*'],
};

/** Types of files that the engine writes for people; nothing else is ever shown, and nothing is ever opened. */
const exportedTypes: readonly string[] = ['.csv', '.xlsx', '.yaml', '.yml', '.json', '.html', '.pdf', '.txt', '.jdb'];

/** True when a written file may be shown in its folder. */
export function mayShow(path: string): boolean {
  return exportedTypes.includes(extname(path).toLowerCase());
}

function filters(language: Language, kind: FileKind) {
  const own = { name: t(language, `dialog.kind.${kind}`), extensions: [...extensions[kind]] };
  return kind === 'any' ? [own] : [own, { name: t(language, 'dialog.kind.any'), extensions: ['*'] }];
}

/** Paths the person chose; none when the dialog was cancelled. */
export async function chooseFiles(
  window: BrowserWindow,
  language: Language,
  { kind, multiple }: ShellInput<'dialog.openFiles'>,
): Promise<readonly string[]> {
  const answer = await dialog.showOpenDialog(window, {
    title: t(language, 'dialog.open.title'),
    filters: filters(language, kind),
    properties: multiple ? ['openFile', 'multiSelections'] : ['openFile'],
  });
  return answer.canceled ? [] : answer.filePaths;
}

/** The folder the person chose, or null. */
export async function chooseFolder(
  window: BrowserWindow,
  language: Language,
  { purpose }: ShellInput<'dialog.openFolder'>,
): Promise<string | null> {
  const answer = await dialog.showOpenDialog(window, {
    title: t(language, `dialog.folder.${purpose}`),
    properties: ['openDirectory', 'createDirectory'],
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Where the person wants a file written, or null. The kind's ending is added where it is missing; the dialog has asked before overwriting. */
export async function chooseTarget(
  window: BrowserWindow,
  language: Language,
  { kind, suggestedName }: ShellInput<'dialog.saveFile'>,
): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, {
    title: t(language, 'dialog.save.title'),
    // a page's suggestion is a name, not a place
    defaultPath: basename(suggestedName.replaceAll('\\', '/')),
    filters: filters(language, kind),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  if (answer.canceled || !answer.filePath) return null;
  const [ending] = extensions[kind];
  return kind === 'any' || extname(answer.filePath) !== '' || !ending ? answer.filePath : `${answer.filePath}.${ending}`;
}

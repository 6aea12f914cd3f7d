import { dirname, join, sep } from 'node:path';
import { ensureFolder, remove, writeFileDurably } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { datasetMethods } from '../../contract/methods/datasets.ts';
import type { ModuleHandlers, OpenWorkspace } from '../context.ts';
import { pathsOf } from '../workspace/index.ts';

/** Where pasted tables wait as files until they are imported or given up; what a crash leaves is removed at the next start. */
const folderOf = (workspace: Pick<OpenWorkspace, 'folder'>): string => join(pathsOf(workspace.folder).temporary, 'clipboard');

/** True for a table that was pasted. */
export function isPasted(path: string, workspace: Pick<OpenWorkspace, 'folder'>): boolean {
  return path.startsWith(folderOf(workspace) + sep);
}

/** Removes a pasted table; other files are left alone. */
export function discardPasted(path: string, workspace: Pick<OpenWorkspace, 'folder'>): void {
  if (isPasted(path, workspace)) remove(dirname(path));
}

/** A table from the clipboard becomes a file with a read grant. */
export const clipboardHandlers: ModuleHandlers<Pick<typeof datasetMethods, 'intake.paste' | 'intake.discard'>> = {
  'intake.paste': ({ name, text }, { grants, workspace, newId, audit }) => {
    // a text of nothing but line ends is nothing
    if (text.trim() === '') throw new JiadiError('file-empty', { file: name });
    const fileName = `${name.replace(/[/\\:*?"<>|]/g, '-')}.csv`;
    // equal names stand in folders of their own
    const folder = join(folderOf(workspace), newId());
    ensureFolder(folder);
    const path = join(folder, fileName);
    writeFileDurably(path, text);
    audit(fileName, { bytes: Buffer.byteLength(text) });
    return { grant: grants.add(path, 'read'), name: fileName };
  },
  'intake.discard': ({ file }, { grants, workspace }) => {
    discardPasted(grants.path(file, 'read'), workspace);
    return {};
  },
};

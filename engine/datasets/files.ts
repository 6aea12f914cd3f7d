import { join } from 'node:path';
import type { OpenWorkspace, QueryContext } from '../context.ts';
import type { BatchFile } from '../table/index.ts';
import { pathsOf } from '../workspace/index.ts';
import { getBatchParts } from './store.ts';

/** The part files of a batch as one table. */
export function batchFileOf(workspace: Pick<OpenWorkspace, 'folder'>, reader: QueryContext['reader'], batch: string): BatchFile {
  const { columns, parts } = getBatchParts(reader, batch);
  const folder = pathsOf(workspace.folder).data;
  const files = parts.map(({ file, ...part }) => ({ ...part, path: join(folder, `${file}.db`) }));
  return { columns, parts: files, rowCount: files.reduce((sum, p) => sum + p.rowCount, 0) };
}

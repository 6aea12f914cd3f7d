import { statSync } from 'node:fs';
import { withFileErrors } from '../../base/files.ts';
import type { datasetMethods } from '../../contract/methods/datasets.ts';
import type { ModuleHandlers } from '../context.ts';
import type { Grants } from '../grants.ts';
import { batchOfSource, datasetByColumns } from '../datasets/index.ts';
import type { EncodingTrial } from '../../contract/methods/datasets.ts';
import type { FilePreview, PreviewInput } from './preview.task.ts';

/** Files up to this size are recognised as imported before while they are previewed; larger ones when they are imported. */
const HASHED_BYTES = 64 * 1024 * 1024;
const HASHES_KEPT = 200;

/** Digests of files that were previewed: every change of a preview would otherwise read the whole file again. */
const hashes = new Map<string, string>();

async function sha256Of(path: string, compute: () => Promise<string>): Promise<string | null> {
  const { size, mtimeMs } = withFileErrors(path, () => statSync(path));
  if (size > HASHED_BYTES) return null;
  const key = `${path}\0${size}\0${mtimeMs}`;
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const sha256 = await compute();
  hashes.set(key, sha256);
  const oldest = hashes.size > HASHES_KEPT ? hashes.keys().next().value : undefined;
  if (oldest !== undefined) hashes.delete(oldest);
  return sha256;
}

/** The password that was given for a file, in the form in which tasks take it. */
export function passwordOf(grants: Grants, file: string): { readonly password?: string } {
  const password = grants.password(file);
  return password === undefined ? {} : { password };
}

/** What a file looks like before it is imported. */
export const previewHandlers: ModuleHandlers<Pick<typeof datasetMethods, 'intake.detect' | 'intake.encodings' | 'intake.unlock'>> = {
  'intake.detect': async ({ file, wanted }, context) => {
    const path = context.grants.path(file, 'read');
    const preview = await context.task<FilePreview>('intake.preview', {
      path,
      wanted,
      ...passwordOf(context.grants, file),
    } satisfies PreviewInput);
    const sha256 = await sha256Of(path, () => context.task<string>('intake.sha256', { path }));
    return {
      ...preview,
      sameAs: sha256 === null ? null : batchOfSource(context.reader, sha256, preview.shape.sheet),
      suggestedDataset: datasetByColumns(
        context.reader,
        preview.shape.columns.map((c) => c.name),
      ),
    };
  },
  'intake.encodings': ({ file, wanted }, context) =>
    context.task<EncodingTrial[]>('intake.encodings', {
      path: context.grants.path(file, 'read'),
      wanted,
      ...passwordOf(context.grants, file),
    } satisfies PreviewInput),
  'intake.unlock': async ({ file, password }, context) => {
    await context.task('intake.unlock', { path: context.grants.path(file, 'read'), password });
    context.grants.unlock(file, password);
    return {};
  },
};

import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { withFileErrors } from '../../base/files.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { watchMethods } from '../../contract/methods/watch.ts';
import type { ModuleHandlers } from '../context.ts';
import { getDataset } from '../datasets/index.ts';
import { isMeant, type SeenFile } from './model.ts';
import {
  deleteFile,
  deleteRule,
  dismissFile,
  getFailedFile,
  getRule,
  insertFile,
  insertRule,
  listFiles,
  listRules,
  updateRule,
} from './store.ts';

export { createWatcher, type RuleStatus, type Watcher } from './watcher.ts';

/** The files that lie in a folder when somebody begins to watch it. */
function filesNow(folder: string, pattern: string): readonly SeenFile[] {
  return withFileErrors(folder, () =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && isMeant(pattern, entry.name))
      .map(({ name }) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return { name, bytes: size, modifiedMs: Math.floor(mtimeMs) };
      }),
  );
}

const isInside = (folder: string, path: string): boolean => !relative(folder, path).startsWith('..');

/** Folders whose files become batches as they arrive. */
export const watch: ModuleHandlers<typeof watchMethods> = {
  'watch.list': ({ limit }, { reader, background }) => ({
    rules: listRules(reader).map(({ byId: _byId, role: _role, datasetRemoved: _removed, ...rule }) => {
      const status = background.watcher.status(rule.id);
      return { ...rule, lookedAt: status?.lookedAt ?? null, arriving: status?.arriving ?? 0, problem: status?.problem ?? null };
    }),
    files: listFiles(reader, limit),
  }),
  'watch.add': ({ folder: token, pattern, dataset, existing }, context) => {
    const folder = context.grants.path(token, 'folder');
    const { name } = getDataset(context.reader, dataset);
    // what the program itself writes there would be taken for what arrives
    if (isInside(context.workspace.folder, folder)) throw new JiadiError('watch-own-folder', { folder: basename(folder) });
    const present = filesNow(folder, pattern);
    const id = context.newId();
    const at = context.nowIso();
    insertRule(context.writer, { id, folder, pattern, dataset, byId: context.actor, at });
    const skipped = existing === 'skip' ? present : [];
    for (const file of skipped) insertFile(context.writer, { id: context.newId(), rule: id, file, state: 'skipped', at });
    context.audit(name, { folder: basename(folder), pattern, existing, files: present.length });
    return { rule: id, skipped: skipped.length };
  },
  'watch.change': ({ rule, ...change }, context) => {
    const now = getRule(context.reader, rule);
    const next = {
      id: rule,
      pattern: change.pattern ?? now.pattern,
      dataset: change.dataset ?? now.dataset,
      paused: change.paused ?? now.paused,
      byId: context.actor,
    };
    const { name } = getDataset(context.reader, next.dataset);
    updateRule(context.writer, next);
    context.audit(name, { folder: basename(now.folder), pattern: next.pattern, paused: next.paused });
    return {};
  },
  'watch.remove': ({ rule }, context) => {
    const { datasetName, folder, pattern } = getRule(context.reader, rule);
    deleteRule(context.writer, rule);
    context.audit(datasetName, { folder: basename(folder), pattern });
    return {};
  },
  'watch.retry': ({ file }, context) => {
    context.audit(getFailedFile(context.reader, file).name);
    deleteFile(context.writer, file);
    return {};
  },
  'watch.dismiss': ({ file }, context) => {
    context.audit(getFailedFile(context.reader, file).name);
    dismissFile(context.writer, file);
    return {};
  },
  'watch.open': ({ file }, { reader, grants }) => {
    const { folder, name } = getFailedFile(reader, file);
    return { grant: grants.add(join(folder, name), 'read'), name };
  },
  'watch.look': async (_, { background }) => {
    await background.watcher.look();
    return {};
  },
};

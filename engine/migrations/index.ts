import type { Migration } from '../../base/sqlite/index.ts';
import { m0010 } from './0010-workspace.ts';

/** The schema of `workspace.db`, step by step; after the first release steps are only added. */
export const migrations: readonly Migration[] = [m0010];

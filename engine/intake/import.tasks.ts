import type { TaskTable } from '../../base/jobs/index.ts';
import { findDuplicates, findInclusions, mergeProfiles, mergeWhole, tableDrift } from '../profile/index.ts';
import { hashFile } from './import-hash.ts';
import { importPart, sealPart } from './import-part.ts';
import { readerOf } from './readers/index.ts';

/** The tasks that an import runs in worker threads. */
export const importTasks: TaskTable = {
  'intake.importPart': importPart(readerOf),
  'intake.sealPart': sealPart,
  'intake.hashFile': hashFile,
  'profile.merge': mergeProfiles,
  'profile.drift': tableDrift,
  'profile.inclusions': findInclusions,
  'profile.whole': mergeWhole,
  'profile.duplicates': findDuplicates,
};

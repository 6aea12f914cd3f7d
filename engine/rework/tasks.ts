import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { compareCorrections } from './corrections.task.ts';
import { printRows } from './prints.task.ts';
import { type MatchInput, matchSheet, sheetNumberOf } from './read.task.ts';
import { writeSheet } from './write.task.ts';

/** The worker tasks of rework sheets and of waivers for rows. */
export function reworkTasks(semantics: () => Semantics): TaskTable {
  return {
    'rework.write': writeSheet,
    'rework.number': sheetNumberOf,
    'rework.match': (input: MatchInput, context: TaskContext) => matchSheet(input, semantics(), context),
    'rework.prints': printRows,
    'rework.corrections': compareCorrections,
  };
}

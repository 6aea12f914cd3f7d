import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import type { RepairEffect } from '../../contract/methods/repair.ts';
import type { StoreRowsInput } from '../intake/index.ts';
import type { ColumnProfile } from '../profile/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchFile } from '../table/index.ts';
import { type ApplyInput, applySteps } from './apply.task.ts';
import { changesPage } from './changes.task.ts';
import { stepsToTry } from './propose.ts';
import { pairsOfStep, type PairsInput, type SurveyInput, surveySteps } from './survey.task.ts';

export interface ProposeInput {
  readonly file: BatchFile;
  readonly profile: { readonly rowCount: number; readonly columns: readonly ColumnProfile[] };
}

/** Values by column that fail the check of its meaning. */
export function failingOf(file: BatchFile, profile: ProposeInput['profile']): Record<string, number> {
  return Object.fromEntries(file.columns.map(({ name, index }) => [name, profile.columns[index]?.invalid.semantic ?? 0]));
}

/** The tasks of this module. */
export function repairTasks(semantics: () => Semantics): TaskTable {
  const env = () => ({ semantics: semantics() });
  return {
    'repair.propose': ({ file, profile }: ProposeInput, context: TaskContext): RepairEffect => {
      const steps = stepsToTry(file.columns, profile, env());
      return surveySteps({ file, steps, failing: failingOf(file, profile), onlyFound: true }, context, env());
    },
    'repair.survey': (input: SurveyInput, context: TaskContext) => surveySteps(input, context, env()),
    'repair.pairs': (input: PairsInput, context: TaskContext) => pairsOfStep(input, context, env()),
    'repair.apply': (input: ApplyInput & { readonly store: StoreRowsInput }, context: TaskContext) => applySteps(input, context, env()),
    'repair.changes': changesPage,
  };
}

import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { type ExportInput, exportRows } from './export.task.ts';
import { passes, type Semantics } from '../semantics/index.ts';
import { isBlank, isPlaceholder } from '../table/index.ts';
import { type FindingRows, maskedFacet, type MaskedFacetInput, maskedPage, type MaskedPageInput, type Outside } from './page.task.ts';

/** The tasks of this module; `rowsOf` reads findings files, `semantics` judges values. */
export function datasetTasks(rowsOf: FindingRows, semantics: () => Semantics): TaskTable {
  const outside: Outside = {
    rowsOf,
    traits: {
      notOfMeaning: (text, kind) =>
        !isBlank(text) && !isPlaceholder(text) && semantics().find(kind) !== undefined && !passes(semantics().check(kind, text)),
    },
  };
  return {
    'datasets.page': (input: MaskedPageInput, context: TaskContext) => maskedPage(input, context, outside),
    'datasets.facet': (input: MaskedFacetInput) => maskedFacet(input, outside),
    'datasets.export': (input: ExportInput, context: TaskContext) => exportRows(input, context, outside),
  };
}

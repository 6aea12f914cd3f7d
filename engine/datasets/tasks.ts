import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import { type ExportInput, exportRows } from './export.task.ts';
import { type FindingRows, maskedFacet, type MaskedFacetInput, maskedPage, type MaskedPageInput } from './page.task.ts';

/** The tasks of this module; `rowsOf` reads findings files. */
export function datasetTasks(rowsOf: FindingRows): TaskTable {
  return {
    'datasets.page': (input: MaskedPageInput, context: TaskContext) => maskedPage(input, context, rowsOf),
    'datasets.facet': (input: MaskedFacetInput) => maskedFacet(input, rowsOf),
    'datasets.export': (input: ExportInput, context: TaskContext) => exportRows(input, context, rowsOf),
  };
}

import { JiadiError } from '../../contract/errors.ts';
import type { ParsedInputOf } from '../../contract/method.ts';
import type { issueMethods, ReworkCorrections } from '../../contract/methods/issues.ts';
import type { JobContext } from '../context.ts';
import { batchFileOf, getBatch } from '../datasets/index.ts';
import { getIssue, noteOnIssue } from '../issues/index.ts';
import { getRun } from '../quality/index.ts';
import { applyFixes, type CellFix, standingFor } from '../repair/index.ts';
import type { Corrections, CorrectionsInput } from './corrections.task.ts';
import { getSheet, listCorrections } from './store.ts';

type Wanted = Pick<ParsedInputOf<(typeof issueMethods)['rework.corrections']>, 'sheet' | 'failing'>;

/** The corrections of a sheet, the batch they would be made in, and those that are left out because the rule is not content with them. */
function wantedOf({ sheet: id, failing }: Wanted, context: JobContext) {
  const sheet = getSheet(context.reader, id);
  const all = listCorrections(context.reader, id);
  const fixes = all.filter(({ recheck }) => failing || recheck !== 'fail').map(({ recheck: _, ...fix }): CellFix => fix);
  // a repair keeps the rows as they stand, so the numbers of the sheet hold in what was derived from its batch
  const batch = standingFor(context.reader, getRun(context.reader, sheet.run).batch);
  return { sheet, fixes, left: all.length - fixes.length, batch: getBatch(context.reader, batch) };
}

/** What the corrections of a returned sheet would change, beside the cells as they are now. */
export async function previewCorrections(wanted: Wanted, context: JobContext): Promise<ReworkCorrections> {
  const { sheet, fixes, left, batch } = wantedOf(wanted, context);
  const input: CorrectionsInput = { batch: batchFileOf(context.workspace, context.reader, batch.id), fixes };
  const found = await context.task<Corrections>('rework.corrections', input);
  return { batch: batch.id, batchNumber: batch.number, failing: left, gone: sheet.answers.gone, ...found };
}

/** Writes a derived batch with the corrections of a returned sheet; the batch that was checked stays as it is. */
export async function applyCorrections(wanted: Wanted & { readonly batch: string }, context: JobContext) {
  const { sheet, fixes, batch } = wantedOf(wanted, context);
  // what is applied is what was looked at
  if (batch.id !== wanted.batch) throw new JiadiError('conflict', { name: sheet.number });
  return await applyFixes({ batch: batch.id, sheet: sheet.id, fixes }, context, (command, { number }, cells) => {
    noteOnIssue(command, sheet.issue, 'corrections-applied', `${sheet.number} → #${number}`, { failed: cells });
    command.audit(getIssue(command.reader, sheet.issue).number, { sheet: sheet.number, batch: number, cells });
  });
}

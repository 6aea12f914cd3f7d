/** What findings are of: a run over a batch, or a check of all batches, whose rows are numbered through. */
import { JiadiError } from '../../contract/errors.ts';
import type { RuleResult } from '../../contract/methods/quality.ts';
import type { QueryContext } from '../context.ts';
import { type BatchStretch, batchFileOf, findingsFile } from '../datasets/index.ts';
import { type BatchFile, together } from '../table/index.ts';
import { getDetail, getRun } from './store.ts';
import type { KeptWhole } from './whole-check.ts';
import { wholeCheckOf } from './whole-store.ts';

/** A check whose failing rows are looked at. */
export interface Checked {
  readonly dataset: string;
  readonly results: readonly RuleResult[];
  /** The rows that were checked, as one table. */
  readonly table: BatchFile;
  /** Where its failing rows are kept. */
  readonly findings: { readonly path: string; readonly key: Uint8Array };
  /** Which rows of the table are those of which batch; one for a run. */
  readonly batches: readonly (BatchStretch & { readonly number: number })[];
  readonly whole: boolean;
  readonly ruleSet: string;
  readonly startedAt: string;
}

/** The check of this id; `not-found` when there is none, or its rows are gone. */
export function checkedOf(context: QueryContext, id: string): Checked {
  const { reader, workspace } = context;
  const kept = wholeCheckOf(reader, id);
  if (kept === null) {
    const run = getRun(reader, id);
    const table = batchFileOf(workspace, reader, run.batch);
    return {
      dataset: run.dataset,
      results: getDetail(reader, id).results,
      table,
      findings: findingsFile(context, id),
      batches: [{ batch: run.batch, number: run.batchNumber, first: 1, last: table.rowCount }],
      whole: false,
      ruleSet: `${run.ruleSetName} v${run.ruleSetVersion}`,
      startedAt: run.startedAt,
    };
  }
  const { of = [], results, ruleSetName, ruleSetVersion, startedAt } = JSON.parse(kept.content) as KeptWhole;
  const batches = stretched(of);
  return {
    dataset: kept.dataset,
    results,
    table: together(of.map(({ batch }) => batchFileOf(workspace, reader, batch))),
    findings: findingsFile(context, id),
    batches,
    whole: true,
    ruleSet: `${ruleSetName} v${ruleSetVersion}`,
    startedAt,
  };
}

function stretched(of: NonNullable<KeptWhole['of']>): Checked['batches'] {
  let before = 0;
  return of.map(({ batch, number, rows }) => {
    const first = before + 1;
    before += rows;
    return { batch, number, first, last: before };
  });
}

/** The rows of one of the batches; `not-found` when the check is not about it. */
export function stretchOf({ batches }: Checked, batch: string): BatchStretch {
  const found = batches.find((one) => one.batch === batch);
  if (!found) throw new JiadiError('not-found', { what: 'batch', name: batch });
  return found;
}

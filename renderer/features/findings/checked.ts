import type { QualityRun } from '../../../contract/methods/quality.ts';
import type { Output } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { useT } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { queryOf, type View } from './view.ts';

/** Which rows of what was checked are those of which batch. */
export interface CheckedBatch {
  readonly batch: string;
  readonly number: number;
  readonly rows: number;
  /** How many rows stand before them. */
  readonly before: number;
}

/** What the failing rows are of: a run over a batch, or a check of all batches, whose rows are numbered through. */
export interface Checked {
  readonly id: string;
  readonly dataset: string;
  /** For a person, and for the name of a file. */
  readonly title: string;
  readonly fileName: string;
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number;
  readonly batches: readonly CheckedBatch[];
  readonly whole: boolean;
  /** The address of its failing rows, and of what it came to. */
  readonly path: string;
  readonly back: { readonly href: string; readonly words: string };
}

function oneAfterAnother(
  batches: readonly { readonly batch: string; readonly number: number; readonly rows: number }[],
): readonly CheckedBatch[] {
  let before = 0;
  return batches.map(({ batch, number, rows }) => {
    const one = { batch, number, rows, before };
    before += rows;
    return one;
  });
}

/** A run. */
export const ofRun = (run: QualityRun, t: ReturnType<typeof useT>): Checked => ({
  id: run.id,
  dataset: run.dataset,
  title: `${run.datasetName} #${run.batchNumber}`,
  fileName: `${run.datasetName}-${run.batchNumber}`,
  rows: run.rows,
  findings: run.findings,
  failingRows: run.failingRows,
  batches: [{ batch: run.batch, number: run.batchNumber, rows: run.rows, before: 0 }],
  whole: false,
  path: `/quality/${encodeURIComponent(run.id)}/findings`,
  back: {
    href: hrefOf(`/quality/${encodeURIComponent(run.id)}`),
    words: t('findings.back', { name: run.datasetName, number: run.batchNumber }),
  },
});

/** A check of all batches; null where none is kept, or not with its rows. */
export function ofWhole(dataset: string, { name, batches, last }: Output<'quality.whole'>, t: ReturnType<typeof useT>): Checked | null {
  if (!last || last.check === null) return null;
  const title = `${name} · ${t('whole.open')}`;
  return {
    id: last.check,
    dataset,
    title,
    fileName: `${name}-${t('whole.open')}`,
    rows: last.rows,
    findings: last.findings,
    failingRows: last.failingRows,
    batches: oneAfterAnother(batches),
    whole: true,
    path: `/quality/whole/${encodeURIComponent(dataset)}/findings`,
    back: { href: hrefOf(`/datasets/${encodeURIComponent(dataset)}/runs`, { whole: '1' }), words: title },
  };
}

/** Where a row stands in its own batch. */
export function placeOf({ batches }: Checked, row: number): { readonly batch: string; readonly number: number; readonly row: number } {
  const { batch = '', number = 0, before = 0 } = batches.findLast((one) => one.before < row) ?? {};
  return { batch, number, row: row - before };
}

/** A row in words: of several batches with the batch. */
export function placeWords(t: ReturnType<typeof useT>, checked: Checked, row: number): string {
  const place = placeOf(checked, row);
  return checked.whole
    ? t('findings.place', { number: place.number, row: formatCount(place.row) })
    : t('rows.detailTitle', { row: formatCount(row) });
}

/** Goes to a view without a step to come back to: filters are no places. */
export function goToView({ path }: Checked, view: View): void {
  go(path, queryOf(view), true);
}

/** The address of a view, to come back to it from elsewhere. */
export const addressOf = ({ path }: Checked, view: View): string => hrefOf(path, queryOf(view)).slice(1);

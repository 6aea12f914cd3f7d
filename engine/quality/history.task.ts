/** A failing row in the other batches of its dataset, found by the dataset's key. */
import type { TaskContext } from '../../base/jobs/index.ts';
import { type BatchFile, cellsOf, type Filter, rowsWhere } from '../table/index.ts';
import { asKey } from './cells.ts';
import { openFailing } from './failing.ts';

export interface RecordHistoryInput {
  readonly batch: BatchFile;
  readonly row: number;
  readonly key: readonly string[];
  readonly sides: readonly {
    readonly run: string;
    readonly batchNumber: number;
    readonly batch: BatchFile;
    readonly path: string;
    readonly key: Uint8Array | null;
  }[];
}

export interface RecordHistory {
  readonly key: readonly string[];
  /** The batches in the order that was asked for; row null: the batch has no such record. */
  readonly batches: readonly {
    readonly run: string;
    readonly batchNumber: number;
    readonly row: number | null;
    readonly rules: readonly string[];
  }[];
}

/** Worker task `quality.recordHistory`. */
export function recordHistory({ batch, row, key, sides }: RecordHistoryInput, context: TaskContext): RecordHistory {
  const positions = key.map((name) => batch.columns.findIndex((c) => c.name === name));
  // the first of several rows with one key stands for it
  const cells = positions.includes(-1) ? null : (cellsOf(batch, positions, [row])[0] ?? null);
  if (!cells) return { key: [], batches: [] };
  const batches = sides.map(({ run, batchNumber, ...side }) => {
    context.throwIfCancelled();
    const filters = key.map((name, i) => keyFilter(side.batch, name, asKey(cells[i] ?? null)));
    const wanted = filters.flatMap((f) => (f ? [f] : []));
    const found = wanted.length === key.length ? (rowsWhere(side.batch, wanted, context)[0] ?? null) : null;
    return { run, batchNumber, row: found, rules: found === null ? [] : rulesOf(side, found) };
  });
  return { key, batches };
}

/** A batch may hold as text what another holds as a number. */
function keyFilter(batch: BatchFile, name: string, value: string | number | null): Filter | null {
  const column = batch.columns.findIndex((c) => c.name === name);
  if (column < 0) return null;
  if (value === null) return { op: 'is-null', column };
  const number = Number(value);
  return {
    op: 'in',
    column,
    values: [String(value), ...(Number.isSafeInteger(number) && String(number) === String(value) ? [number] : [])],
  };
}

function rulesOf(side: Pick<RecordHistoryInput['sides'][number], 'batch' | 'path' | 'key'>, row: number): readonly string[] {
  const failing = openFailing(side.path, side.key, side.batch.rowCount);
  try {
    const rules = failing.rules.map((r) => r.index);
    return (failing.rulesOf([row], rules)[0] ?? []).map((rule) => failing.rules[rule]?.id ?? '');
  } finally {
    failing.close();
  }
}

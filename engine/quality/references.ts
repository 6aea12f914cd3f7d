import type { RunOptions, TaskContext, TaskProgress, TaskRunner } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  anyNull,
  type Bound,
  comparable,
  hashKey,
  KeySetWriter,
  KeyTableWriter,
  lacking,
  namedDatasets,
  type OtherRows,
  type Reference,
  type ReferenceNeed,
} from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { openPart, type PartedTable } from '../table/parts.ts';
import type { CostBook, Timed } from './cost.ts';
import type { CheckInput } from './input.ts';
import type { Looked } from './result.ts';
import { makePassPlan, type PlanTable } from './plan.ts';
import { scanOne, semanticsOfTable } from './scan.ts';

/** Input of the task `quality.keys`: the keys of other rows. */
export interface KeysInput {
  readonly batches: readonly PartedTable[];
  readonly need: ReferenceNeed;
  readonly table: Omit<PlanTable, 'columns'>;
}

/** Reads the distinct keys of other rows, and the values beside them, into shared memory. Runs in a worker. */
export function loadKeys({ batches, need, table }: KeysInput, semantics: Semantics, context: TaskContext): Reference {
  const rowCount = batches.reduce((sum, b) => sum + b.rowCount, 0);
  const keys = new KeySetWriter();
  const values = need.values ? new KeyTableWriter() : null;
  let done = 0;
  for (const batch of batches) {
    const plan = makePassPlan(
      collector(need, keys, values),
      need.where,
      { ...table, columns: batch.columns, strictTypes: false },
      semanticsOfTable(semantics, table),
    );
    for (const part of batch.parts) {
      const db = openPart(part, 'data-scan');
      try {
        scanOne(db, plan, 1, part.rowCount, part.firstRow - 1, [], context, (rows) => {
          done += rows;
          context.report({ phase: 'references', done, total: rowCount, unit: 'rows' });
        });
      } finally {
        db.close();
      }
    }
    const failed = plan.rules.find((r) => r.error !== null)?.error;
    if (failed) throw new JiadiError(failed.code, failed.params);
  }
  return { columns: batches.at(-1)?.columns ?? [], keys: keys.finish(), values: values?.finish() ?? null };
}

/** A pass that puts the key of each row into the set, and its values into the table. */
function collector(need: ReferenceNeed, keys: KeySetWriter, values: KeyTableWriter | null): Bound {
  const read = [...need.columns, ...(need.content ?? [])];
  return {
    grain: 'aggregate',
    columns: [...read, ...(need.values ?? [])],
    reason: {},
    observe: () => ({ observed: null, ok: true }),
    empty: () => null,
    plan: (scope) => ({
      skips: anyNull(need.columns.map((name) => scope.cell(name))),
      args: [
        ...read.map((name) => comparable(scope, name, need.as?.[name] ?? 'text', need.fold ?? 'none')),
        ...(need.values ?? []).map((name) => scope.cell(name)),
      ],
      create: () => ({
        step: (...row: SqlValue[]) => {
          hashKey(row.slice(0, read.length), false);
          keys.add();
          values?.add(row.slice(read.length));
        },
        state: () => null,
      }),
    }),
  };
}

/** The rows that a rule asks for besides those of the batch; throws where the rule names a dataset that is not there, or history that is not. */
export function otherRows(input: CheckInput, from: OtherRows): readonly PartedTable[] {
  if ('dataset' in from) {
    const table = input.references?.[from.dataset];
    if (!table) throw new JiadiError('not-found', { what: 'dataset', name: from.dataset });
    return [table];
  }
  const files = (input.surroundings?.history ?? []).map((b) => b.file).filter((file) => file !== null);
  if (files.length === 0) throw lacking('needs-history');
  return from.earlier === 'all' ? files : from.earlier === 'previous' ? files.slice(0, 1) : files.slice(-1);
}

/** Which state of another dataset a rule sees; null where it looks at none, or at one that is not there. */
export function lookedAt(input: CheckInput, params: Readonly<Record<string, unknown>>): Looked | null {
  for (const dataset of namedDatasets(params)) {
    const table = input.references?.[dataset];
    if (table?.batches) return { dataset, batches: table.batches.toSorted((a, b) => a - b), rows: table.rowCount };
  }
  return null;
}

/** Reads what rules look up elsewhere; the same need of several rules is read once. */
export function referenceLoader(
  input: CheckInput,
  table: PlanTable,
  host: { readonly tasks: TaskRunner },
  options: RunOptions,
  costs: CostBook,
): (rule: string, bound: Bound) => Promise<readonly Reference[]> {
  const known = new Map<string, Promise<Timed<Reference>>>();
  const far: TaskProgress[] = [];
  const together =
    (index: number) =>
    (progress: TaskProgress): void => {
      far[index] = progress;
      const all = far.filter((one) => one !== undefined);
      options.onProgress?.({
        ...progress,
        done: all.reduce((sum, { done }) => sum + done, 0),
        total: all.reduce((sum, { total }) => sum + (total ?? 0), 0),
      });
    };
  const columnsOf = (from: OtherRows): readonly BatchColumn[] => otherRows(input, from)[0]?.columns ?? [];
  const load = async (rule: string, need: ReferenceNeed): Promise<Reference> => {
    const batches = otherRows(input, need.from);
    for (const column of [...need.columns, ...(need.content ?? []), ...(need.values ?? [])])
      if (!batches.every((b) => b.columns.some((c) => c.name === column)))
        throw new JiadiError('column-not-found', { column, ...('dataset' in need.from ? { dataset: need.from.dataset } : {}) });
    const key = JSON.stringify(need);
    const { columns: _, ...shared } = table;
    const task: KeysInput = { batches, need, table: shared };
    const found =
      known.get(key) ??
      host.tasks.run<Timed<Reference>>('quality.keys', task, {
        signal: options.signal,
        onProgress: together(known.size),
        lane: 'job',
        pure: true,
      });
    known.set(key, found);
    const { value, ms } = await found;
    costs.shared('referenceMs', key, ms, rule);
    return value;
  };
  return (rule, bound) => Promise.all((bound.references?.(table.columns, columnsOf) ?? []).map((need) => load(rule, need)));
}

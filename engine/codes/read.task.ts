import { basename } from 'node:path';
import type { TaskContext } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { CodeColumns } from '../../contract/methods/codes.ts';
import { readSmallTable, type SmallTable } from '../intake/index.ts';
import type { CodeEntry } from '../semantics/index.ts';
import { columnsByName, ENTRIES_MAX, type EntryProblem, readEntries } from './model.ts';

/** Input of the task `codes.read`. */
export interface ReadCodesInput {
  readonly path: string;
  /** Which column is what, as somebody said; left out: found by their names. */
  readonly columns?: CodeColumns;
}

/** A file of codes as it was read; nothing is passed over: what cannot be taken is a problem. */
export interface CodesRead {
  readonly names: readonly string[];
  readonly columns: CodeColumns | null;
  readonly entries: readonly CodeEntry[];
  readonly problems: readonly (Omit<EntryProblem, 'code'> & { readonly code: EntryProblem['code'] | 'record' })[];
  readonly numeric: boolean;
}

/** Worker task `codes.read`: the codes of a CSV, a workbook or any other file that intake reads. */
export async function readCodes({ path, columns: wanted }: ReadCodesInput, context: TaskContext): Promise<CodesRead> {
  const table = await readSmallTable(path, ENTRIES_MAX, context);
  const { names } = table;
  for (const name of Object.values(wanted ?? {}))
    if (name !== null && !names.includes(name)) throw new JiadiError('column-not-found', { column: name });
  const columns = wanted ?? columnsByName(names);
  if (columns === null) return { names, columns: null, entries: [], problems: [], numeric: false };
  if (table.rows.length === 0) throw new JiadiError('file-empty', { file: basename(path) });
  const { entries, problems } = readEntries(written(table, columns));
  const at = names.indexOf(columns.code);
  const records = table.malformed.map(({ row, reason }) => ({ row, code: 'record' as const, params: { reason } }));
  return {
    names,
    columns,
    entries,
    problems: [...records, ...problems].toSorted((a, b) => a.row - b.row),
    numeric: table.rows.some((row) => typeof row[at] === 'number' || typeof row[at] === 'bigint'),
  };
}

function written({ names, rows }: SmallTable, columns: CodeColumns) {
  const index = (name: string | null): number => (name === null ? -1 : names.indexOf(name));
  const at = {
    code: index(columns.code),
    name: index(columns.name),
    validFrom: index(columns.validFrom),
    validTo: index(columns.validTo),
    parent: index(columns.parent),
  };
  return rows.map((row, i) => {
    const text = (column: number): string => String(row[column] ?? '').trim();
    return {
      row: i + 1,
      code: text(at.code),
      name: at.name < 0 ? null : text(at.name),
      validFrom: text(at.validFrom),
      validTo: text(at.validTo),
      parent: text(at.parent),
    };
  });
}

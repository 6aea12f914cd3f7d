import type { SqlValue } from '../../base/sqlite/index.ts';
import { createRowMasker } from '../semantics/index.ts';
import { type BatchFile, openBatch } from '../table/index.ts';
import { readChanges, sameCell } from './compare.task.ts';

export interface ChangesSide {
  readonly file: BatchFile;
  readonly columns: readonly number[];
}

export interface ChangesInput {
  readonly path: string;
  readonly key: Uint8Array;
  readonly base: readonly ChangesSide[];
  readonly after: ChangesSide;
  /** 1-based position of the first change of the page in the file. */
  readonly from: number;
  readonly count: number;
}

interface ShownRow {
  readonly row: number;
  readonly cells: (string | null)[];
}

/** A row that changed, as it is shown. */
export interface ShownChange {
  readonly after: ShownRow | null;
  readonly before: (ShownRow & { readonly batch: number }) | null;
  readonly changed: number[];
}

/** Worker task `batches.changes`: a page of changed rows from both sides, masked after the changed cells were found. */
export function changesPage(input: ChangesInput): ShownChange[] {
  const changes = readChanges(input.path, input.key, input.from, input.count);
  const after = sideReader(input.after);
  const base = input.base.map(sideReader);
  try {
    return changes.map(({ batch, before, after: row }) => {
      const now = row === null ? null : after.read(row);
      const was = batch === null || before === null ? null : (base[batch]?.read(before) ?? null);
      const changed = now && was ? now.raw.flatMap((cell, c) => (sameCell(cell, was.raw[c]) ? [] : [c])) : [];
      return {
        after: now && { row: row ?? 0, cells: now.shown },
        before: was && { batch: batch ?? 0, row: before ?? 0, cells: was.shown },
        changed,
      };
    });
  } finally {
    after.close();
    for (const each of base) each.close();
  }
}

function sideReader({ file, columns }: ChangesSide) {
  const reader = openBatch(file);
  const mask = createRowMasker(columns.map((c) => ({ name: file.columns[c]?.name ?? '', semantic: file.columns[c]?.semantic ?? null })));
  return {
    read: (row: number): { readonly raw: readonly SqlValue[]; readonly shown: (string | null)[] } => {
      const raw = reader.rowsByNumber(columns, [row])[0] ?? [];
      return { raw, shown: mask(raw.map((cell) => (cell === null ? null : String(cell)))) };
    },
    close: () => reader.close(),
  };
}

import { maskKindOf, maskValue } from '../../engine/semantics/index.ts';
import type { BatchFile } from '../../engine/table/index.ts';

/** Hides the values of sensitive columns, unless the person asked to see them. */
export function columnMask(batch: BatchFile, reveal: boolean): (column: string, value: string) => string {
  const semantics = new Map(batch.columns.map((c) => [c.name, c.semantic]));
  return (column, value) => {
    const semantic = semantics.get(column) ?? null;
    return reveal || maskKindOf(semantic) === 'none' ? value : maskValue(semantic, value);
  };
}

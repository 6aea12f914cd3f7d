import type { RepairStep } from '../../contract/methods/repair.ts';
import type { ColumnProfile } from '../profile/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { ColumnEvidence, RepairEnv } from './kind.ts';
import { repairKinds } from './kinds/index.ts';

/** What a profile says of a column, as kinds of repair ask it. What its values mean is told by the batch. */
export function evidenceOf({ name, type, semantic }: BatchColumn, profile: ColumnProfile | undefined, rowCount: number): ColumnEvidence {
  return {
    name,
    type,
    semantic,
    values: rowCount - (profile?.nulls ?? 0),
    patterns: profile?.patterns ?? [],
    top: profile?.top ?? [],
    // profiles of before did not count characters
    characters: profile?.characters?.map(({ kind }) => kind) ?? null,
    kinds: profile?.kinds ?? {},
  };
}

/** The steps that could find something in a table: kind by kind in their order, column by column. */
export function stepsToTry(
  columns: readonly BatchColumn[],
  profile: { readonly rowCount: number; readonly columns: readonly ColumnProfile[] },
  env: RepairEnv,
): readonly RepairStep[] {
  const evidence = columns
    .filter(({ type }) => type !== 'empty')
    .map((column) => evidenceOf(column, profile.columns[column.index], profile.rowCount));
  return repairKinds.flatMap((kind) =>
    evidence.flatMap((column) => {
      const params = kind.propose(column, env) as object | null;
      return params === null ? [] : [{ kind: kind.kind, column: column.name, ...params }];
    }),
  );
}

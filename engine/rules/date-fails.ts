import type { Sql } from '../../base/sqlite/index.ts';
import { dateOf } from './dates.ts';
import type { Scope } from './kind.ts';

/** A condition on the date of a column (seconds since 1970-01-01, null for no real date): asked here, or written in SQL. To carry the date into SQL and back costs more than all else. */
export function dateFails(scope: Scope, name: string, fails: (seconds: number | null) => boolean, written: (date: Sql) => Sql): Sql {
  return scope.either(
    () => scope.fn((v) => (v === null || v === undefined ? null : fails(dateOf(v)) ? 1 : 0), scope.cell(name)),
    () => written(scope.date(name)),
  );
}

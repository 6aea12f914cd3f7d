import { JiadiError } from '../../contract/errors.ts';
import { invariant } from '../invariant.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

/** A numbered step of the schema; numbers rise in tens. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: string;
}

/**
 * Brings a database to the newest schema, a transaction a step, and returns the numbers applied.
 * A database from a newer program gives `workspace-newer` and is left untouched.
 */
export function migrate(db: Database, migrations: readonly Migration[], beforeFirst?: () => void): readonly number[] {
  migrations.forEach((m, i) => invariant(i === 0 || m.number > (migrations[i - 1]?.number ?? 0), `migration ${m.number} is out of order`));
  const current = Number(db.value(sql`PRAGMA user_version`) ?? 0);
  const newest = migrations.at(-1)?.number ?? 0;
  if (current > newest) throw new JiadiError('workspace-newer', { version: current, known: newest });
  const pending = migrations.filter((m) => m.number > current);
  if (pending.length > 0 && current > 0) beforeFirst?.();
  for (const step of pending) {
    db.transaction(() => {
      db.script(step.up);
      db.script(`PRAGMA user_version=${step.number}`);
    });
  }
  return pending.map((m) => m.number);
}

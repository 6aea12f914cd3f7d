import { id, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { compileExpression, type Scope } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { NotPushed } from './fragment.ts';
import type { ServerColumn, ServerTable } from './table.ts';
import type { Piece } from './translate.ts';

/** A rule's view of a server's table: the fragments it makes have the names that `Translator` asks for; what it reads is noted. */
export class ServerScope implements Scope {
  readonly asOfSeconds: number;
  readonly semantics: Semantics;
  readonly learned = null;
  readonly strictTypes = false;
  readonly #table: ServerTable;
  readonly #read = new Set<ServerColumn>();
  #functions = 0;

  constructor(table: ServerTable, asOfSeconds: number, semantics: Semantics) {
    this.#table = table;
    this.asOfSeconds = asOfSeconds;
    this.semantics = semantics;
  }

  /** The columns whose values the rule looks at, in the order of the table. */
  get read(): readonly ServerColumn[] {
    return this.#table.columns.filter((column) => this.#read.has(column));
  }

  get columns(): readonly ServerColumn[] {
    for (const column of this.#table.columns) this.#read.add(column);
    return this.#table.columns;
  }

  // kinds take these off the scope and call them by themselves
  readonly column = (name: string): ServerColumn => {
    const found = this.#table.columns.find((column) => column.name === name);
    if (!found) throw new JiadiError('column-not-found', { column: name });
    this.#read.add(found);
    return found;
  };
  readonly cell = (name: string): Sql => id(`v${this.column(name).index}`);
  readonly number = (name: string): Sql => id(`n${this.column(name).index}`);
  readonly date = (name: string): Sql => id(`d${this.column(name).index}`);
  readonly either: Scope['either'] = (_here, elsewhere) => elsewhere();
  readonly expression = (text: string): Sql => compileExpression(text, this);

  fn(_impl: (...args: SqlValue[]) => SqlValue, ...args: readonly Sql[]): Sql {
    return sql`${{ text: `f${this.#functions++}`, values: [] }}(${join(args, ', ')})`;
  }

  reference(): never {
    throw new NotPushed('references');
  }
}

/** The SQL of the names of a scope; conditions under which numbers differ from those of SQLite are added to `hard`. */
export function namesOf(table: ServerTable, hard: Set<string>): (name: string) => Piece {
  return (name) => {
    const column = table.columns[Number(name.slice(1))];
    if (!column) throw new NotPushed('construct', name);
    const { form, cell } = column;
    if (name.startsWith('v')) {
      const bare = cell === form.cell ? form.raw : cell;
      if (form.storage === 'integer')
        return { type: 'number', sql: cell, whole: true, ...(form.hard === null ? {} : { onUse: () => hard.add(form.hard ?? '') }) };
      if (form.storage === 'opaque') return { type: 'opaque', sql: cell };
      return { type: form.storage === 'real' ? 'opaque' : 'text', sql: cell, bare };
    }
    const own = name.startsWith('n')
      ? cell === form.cell || form.storage !== 'text'
        ? { number: form.number, hard: form.hard }
        : form.typed
          ? { number: `(CASE WHEN ${cell} IS NOT NULL THEN ${form.number} END)`, hard: form.hard }
          : table.dialect.numberOf(cell)
      : null;
    if (own) {
      if (own.number === null) throw new NotPushed('column-type', column.name);
      if (own.hard !== null) hard.add(own.hard);
      return { type: 'number', sql: own.number };
    }
    if (form.date === null) throw new NotPushed('column-type', column.name);
    return { type: 'number', sql: cell === form.cell ? form.date : `(CASE WHEN ${cell} IS NOT NULL THEN ${form.date} END)` };
  };
}

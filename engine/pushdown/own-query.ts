import { JiadiError } from '../../contract/errors.ts';
import { assertHarmless, type Bound, type RuleSpec } from '../rules/index.ts';
import { dialects } from '../sources/index.ts';
import { NotPushed } from './fragment.ts';
import type { ServerTable } from './table.ts';

/** SQL that a rule brings with it, as the server is asked. */
export interface OwnQuery {
  /** Gives one number; null for rules whose rows are looked for by `Pushed.fails`. */
  readonly value: string | null;
  /** Gives the number of rows that were looked at, where the rule says it itself. */
  readonly tested: string | null;
  /** The rows of the table that a query names by its keys. */
  readonly fails: string | null;
}

/**
 * A rule's own SQL for a server. It has passed the gate that it passes for a local batch (it reads nothing but the dataset, and calls only functions
 * of a short list), and is then run as it is written, in the sense that the server gives it.
 */
export function ownQuery(spec: RuleSpec, bound: Extract<Bound, { grain: 'query' }>, table: ServerTable): OwnQuery {
  const ask = (query: string): string => asked(query, table);
  const tested = bound.rowsTested === null || /^\d+$/.test(bound.rowsTested) ? bound.rowsTested : ask(bound.rowsTested);
  if (bound.judge) return { value: ask(bound.query), tested: null, fails: null };
  // the number of a row is no column of a server's table
  if (bound.columns.length === 0) throw new NotPushed('row-number');
  const { quote } = dialects[table.login.protocol];
  const keys = bound.columns.map((name) => {
    if (!table.columns.some((column) => column.name === name)) throw new JiadiError('column-not-found', { column: name });
    return quote(name);
  });
  const query = ask(String(spec.params['query']));
  const list = keys.join(', ');
  return { value: null, tested, fails: `((${list}) IN (SELECT ${list} FROM (${query}) own))` };
}

/** A name that no table has. */
const DATASET = 'jiadi_dataset';

function asked(written: string, { login, relation, columns }: ServerTable): string {
  const query = written.replace(/[\s;]+$/, '');
  assertHarmless(
    query.replaceAll('{dataset}', '"dataset"'),
    columns.map(({ name }) => name),
  );
  const names = parts(query)
    .map((part) =>
      part.startsWith("'")
        ? textOf(part, login.protocol)
        : part.startsWith('"')
          ? nameOf(part, login.protocol)
          : plain(part, login.protocol),
    )
    .join('')
    .replaceAll('{dataset}', relation.startsWith('(') ? DATASET : relation);
  if (!relation.startsWith('(')) return names;
  const own = `${DATASET} AS (SELECT * FROM ${relation})`;
  const head = /^\s*with(\s+recursive)?\b/i.exec(names);
  return head ? `WITH${head[1] ?? ''} ${own}, ${names.slice(head[0].length)}` : `WITH ${own} ${names}`;
}

/** Texts, quoted names and what stands between them. */
const parts = (query: string): readonly string[] => query.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]+/g) ?? [];

const textOf = (text: string, protocol: string): string => (protocol === 'mysql' ? text.replaceAll('\\', '\\\\') : text);

const nameOf = (name: string, protocol: keyof typeof dialects): string => dialects[protocol].quote(name.slice(1, -1).replaceAll('""', '"'));

/** What means something else to a server than to SQLite, or nothing at all. */
function plain(part: string, protocol: string): string {
  const other = protocol === 'mysql' ? /\|\||--|\/\*|#|`|\[|\b(?:glob|is\s+not\s+distinct)\b/i : /--|\/\*|`|\[|\bglob\b/i;
  const found = other.exec(part)?.[0];
  if (found !== undefined) throw new NotPushed('construct', found);
  return part;
}

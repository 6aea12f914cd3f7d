import { JiadiError } from '../../contract/errors.ts';
import type { KeyProposal } from '../../contract/methods/batches.ts';
import type { BatchColumn } from '../table/index.ts';

/** Where the columns that are compared stand in every batch. */
export interface ComparedColumns {
  /** Names, the key first. */
  readonly names: readonly string[];
  readonly keyCount: number;
  /** Positions in each older batch, and in the newer one. */
  readonly base: readonly (readonly number[])[];
  readonly after: readonly number[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/**
 * Pairs columns by name: those that all batches have are compared. Without a key every column belongs to it, so rows are compared as wholes. Throws
 * `column-not-found` for a key column that a batch lacks.
 */
export function pairColumns(
  base: readonly (readonly BatchColumn[])[],
  after: readonly BatchColumn[],
  key: readonly string[],
): ComparedColumns {
  const at = (columns: readonly BatchColumn[], name: string): number => columns.findIndex((column) => column.name === name);
  const inAll = (name: string): boolean => base.every((columns) => at(columns, name) >= 0);
  for (const name of key) if (at(after, name) < 0 || !inAll(name)) throw new JiadiError('column-not-found', { column: name });
  const shared = after.map(({ name }) => name).filter((name) => inAll(name));
  const names = key.length === 0 ? shared : [...key, ...shared.filter((name) => !key.includes(name))];
  const known = new Set(base.flatMap((columns) => columns.map(({ name }) => name)));
  return {
    names,
    keyCount: key.length === 0 ? names.length : key.length,
    base: base.map((columns) => names.map((name) => at(columns, name))),
    after: names.map((name) => at(after, name)),
    added: after.map(({ name }) => name).filter((name) => !known.has(name)),
    gone: [...known].filter((name) => at(after, name) < 0),
  };
}

const PROPOSALS_MAX = 12;

/** Keys worth choosing, without repetition: whole ones before near ones, short ones first. */
export function rankKeys(found: readonly KeyProposal[]): KeyProposal[] {
  const byName = new Map<string, KeyProposal>();
  for (const each of found) {
    const name = JSON.stringify(each.columns.toSorted());
    const known = byName.get(name);
    if (!known || each.shared < known.shared) byName.set(name, each);
  }
  return [...byName.values()]
    .toSorted((a, b) => Number(a.shared > 0) - Number(b.shared > 0) || a.columns.length - b.columns.length || a.shared - b.shared)
    .slice(0, PROPOSALS_MAX);
}

import { digestOf, utf8 } from '../../base/trust/index.ts';

/** The fields of an audit row that its hash covers, in this order. */
export interface AuditFacts {
  readonly n: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  /** JSON text as stored. */
  readonly details: string;
  readonly prev: string;
}

/** Hash of the row before the first one. */
export const genesis = '0'.repeat(64);

/** The chained hash of a row: SHA-256 over the JSON array of its facts, previous hash included. */
export function auditHash(facts: AuditFacts): string {
  return digestOf(utf8(JSON.stringify([facts.n, facts.at, facts.actor, facts.action, facts.object, facts.details, facts.prev]))).slice(
    'sha256:'.length,
  );
}

/** The number of the first row that does not continue the chain, or null. */
export function firstBrokenRow(rows: Iterable<AuditFacts & { readonly hash: string }>): number | null {
  let n = 0;
  let prev = genesis;
  for (const row of rows) {
    n += 1;
    if (row.n !== n || row.prev !== prev || row.hash !== auditHash(row)) return n;
    prev = row.hash;
  }
  return null;
}

import { asEnvelope, keyIdOf, verifyEnvelope } from '../../base/trust/index.ts';
import { sql } from '../../base/sqlite/index.ts';
import type { VerifyProblem } from '../../contract/methods/workspace.ts';
import type { VerifyCheck } from '../context.ts';

interface Stored {
  readonly digest: string;
  readonly envelope: string;
  readonly review: string | null;
  readonly reviewState: string | null;
  readonly makerId: string | null;
  readonly checkerId: string | null;
  readonly outbox: string | null;
  readonly audits: number;
}

/** Every package: its digest, the checker's signature, and that review, outbox row and audit row stand beside it, one each. */
export const verifyPackages: VerifyCheck = (reader) => {
  const users = reader.all<{ id: string; publicKey: Uint8Array }>(sql`SELECT id, public_key AS publicKey FROM user`);
  const keys = new Map(users.map((u) => [keyIdOf(u.publicKey), u]));
  const rows =
    reader.all<Stored>(sql`SELECT p.digest, p.envelope, p.review_id AS review, r.state AS reviewState, r.maker_id AS makerId, r.checker_id AS checkerId, o.digest AS outbox,
      (SELECT count(*) FROM audit a WHERE a.action = 'review.approve' AND json_extract(a.details, '$.digest') = p.digest) AS audits
    FROM result_package p LEFT JOIN review r ON r.id = p.review_id LEFT JOIN outbox o ON o.digest = p.digest ORDER BY p.created_at`);
  const problems = rows.flatMap((row) => problemsOf(row, keys));
  const unsent = reader.all<{ id: string }>(
    sql`SELECT r.id FROM review r WHERE r.state = 'approved' AND NOT EXISTS (SELECT 1 FROM result_package p WHERE p.review_id = r.id)`,
  );
  return {
    checked: rows.length,
    problems: [...problems, ...unsent.map(({ id }) => ({ check: 'approval', what: id, detail: 'no package' }))],
  };
};

function problemsOf(row: Stored, keys: ReadonlyMap<string, { readonly id: string; readonly publicKey: Uint8Array }>): VerifyProblem[] {
  const problems: VerifyProblem[] = [];
  const found = (check: string, detail: string): void => void problems.push({ check, what: row.digest, detail });
  const envelope = asEnvelope(JSON.parse(row.envelope));
  const verified = envelope && verifyEnvelope(envelope, (keyId) => keys.get(keyId)?.publicKey);
  if (!verified || verified.digest !== row.digest) found('package-digest', 'changed');
  const checker = verified?.signatures.find((s) => keys.get(s.keyId)?.id === row.checkerId);
  if (checker?.state !== 'good') found('package-signature', 'checker');
  if (row.reviewState !== 'approved') found('package-review', row.reviewState ?? 'missing');
  if (row.makerId === row.checkerId) found('maker-checker', row.makerId ?? '');
  if (row.outbox === null) found('package-outbox', 'missing');
  if (row.audits !== 1) found('package-audit', String(row.audits));
  return problems;
}

import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { MadeReport, ReportFormat, ReportSpec } from '../../contract/methods/report.ts';

/** Remembers that a report was written. */
export function insertReport(
  writer: Writer,
  r: Omit<MadeReport, 'by' | 'report' | 'format'> & { readonly report: ReportSpec; readonly format: ReportFormat; readonly byId: string },
): void {
  writer.run(sql`INSERT INTO report_made (id, type, report, title, subject, format, file_name, digest, draft, at, by_id)
    VALUES (${r.id}, ${r.report.type}, ${JSON.stringify(r.report)}, ${r.title}, ${r.subject}, ${r.format}, ${r.fileName}, ${r.digest}, ${r.draft}, ${r.at}, ${r.byId})`);
}

/** Reports made before, the newest first. */
export function listReports(reader: Reader, limit: number): MadeReport[] {
  return reader
    .all<
      Omit<MadeReport, 'report' | 'draft'> & { readonly report: string; readonly draft: number }
    >(sql`SELECT r.id, r.report, r.title, r.subject, r.format, r.file_name AS fileName, r.digest, r.draft, r.at, coalesce(user.name, r.by_id) AS "by"
      FROM report_made r LEFT JOIN user ON user.id = r.by_id ORDER BY r.at DESC, r.id DESC LIMIT ${limit}`)
    .map((row) => ({ ...row, report: JSON.parse(row.report) as ReportSpec, draft: row.draft === 1 }));
}

/** Who made and who approved a review, when, and the digest of what was approved; null when it is not approved. */
export function signatureOf(
  reader: Reader,
  review: string,
): {
  readonly maker: string;
  readonly madeAt: string;
  readonly checker: string;
  readonly checkedAt: string;
  readonly approved: string;
} | null {
  return (
    reader.get(sql`SELECT maker.name AS maker, r.submitted_at AS madeAt, checker.name AS checker, r.decided_at AS checkedAt, r.content_sha256 AS approved
      FROM review r JOIN user maker ON maker.id = r.maker_id JOIN user checker ON checker.id = r.checker_id WHERE r.id = ${review} AND r.state = 'approved'`) ??
    null
  );
}

import { shanghaiTime, systemClock } from '../../base/clock.ts';
import { basename } from 'node:path';
import { writeFileDurably } from '../../base/files.ts';
import { type CheckReportHead, type ReportDocument, reportPage, reportSheets } from '../../engine/report/index.ts';
import { writeWorkbook } from '../../engine/table/write/index.ts';

/** Where the report of a check is wanted. */
export interface WantedReports {
  readonly html: string | undefined;
  readonly xlsx: string | undefined;
  /** The file of the rules. */
  readonly rules: string;
}

/** Writes the report of a check as a page and as a workbook, as far as they are wanted. */
export async function writeReports(
  { html, xlsx, rules }: WantedReports,
  name: string,
  make: (head: CheckReportHead) => ReportDocument,
): Promise<void> {
  if (html === undefined && xlsx === undefined) return;
  const report = make({ name, ruleSet: basename(rules), at: shanghaiTime(systemClock.nowMs()) });
  if (html !== undefined) writeFileDurably(html, reportPage(report), 0o644);
  if (xlsx !== undefined) await writeWorkbook(xlsx, reportSheets(report));
}

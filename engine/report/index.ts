/** Numbers as pages and workbooks: self-contained, ready to be printed, sent and kept; masked as what they are made from. */
export { checkDocumentReport, type CheckReportHead, placeDocumentReport } from './check-report.ts';
export type { ReportDocument } from './document.ts';
export { reports } from './handlers.ts';
export { reportPage } from './page.ts';
export { profileReport } from './profile-report.ts';
export { reportSheets } from './sheets.ts';

/** Numbers as pages: self-contained HTML that can be printed, sent and kept; masked as the document it is made from. */
export { checkReport, type CheckReportHead } from './check-report.ts';
export { reports } from './handlers.ts';
export { profileReport } from './profile-report.ts';

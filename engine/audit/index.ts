import type { auditMethods } from '../../contract/methods/audit.ts';
import type { ModuleHandlers } from '../context.ts';
import { firstBrokenRow } from './chain.ts';
import { auditHead, auditRows, listAudit } from './store.ts';

export { auditHash, firstBrokenRow } from './chain.ts';
export { appendAudit, auditHead, auditRows, recentAuditRows } from './store.ts';

/** Reading of the audit log; it is written by dispatch alone. */
export const audit: ModuleHandlers<typeof auditMethods> = {
  'audit.list': (filter, { reader }) => listAudit(reader, filter),
  'audit.verify': (_, { reader }) => ({ ...auditHead(reader), firstBroken: firstBrokenRow(auditRows(reader)) }),
};

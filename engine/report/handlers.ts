import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { shanghaiDay, shanghaiTime } from '../../base/clock.ts';
import { writeFileDurably } from '../../base/files.ts';
import type { reportMethods } from '../../contract/methods/report.ts';
import type { JobContext, ModuleHandlers } from '../context.ts';
import { batchFileOf, getBatch, getDataset, listMalformed } from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import {
  alertsOf,
  isHidden,
  type ProfileDocument,
  profileDocument,
  sensitivityOf,
  storedProfile,
  storedStructure,
  type StructureInput,
  type TableStructure,
} from '../profile/index.ts';
import { maskValue } from '../semantics/index.ts';
import { writeWorkbook } from '../table/write/index.ts';
import { profileReport } from './profile-report.ts';
import { profileSheets } from './profile-sheets.ts';

/** Everything that is known of a batch, masked; the structure is found when nobody has looked for it yet. */
async function documentOf(batch: string, context: JobContext): Promise<ProfileDocument> {
  const { reader, workspace } = context;
  const { parts, columns } = batchFileOf(workspace, reader, batch);
  const structure =
    storedStructure(reader, batch) ??
    (await context.task<TableStructure>('profile.structure', { parts, columns } satisfies StructureInput));
  const profile = storedProfile(reader, batch);
  return profileDocument({
    file: getBatch(reader, batch).fileName,
    profile,
    structure,
    alerts: alertsOf(profile, structure, shanghaiDay(context.host.clock.nowMs()), isHidden),
    malformed: listMalformed(reader, batch),
    seconds: profile.seconds,
    sensitivityOf: ({ semantic }) => sensitivityOf(semantic),
    mask: (column, value) => (isHidden(column) ? maskValue(column.semantic, String(value)) : value),
  });
}

/** Reports as files. */
export const reports: ModuleHandlers<typeof reportMethods> = {
  'report.profile': async ({ batch, format, language, to }, context) => {
    const path = context.grants.path(to, 'write');
    const fileName = basename(path);
    const { dataset, number } = getBatch(context.reader, batch);
    const name = `${getDataset(context.reader, dataset).name} #${number}`;
    context.track(fileName);
    const document = await documentOf(batch, context);
    const at = shanghaiTime(context.host.clock.nowMs());
    let page: string | null = null;
    if (format === 'json') writeFileDurably(path, `${JSON.stringify(document, null, 2)}\n`, 0o644);
    else if (format === 'xlsx') await writeWorkbook(path, profileSheets(document, language, name, at));
    else {
      const html = profileReport(document, language, name, at);
      if (format === 'html') writeFileDurably(path, html, 0o644);
      else page = context.grants.addPage(html);
    }
    return context.commit((command) => {
      recordEvent(command, { stage: 'apply', kind: 'report.profile', dataset, rows: document.rows, subject: fileName });
      command.audit(fileName, { batch, format, rows: document.rows });
      return { fileName, bytes: page === null ? statSync(path).size : 0, page };
    });
  },
};

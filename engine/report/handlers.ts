import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { shanghaiDay, shanghaiTime } from '../../base/clock.ts';
import { writeFileDurably } from '../../base/files.ts';
import type { ReportFormat, reportMethods } from '../../contract/methods/report.ts';
import type { JobContext, ModuleHandlers } from '../context.ts';
import { getBatch, getDataset, listMalformed } from '../datasets/index.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { alertsOf, isHidden, type ProfileDocument, profileDocument, wholeForReport, storedProfile, structureOf } from '../profile/index.ts';
import { writeWorkbook } from '../table/write/index.ts';
import { type Asked, buildReport } from './build.ts';
import { digestOfReport } from './document.ts';
import { reportPage } from './page.ts';
import { profileReport } from './profile-report.ts';
import { profileSheets } from './profile-sheets.ts';
import { reportJson, reportSheets } from './sheets.ts';
import { insertReport, listReports } from './store.ts';

/** Everything that is known of a batch, masked; the structure is found when nobody has looked for it yet. */
async function documentOf(batch: string, context: JobContext): Promise<ProfileDocument> {
  const { reader } = context;
  const structure = await structureOf({ batch }, context);
  const profile = storedProfile(reader, batch);
  return profileDocument({
    file: getBatch(reader, batch).fileName,
    profile,
    structure,
    alerts: alertsOf(profile, structure, shanghaiDay(context.host.clock.nowMs()), isHidden),
    malformed: listMalformed(reader, batch),
    seconds: profile.seconds,
  });
}

/** What is known of all batches of a dataset as one table, masked. */
async function wholeDocumentOf(dataset: string, context: JobContext): Promise<ProfileDocument> {
  const { reader, host } = context;
  const { profile, batches } = wholeForReport({ reader }, dataset);
  const structure = await structureOf({ dataset }, context);
  const of = batches.map((id) => ({ ...getBatch(reader, id), records: listMalformed(reader, id) }));
  return profileDocument({
    file: of.map(({ fileName }) => fileName).join('、'),
    batches: of.map(({ number }) => number),
    profile,
    structure,
    alerts: alertsOf(profile, structure, shanghaiDay(host.clock.nowMs()), isHidden),
    malformed: of.flatMap(({ number, records }) => records.map((record) => ({ ...record, batch: number }))),
    seconds: profile.seconds,
  });
}

/** Reports as files. */
export const reports: ModuleHandlers<typeof reportMethods> = {
  'report.profile': async ({ batch, whole, format, language, to }, context) => {
    const path = context.grants.path(to, 'write');
    const fileName = basename(path);
    const { dataset, number } = getBatch(context.reader, batch);
    context.track(fileName);
    const document = await (whole ? wholeDocumentOf(dataset, context) : documentOf(batch, context));
    const numbers = document.batches ?? [number];
    const name = [getDataset(context.reader, dataset).name, ...numbers.map((one) => `#${one}`)].join(' ');
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
      command.audit(fileName, { batch, whole, format, rows: document.rows });
      return { fileName, bytes: page === null ? statSync(path).size : 0, page };
    });
  },
  'report.preview': async (asked, context) => {
    const document = await buildReport(asked, context);
    return { title: document.title, html: reportPage(document), draft: document.draft, digest: digestOfReport(document) };
  },
  'report.write': ({ format, to, ...asked }, context) => writeReport(asked, format, context.grants.path(to, 'write'), context),
  'report.made': ({ limit }, { reader }) => listReports(reader, limit),
};

/** Writes a report in one of its forms; all forms are made from one document and carry its digest. */
async function writeReport(asked: Asked, format: ReportFormat, path: string, context: JobContext) {
  const fileName = basename(path);
  context.track(fileName);
  const document = await buildReport(asked, context);
  context.throwIfCancelled();
  const digest = digestOfReport(document);
  let page: string | null = null;
  if (format === 'json') writeFileDurably(path, reportJson(document), 0o644);
  else if (format === 'xlsx') await writeWorkbook(path, reportSheets(document));
  else if (format === 'html') writeFileDurably(path, reportPage(document), 0o644);
  else page = context.grants.addPage(reportPage(document));
  return context.commit((command) => {
    const { title, subject, draft } = document;
    insertReport(command.writer, {
      id: command.newId(),
      report: asked.report,
      title,
      subject,
      format,
      fileName,
      digest,
      draft,
      at: command.nowIso(),
      byId: command.actor,
    });
    recordEvent(command, { stage: 'apply', kind: 'report.write', subject: fileName });
    command.audit(title, { type: asked.report.type, format, digest });
    return { fileName, bytes: page === null ? statSync(path).size : 0, page, digest };
  });
}

import { t } from '../../contract/text/index.ts';
import type { Cell, WorkbookSheet } from '../table/write/index.ts';
import { digestOfReport, type ReportBlock, type ReportDocument } from './document.ts';

const NAME_MAX = 31;

/** A name that a sheet may have and that no other has yet. */
function sheetName(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted.replace(/[[\]:*?/\\]/g, ' ').slice(0, NAME_MAX);
  for (let n = 2, name = plain; ; n++) {
    if (!taken.has(name.toLowerCase())) return name;
    name = `${plain.slice(0, NAME_MAX - 4)} (${n})`;
  }
}

const isTable = (block: ReportBlock): block is Extract<ReportBlock, { kind: 'table' }> => block.kind === 'table';

/** A report as a workbook: its sentences and facts first, a sheet for every table with plain numbers to go on with, and the 导出说明 last. */
export function reportSheets(report: ReportDocument): readonly WorkbookSheet[] {
  const { language, sections, letter } = report;
  const taken = new Set<string>();
  const named = (name: string): string => {
    const own = sheetName(name, taken);
    taken.add(own.toLowerCase());
    return own;
  };
  const lines: (readonly Cell[])[] = [
    [report.subject, null],
    ...(report.draft ? [[t(language, 'report.draft').replaceAll(' ', ''), null] as const] : []),
  ];
  for (const [key, value] of Object.entries(letter))
    if (value !== '') lines.push([t(language, `report.letter.${key as keyof typeof letter}`), value]);
  for (const { title, blocks } of sections) {
    const told = blocks.filter((block) => block.kind === 'text' || block.kind === 'facts');
    if (told.length === 0) continue;
    lines.push([title, null]);
    for (const block of told) {
      if (block.kind === 'text') lines.push([block.text, null]);
      else lines.push(...block.facts);
    }
  }
  const { signature } = report;
  lines.push([t(language, 'report.maker'), signature.maker], [t(language, 'report.checker'), signature.checker]);
  const tables = sections.flatMap(({ blocks }) => blocks.filter(isTable));
  return [
    { name: named(t(language, `report.type.${report.type}`)), columns: [report.title, ''], rows: lines },
    ...tables.map(({ sheet, columns, rows }) => ({ name: named(sheet), columns: columns.map(({ title }) => title), rows })),
    {
      name: named(t(language, 'report.sources')),
      columns: [t(language, 'report.sources'), ''],
      rows: [
        ...report.sources,
        [t(language, 'report.digest'), digestOfReport(report)],
        ...tables.map(({ sheet, rows, of }): Cell[] => [sheet, t(language, 'report.rowsOf', { rows: rows.length, of: of ?? rows.length })]),
      ],
    },
  ];
}

/** A report as JSON: its words and numbers, without drawings. */
export function reportJson(report: ReportDocument): string {
  const sections = report.sections.map((section) => ({ ...section, blocks: section.blocks.filter(({ kind }) => kind !== 'drawing') }));
  return `${JSON.stringify({ ...report, sections, digest: digestOfReport(report) }, null, 2)}\n`;
}

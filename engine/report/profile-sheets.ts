import { alertSentence, type Language, t, tDynamic } from '../../contract/text/index.ts';
import type { ProfileDocument } from '../profile/index.ts';
import type { Cell, WorkbookSheet } from '../table/write/index.ts';

type Column = ProfileDocument['columns'][number];
type Row = readonly Cell[];

/** The profile as the sheets of a workbook: overview, columns, alerts, values, patterns, relations. */
export function profileSheets(document: ProfileDocument, language: Language, name: string, at: string): readonly WorkbookSheet[] {
  const word = (key: string, params?: Readonly<Record<string, string | number>>): string => tDynamic(language, key, params);
  const sheet = (title: string, columns: readonly string[], rows: readonly Row[]): WorkbookSheet => ({ name: title, columns, rows });
  return [
    sheet(
      t(language, 'report.overview'),
      [t(language, 'report.profile', { name }), ''],
      [
        [t(language, 'report.madeAt'), at],
        [t(language, 'report.rows'), document.rows],
        [t(language, 'report.columns'), document.columns.length],
        [t(language, 'report.duplicates'), document.duplicateRows],
        [t(language, 'report.malformed'), document.malformed.length],
        [t(language, 'profile.keys'), document.keys.map((key) => key.join(' + ')).join('；')],
      ],
    ),
    sheet(
      t(language, 'report.columns'),
      columnHeads(language),
      document.columns.map((column) => columnRow(column, word)),
    ),
    sheet(
      t(language, 'profile.alerts'),
      [t(language, 'profile.nextStep'), t(language, 'drift.column'), t(language, 'profile.alert'), t(language, 'profile.alertCount')],
      document.alerts.map((alert) => [word(`alertStep.${alert.step}`), alert.column, alertSentence(word, alert), alert.count]),
    ),
    sheet(
      t(language, 'profile.top'),
      [t(language, 'drift.column'), t(language, 'report.value'), t(language, 'profile.alertCount')],
      document.columns.flatMap(({ name: column, top }) => top.map(({ value, count }): Row => [column, String(value), count])),
    ),
    sheet(
      t(language, 'profile.patterns'),
      [t(language, 'drift.column'), t(language, 'profile.patterns'), t(language, 'profile.alertCount')],
      document.columns.flatMap(({ name: column, patterns }) => patterns.map(({ pattern, count }): Row => [column, pattern, count])),
    ),
    sheet(
      t(language, 'profile.structure.dependencies'),
      [
        t(language, 'profile.structure.from'),
        t(language, 'profile.structure.to'),
        t(language, 'profile.structure.strength'),
        t(language, 'profile.structure.violations'),
      ],
      document.dependencies.map(({ from, to, strength, violations }) => [from.join(' + '), to, strength, violations]),
    ),
  ];
}

function columnHeads(language: Language): readonly string[] {
  const keys = ['drift.column', 'drift.type', 'report.semantic', 'profile.nulls', 'profile.blanks', 'profile.placeholders'] as const;
  const more = ['profile.distinct', 'report.invalidType', 'report.invalidSemantic', 'report.min', 'report.max', 'profile.mean'] as const;
  const last = ['profile.stddev', 'report.median', 'report.lengthMin', 'report.lengthMax', 'profile.bytesUtf8', 'profile.bytesGb'] as const;
  return [...keys, ...more, ...last].map((key) => t(language, key));
}

function columnRow(column: Column, word: (key: string) => string): Row {
  return [
    column.name,
    word(`type.${column.type}`),
    column.semantic && word(`semantic.${column.semantic}`),
    column.nulls,
    column.blanks,
    column.placeholders,
    column.distinct.count,
    column.invalid.type,
    column.invalid.semantic,
    column.min,
    column.max,
    column.mean,
    column.stddev,
    column.quantiles.p50,
    column.length.min,
    column.length.max,
    column.bytes?.utf8.max ?? null,
    column.bytes?.gb18030.max ?? null,
  ];
}

import type { ColumnType, Preview, WantedShape } from '../../../contract/methods/datasets.ts';
import type { ColumnMapping, IntakeMemory, MatchedBy } from '../../../contract/methods/mapping.ts';
import type { IntakeItem } from '../../app/intake-item.ts';

/** What a person said of the columns of a file, by their names there. */
export interface OwnColumns {
  /** What a column is taken for; null: a column of its own. */
  readonly to: Readonly<Record<string, string | null>>;
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly semantics: Readonly<Record<string, string | null>>;
}

export const nothingSaid: OwnColumns = { to: {}, types: {}, semantics: {} };

/** A column of a file on its way into a dataset. */
export interface IntakeColumn {
  readonly from: string;
  /** Its name in the dataset. */
  readonly stored: string;
  /** What it is taken for; null: a column of its own. */
  readonly to: string | null;
  readonly by: MatchedBy | 'person' | null;
  readonly confidence: number;
  readonly type: ColumnType;
  readonly semantic: string | null;
}

/** The columns of a file as they would be stored; `mapping` null: the dataset is new. `corrected` is what the dataset remembers of its columns. */
export function columnsOf(
  preview: Preview,
  mapping: ColumnMapping | null,
  own: OwnColumns,
  corrected: IntakeMemory['columns'],
): readonly IntakeColumn[] {
  const proposed = new Map(mapping?.columns.map((match) => [match.from, match]));
  return preview.shape.columns.map(({ name, type, semantic }) => {
    const match = proposed.get(name);
    const said = mapping && Object.hasOwn(own.to, name) ? own.to[name] : undefined;
    const to = said === undefined ? (match?.to ?? null) : said;
    const before = corrected[to ?? name];
    return {
      from: name,
      to,
      stored: to ?? name,
      by: said === undefined || said === match?.to ? (match?.by ?? null) : 'person',
      confidence: match?.confidence ?? 0,
      type: own.types[name] ?? before?.type ?? type,
      semantic: Object.hasOwn(own.semantics, name)
        ? (own.semantics[name] ?? null)
        : before?.semantic === undefined
          ? semantic
          : before.semantic,
    };
  });
}

/** A name that two columns would have, or null. */
export function nameTwice(columns: readonly IntakeColumn[]): string | null {
  const names = new Set<string>();
  for (const { stored } of columns) {
    if (names.has(stored)) return stored;
    names.add(stored);
  }
  return null;
}

/** Columns of the dataset that nothing in the file is taken for. */
export const missingOf = (columns: readonly IntakeColumn[], { known }: ColumnMapping): readonly string[] =>
  known.filter((name) => !columns.some(({ stored }) => stored === name));

/** The part of an import call that tells about columns. */
export function saidOf(columns: readonly IntakeColumn[], own: OwnColumns) {
  const stored = new Map(columns.map((column) => [column.from, column.stored]));
  const underStored = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(record).flatMap(([from, value]) => (stored.has(from) ? [[stored.get(from) ?? from, value]] : [])));
  return {
    rename: Object.fromEntries(columns.filter(({ from, stored: name }) => from !== name).map(({ from, stored: name }) => [from, name])),
    types: underStored(own.types),
    semantics: underStored(own.semantics),
  };
}

/** How a file is read: as a person said, else as the dataset remembers; a sheet that the file does not have is no wish for it. */
export function wishesOf(
  item: IntakeItem,
  own: WantedShape | null,
  memory: IntakeMemory | undefined,
  sheets: readonly string[],
): WantedShape {
  const { sheet, ...rest } = memory?.wanted ?? {};
  const remembered: WantedShape = sheet !== undefined && sheets.includes(sheet) ? { ...rest, sheet } : rest;
  if (own === null) return remembered;
  const untouched = item.sheet !== null && Object.keys(own).length === 1 && own.sheet === item.sheet;
  return untouched ? { ...remembered, ...own } : own;
}

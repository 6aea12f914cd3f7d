import { rowKind, setApart } from '../../../contract/methods/datasets.ts';
import { textOfUnits } from '../../../base/units.ts';
import type { Cell, RowKind } from '../reader.ts';

/** The reason of a row that a person took out. */
export const BY_PERSON = setApart;

const TOTAL = '(?:本页|全部|分类|年度|本月|本年|季度|全市|全区|以上)?\\s*(?:合|总|小|累|共)\\s*计|(?:grand\\s+|sub-?)?totals?';
const NOTE =
  '备?注\\s*\\d*|说明|附注|附|填表|填报|制表|制单|审核|复核|核对|统计|报送|单位|负责|联系|经办|编制|主管|资料|数据|来源|打印|导出|报表|日期|时间|电话|notes?|sources?|remarks?|prepared|reviewed|unit';
const UNIT =
  '元|千元|万元|亿元|美元|万美元|人|万人|人次|万人次|户|万户|家|个|套|间|栋|所|件|份|次|条|项|台|辆|张|吨|万吨|千克|公斤|克|升|米|千米|公里|平方米|万平方米|平方公里|平方千米|公顷|亩|万亩|立方米|万立方米|千瓦时|万千瓦时|岁|年|月|日|天|小时|分钟|%|％|‰|㎡|m2|m²|km|km2|km²|kg|t|元/平方米|元／平方米|人/平方公里';

const total = new RegExp(`^(?:${TOTAL})\\s*[:：]?$`, 'i');
const note = new RegExp(`^(?:${NOTE})[^:：]{0,12}[:：]`, 'i');
/** What programs print under or between rows: how many there are, the number of the page. */
const printed = /^[(（]?\s*(?:(?:共|第|合计)\s*)?\d+\s*(?:rows?|行|条|页)(?![a-z])[^,;\t]{0,20}$/i;
const unit = new RegExp(`^[(（]?\\s*(?:单位[:：]\\s*)?(?:${UNIT})\\s*[)）]?$`, 'i');
/** What such a row may begin with: a quick look before a row is taken apart. */
const beginning = new RegExp(
  `(?:${TOTAL}|${UNIT})(?![\\p{L}\\p{N}])|(?:${NOTE})[^:：\\n]{0,12}[:：]|[(（]|\\d+ ?(?:rows?|行|条|页)|第|共`,
  'iuy',
);

/** More units than what `beginning` finds. */
const GLANCE = 64;

/** Tells rows that are no data from those that are. */
export interface RowJudge {
  /** The kind of a row that is set apart; null for data. `line` counts from 1. */
  kindOf(cells: readonly Cell[], line: number): RowKind | typeof BY_PERSON | null;
  /** False: the row that begins at `at` is data, whatever follows. */
  maySetApart(text: string, at: number): boolean;
  /** The same of a text in units; most rows are known by their first unit, without a string. */
  maySetApartUnits(units: Uint16Array, at: number, end: number): boolean;
}

/** What a judge looks for. */
export interface JudgeOptions {
  readonly width: number;
  /** Kinds of rows to set apart. */
  readonly apart: readonly RowKind[];
  /** The rows of the header, as they stand in the file. */
  readonly header: readonly (readonly Cell[])[];
  /** What a person said of single lines: false is data, true is set apart. */
  readonly lines?: ReadonlyMap<number, boolean>;
}

/** A judge of the rows of one table; null where there is nothing to look for. */
export function rowJudge({ width, apart, header, lines }: JudgeOptions): RowJudge | null {
  if (apart.length === 0 && !lines?.size) return null;
  const headers = header.map((row) => filledOf(row, width)).filter(({ count }) => count > 1);
  const first = headers.map(({ first: text }) => text);
  const reach = Math.max(GLANCE, ...first.map((name) => name.length));
  const glance = quickGlance(first);
  const maySetApart: RowJudge['maySetApart'] = (text, at) => {
    if (lines?.size) return true;
    beginning.lastIndex = at;
    return beginning.test(text) || first.some((name) => text.startsWith(name, at));
  };
  return {
    kindOf: (cells, line) => {
      const said = lines?.get(line);
      if (said !== undefined) return said ? BY_PERSON : null;
      const kind = kindOfRow(cells, width, headers);
      return kind !== null && apart.includes(kind) ? kind : null;
    },
    maySetApart,
    maySetApartUnits: (units, at, end) =>
      lines?.size ? true : glance(units, at, end) && maySetApart(textOfUnits(units, at, Math.min(end, at + reach)), 0),
  };
}

const signsOf = (source: string): string => source.replace(/[^\p{L}%％‰㎡²]/gu, '');
/** Units with which a total, units of measure or the number of a page may begin, and those of remarks: a few more than necessary. */
const plainStart = new RegExp(`[${signsOf(TOTAL)}${signsOf(UNIT)}(（第共\\s]`, 'iu');
const noteStart = new RegExp(`[${signsOf(NOTE)}]`, 'iu');
const [UNKNOWN, OTHER, PLAIN, REMARK] = [0, 1, 2, 3];
const isDigit = (unit: number | undefined): boolean => unit !== undefined && unit >= 48 && unit <= 57;

/** False for most texts that are no beginning of a row that is set apart; never for one that is. */
function quickGlance(names: readonly string[]): (units: Uint16Array, at: number, end: number) => boolean {
  const starts = new Uint8Array(65_536);
  // an empty name stands before everything
  if (names.includes('')) return () => true;
  for (const name of names) starts[name.charCodeAt(0)] = PLAIN;
  const kindOf = (unit: number): number => {
    const sign = String.fromCharCode(unit);
    return (starts[unit] = plainStart.test(sign) ? PLAIN : noteStart.test(sign) ? REMARK : OTHER);
  };
  return (units, at, end) => {
    const unit = units[at] as number;
    const known = starts[unit] as number;
    const kind = known === UNKNOWN ? kindOf(unit) : known;
    if (kind === PLAIN) return true;
    let i = at;
    if (isDigit(unit)) {
      while (isDigit(units[i])) i++;
      // a number of rows or pages is followed by its word
      const next = units[units[i] === 32 ? i + 1 : i] as number;
      return next === 0x72 || next === 0x52 || next === 0x884c || next === 0x6761 || next === 0x9875;
    }
    if (kind === OTHER) return false;
    for (const last = Math.min(end, at + GLANCE); i < last; i++) if (units[i] === 0x3a || units[i] === 0xff1a) return true;
    return false;
  };
}

interface FilledCells {
  readonly count: number;
  readonly first: string;
  readonly all: string;
}

function filledOf(cells: readonly Cell[], width: number): FilledCells {
  let count = 0;
  let first = '';
  const parts: string[] = [];
  for (let c = 0; c < Math.max(width, cells.length); c++) {
    const text = textOf(cells[c]);
    parts.push(text);
    if (text === '') continue;
    if (count++ === 0) first = text;
  }
  return { count, first, all: parts.join('\u0000') };
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : typeof cell === 'string' ? cell.trim() : String(cell);
}

/** The kind of a row by what is in it; null for data. */
export function kindOfRow(cells: readonly Cell[], width: number, headers: readonly FilledCells[] = []): RowKind | null {
  if (width < 2) return null;
  const row = filledOf(cells, width);
  if (row.count === 0) return null;
  if (row.count > 1 && headers.some(({ all }) => all === row.all)) return 'header-repeated';
  if (total.test(row.first)) return 'total-row';
  if (row.count === 1 && (note.test(row.first) || printed.test(row.first))) return 'note-row';
  if (row.count > 1 && row.count <= Math.max(2, width * 0.67)) {
    // a line of signatures: who made it, who checked it
    const labels = row.all.split('\u0000').filter((text) => text !== '');
    if (labels.every((text) => note.test(text) || total.test(text))) return 'note-row';
  }
  if (row.count > 1 && row.all.split('\u0000').every((text) => text === '' || unit.test(text))) return 'unit-row';
  return null;
}

/** True for a row that begins as a remark does: `单位：万元`, `填报日期：…`. */
export function beginsAsNote(cells: readonly Cell[]): boolean {
  return note.test(filledOf(cells, cells.length).first);
}

/** Remarks are few beside the rows they are about: more of them than this share, and more than a handful, are what the table holds. */
const NOTES_SHARE = 0.2;
const NOTES_FEW = 5;

/**
 * The kinds that may be set apart in a table without asking. Headers printed again are known by their looks; so are remarks while they are few, and
 * units right below a header. A total is known only where nothing but totals and remarks follow it, or where it adds up: in a table of figures it may
 * be the row that everybody looks for.
 */
export function sureKinds(
  rows: readonly (readonly Cell[])[],
  width: number,
  header: readonly (readonly Cell[])[],
): { readonly kinds: readonly RowKind[]; readonly unsureTotals: number } {
  const headers = header.map((row) => filledOf(row, width)).filter(({ count }) => count > 1);
  const kinds = rows.map((cells) => kindOfRow(cells, width, headers));
  const totals = unsureTotals(rows, kinds);
  const notes = kinds.filter((kind) => kind === 'note-row').length;
  const unsure = new Set<RowKind>([
    ...(totals > 0 ? (['total-row'] as const) : []),
    ...(notes > NOTES_FEW && notes > rows.length * NOTES_SHARE ? (['note-row'] as const) : []),
    // a list of units of measure is a table like any other
    ...(kinds.some((kind, r) => kind === 'unit-row' && r > 1 && kinds[r - 1] !== 'header-repeated') ? (['unit-row'] as const) : []),
  ]);
  return { kinds: rowKind.options.filter((kind) => !unsure.has(kind)), unsureTotals: totals };
}

function unsureTotals(rows: readonly (readonly Cell[])[], kinds: readonly (RowKind | null)[]): number {
  let end = rows.length;
  while (end > 0 && kinds[end - 1] !== null) end--;
  // nothing but totals: they are the data
  if (end === 0) return kinds.filter((kind) => kind === 'total-row').length;
  let unsure = 0;
  let since = 0;
  for (let r = 0; r < end; r++) {
    if (kinds[r] !== 'total-row') continue;
    if (r === since || !addsUp(rows.slice(since, r), rows[r] ?? [], kinds.slice(since, r))) unsure++;
    since = r + 1;
  }
  return unsure;
}

/** True when a figure of a total is the sum of the rows above it. */
function addsUp(rows: readonly (readonly Cell[])[], sum: readonly Cell[], kinds: readonly (RowKind | null)[]): boolean {
  for (let c = 0; c < sum.length; c++) {
    const want = numberOf(sum[c]);
    if (want === null || want === 0) continue;
    let have = 0;
    for (const [r, row] of rows.entries()) if (kinds[r] === null) have += numberOf(row[c]) ?? 0;
    if (Math.abs(have - want) <= Math.abs(want) * 1e-6 + 0.005) return true;
  }
  return false;
}

function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  const text = textOf(cell).replaceAll(',', '');
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

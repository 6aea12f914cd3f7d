import { bundledList, codeListIds, plainListName } from './code-list.ts';
import type { NationalList } from './national-list.ts';
import { createSemantics, type Semantics } from './semantics.ts';
import type { CodeList, CodeLists, DivisionState, DivisionTable, SemanticTables } from './tables.ts';
import { shortName } from './tables.ts';

/** One code of a list. Days are YYYY-MM-DD, both included; null: always. */
export interface CodeEntry {
  readonly code: string;
  readonly name: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly parent: string | null;
}

/** A version of a list of the workspace, or of its newer edition of a bundled list: plain data, so that it can travel to a worker. */
export interface CodeEdition {
  readonly list: string;
  readonly version: number;
  /** True for the version that a rule means which names none. */
  readonly newest: boolean;
  readonly entries: readonly CodeEntry[];
}

const DEPTH_MAX = 20;
const LONG_AGO = 0;
const NEVER = 99_999_999;

const dayOf = (text: string | null, otherwise: number): number => (text === null ? otherwise : Number(text.replaceAll('-', '')));

/** Codes that are filled up with 000 stand for what is above. */
const unfilled = (code: string): string =>
  code.length > 6 && code.length % 3 === 0 && code.endsWith('000') ? unfilled(code.slice(0, -3)) : code;

/** A version as rules ask it; `base` is the bundled list it takes the place of, whose other words and finer codes stay known. */
export function editionList(edition: CodeEdition, today: number, base: NationalList | null): NationalList {
  const byCode = new Map(edition.entries.map((entry) => [entry.code, entry]));
  const known = new Set(edition.entries.map(({ name }) => name));
  const ofDivisions = base?.id === 'division';
  const finer = edition.entries.some(({ code }) => code.length > 6);
  const find = (written: string): CodeEntry | undefined => byCode.get(written) ?? (ofDivisions ? byCode.get(unfilled(written)) : undefined);
  /** Townships stay those that are bundled where the edition has divisions only. */
  const above = (written: string): string | null => {
    const code = ofDivisions && !finer ? unfilled(/^\d{12}$/.test(written) ? written.slice(0, 9) : written) : '';
    return code.length === 9 && base?.nameOf(code) !== undefined && byCode.has(code.slice(0, 6)) ? code.slice(0, 6) : null;
  };
  const levelOf = (code: string): number | undefined => {
    // of divisions the form of the code tells, also where the one above is unknown
    if (ofDivisions) return code.length === 9 ? 4 : code.endsWith('0000') ? 1 : code.endsWith('00') ? 2 : 3;
    let level = 0;
    for (let at: string | null = code; at !== null && level < DEPTH_MAX; at = byCode.get(at)?.parent ?? null) level++;
    return level === 0 ? undefined : level;
  };
  const words = ({ name }: CodeEntry): readonly string[] =>
    [name, ofDivisions ? shortName(name) : null].filter((w): w is string => w !== null && w !== '');
  /** True when the text is made of the names of an entry and, before it, of some of those above. */
  const made = (entry: CodeEntry | undefined, text: string, depth: number): boolean => {
    if (text === '') return true;
    if (!entry || depth > DEPTH_MAX) return false;
    const parent = entry.parent === null ? undefined : byCode.get(entry.parent);
    return made(parent, text, depth + 1) || words(entry).some((w) => text.endsWith(w) && made(parent, text.slice(0, -w.length), depth + 1));
  };
  const inForce = (written: string, day: number | null): boolean => {
    const up = above(written);
    const entry = find(up ?? written);
    const at = day ?? today;
    return entry !== undefined && at >= dayOf(entry.validFrom, LONG_AGO) && at <= dayOf(entry.validTo, NEVER);
  };
  return {
    id: edition.list,
    standard: base?.standard ?? '',
    nameOf: (written) => find(written)?.name ?? (above(written) === null ? undefined : base?.nameOf(written)),
    hasName: (name) => known.has(name) || base?.hasName(name) === true,
    agrees: (written, name) => {
      const entry = find(written);
      if (!entry) return above(written) !== null && base?.agrees(written, name) === true;
      const text = name.replace(/\s+/gu, '');
      const parent = entry.parent === null ? undefined : byCode.get(entry.parent);
      if (
        words(entry).some(
          (w) => text.endsWith(w.replace(/\s+/gu, '')) && made(parent, text.slice(0, text.length - w.replace(/\s+/gu, '').length), 1),
        )
      )
        return true;
      // the other words of a bundled code, as long as it still is that code
      return base?.nameOf(entry.code) === entry.name && base.agrees(written, name);
    },
    inForce,
    levelOf: (written) =>
      above(written) === null ? (find(written) ? levelOf(find(written)?.code ?? '') : undefined) : base?.levelOf(written),
  };
}

/** The tables with versions of lists in them: rules find them by name, and checks of meaning go by the newest edition of a bundled list. `today` is yyyymmdd. */
export function withEditions(tables: SemanticTables, editions: readonly CodeEdition[], today: number): SemanticTables {
  if (editions.length === 0) return tables;
  const byName = new Map<string, NationalList>();
  for (const edition of editions) {
    const list = editionList(edition, today, codeListIds.includes(edition.list) ? bundledList(tables, edition.list) : null);
    byName.set(plainListName(`${edition.list}@${edition.version}`), list);
    if (edition.newest) byName.set(plainListName(edition.list), list);
  }
  const newest = new Map(editions.filter((e) => e.newest && codeListIds.includes(e.list)).map((e) => [e.list, e]));
  let lists: CodeLists | undefined;
  let divisions: DivisionTable | undefined;
  return {
    get divisions() {
      const edition = newest.get('division');
      return edition ? (divisions ??= newerDivisions(tables.divisions, edition, today)) : tables.divisions;
    },
    get townships() {
      return tables.townships;
    },
    get lists() {
      return (lists ??= newerLists(tables.lists, newest));
    },
    get industry() {
      return tables.industry;
    },
    editions: byName,
    bundled: tables,
  };
}

/** Semantics with versions of lists in their tables; `day` (YYYY-MM-DD) is the one on which codes are asked for. */
export function semanticsWith(semantics: Semantics, editions: readonly CodeEdition[] | undefined, day: string): Semantics {
  if (editions === undefined || editions.length === 0) return semantics;
  const { today, tables } = semantics.env;
  return createSemantics({ today: dayText(today), tables: withEditions(tables, editions, dayOf(day, today)) });
}

const dayText = (day: number): string =>
  `${Math.floor(day / 10_000)}-${String(Math.floor(day / 100) % 100).padStart(2, '0')}-${String(day % 100).padStart(2, '0')}`;

function newerLists(lists: CodeLists, newest: ReadonlyMap<string, CodeEdition>): CodeLists {
  const newer = (id: 'gender' | 'ethnic' | 'marriage' | 'education'): CodeList => {
    const edition = newest.get(id);
    if (!edition) return lists[id];
    const names = new Map(edition.entries.map(({ code, name }) => [code, name]));
    const usual = [...lists[id].codeOf].filter(([, code]) => names.get(code) === lists[id].names.get(code));
    return { names, codeOf: new Map([...usual, ...edition.entries.map(({ code, name }) => [name, code] as const)]) };
  };
  return { ...lists, gender: newer('gender'), ethnic: newer('ethnic'), marriage: newer('marriage'), education: newer('education') };
}

/** Divisions as an edition has them; codes that it no longer has are retired, so that they stay valid inside ids. */
function newerDivisions(bundled: DivisionTable, edition: CodeEdition, today: number): DivisionTable {
  const states = new Uint8Array(bundled.states.length);
  const byCode = new Map(edition.entries.filter(({ code }) => /^\d{6}$/.test(code)).map((entry) => [entry.code, entry]));
  bundled.states.forEach((state, code) => {
    if (state !== 0) states[code] = state === 1 ? 2 : state;
  });
  const isNow = ({ validFrom, validTo }: CodeEntry): boolean => today >= dayOf(validFrom, LONG_AGO) && today <= dayOf(validTo, NEVER);
  for (const [code, entry] of byCode) states[Number(code)] = isNow(entry) ? 1 : 2;
  const words = new Set([...byCode.values()].flatMap(({ name }) => [name, shortName(name) ?? name]));
  const monthOf = (day: string | null): number | null => (day === null ? null : Math.floor(dayOf(day, 0) / 100));
  return {
    states,
    nameOf: (code) => byCode.get(code)?.name ?? bundled.nameOf(code),
    hasName: (name) => words.has(name) || bundled.hasName(name),
    inForce: (code, month) => {
      const entry = byCode.get(code);
      if (!entry) return month !== null && bundled.inForce(code, month);
      if (month === null) return isNow(entry);
      return month >= (monthOf(entry.validFrom) ?? 0) && month <= (monthOf(entry.validTo) ?? Number.POSITIVE_INFINITY);
    },
    parentOf: (code) => byCode.get(code)?.parent ?? bundled.parentOf(code),
    *entries() {
      for (const { code, name, validFrom, validTo } of byCode.values())
        yield [code, name, (states[Number(code)] ?? 0) as DivisionState, monthOf(validFrom), monthOf(validTo)];
    },
    count: { current: states.filter((s) => s === 1).length, retired: states.filter((s) => s === 2).length },
  };
}

/** The entries of a bundled list, in the order of its table. Months of divisions become days, wide ones: the first of the month after, the last of the month before. */
export function bundledEntries(tables: SemanticTables, id: string): readonly CodeEntry[] {
  const plain = (code: string, name: string, parent: string | null = null): CodeEntry => ({
    code,
    name,
    parent,
    validFrom: null,
    validTo: null,
  });
  const { lists } = tables;
  switch (id) {
    case 'division':
      return [
        ...[...tables.divisions.entries()].flatMap(([code, name, state, since, until]) =>
          state === 3
            ? []
            : [
                {
                  code,
                  name,
                  parent: tables.divisions.parentOf(code),
                  validFrom: firstDayAfter(since),
                  validTo: state === 1 ? null : lastDayBefore(until),
                },
              ],
        ),
        ...[...tables.townships.entries()].map(([code, name]) => plain(code, name, code.slice(0, 6))),
      ];
    case 'country':
      return [...lists.countries].flatMap(([numeric, [two, three, name]]) => [numeric, two, three].map((code) => plain(code, name)));
    case 'industry':
      return [...tables.industry].map(([code, { name, parent }]) => plain(code, name, parent));
    case 'gender':
    case 'marriage':
    case 'ethnic':
    case 'education':
      return [...lists[id].names].map(([code, name]) => plain(code, name));
    default:
      return [];
  }
}

const monthText = (year: number, month: number): string => `${year}-${String(month).padStart(2, '0')}`;

/** The first day on which a code may have been in force that was not yet in a month. */
function firstDayAfter(month: number | null): string | null {
  if (month === null) return null;
  const [year, m] = [Math.floor(month / 100), month % 100];
  return `${m === 12 ? monthText(year + 1, 1) : monthText(year, m + 1)}-01`;
}

/** The last day on which a code may have been in force that was no longer in a month. */
function lastDayBefore(month: number | null): string | null {
  if (month === null) return null;
  const [year, m] = [Math.floor(month / 100), month % 100];
  const [y, before] = m === 1 ? [year - 1, 12] : [year, m - 1];
  const days = new Date(Date.UTC(y, before, 0)).getUTCDate();
  return `${monthText(y, before)}-${String(days).padStart(2, '0')}`;
}

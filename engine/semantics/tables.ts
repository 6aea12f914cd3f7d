import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { NationalList } from './national-list.ts';

/** A code list: codes with their names, and the other words that stand for a code. */
export interface CodeList {
  readonly names: ReadonlyMap<string, string>;
  /** Names and aliases to codes. */
  readonly codeOf: ReadonlyMap<string, string>;
}

/** The hand-kept code lists and the generated small ones. */
export interface CodeLists {
  readonly gender: CodeList;
  readonly ethnic: CodeList;
  readonly marriage: CodeList;
  readonly education: CodeList;
  readonly mobileUnassigned: ReadonlySet<string>;
  readonly phoneAreas: ReadonlySet<string>;
  /** ISO 3166-1 numeric codes (three digits) to alpha-2, alpha-3 and Chinese name. */
  readonly countries: ReadonlyMap<string, readonly [alpha2: string, alpha3: string, name: string]>;
  readonly countryWords: ReadonlySet<string>;
}

/** State of a six-digit division code: 0 never assigned, 1 current, 2 retired, 3 only inside person numbers. */
export type DivisionState = 0 | 1 | 2 | 3;

/** GB/T 2260 divisions, by code and by name. */
export interface DivisionTable {
  /** State by code as a number; one byte each so that a lookup costs no more than an array read. */
  readonly states: Uint8Array;
  /** Name of a code (six digits), current or retired. */
  nameOf(code: string): string | undefined;
  /** True when the code was in force in a month (yyyymm), as far as the editions of the standard tell; without a month, whether it is now. */
  inForce(code: string, month: number | null): boolean;
  /** The code of the division above, `null` for a province or an unknown code. */
  parentOf(code: string): string | null;
  /** Every code (six digits) with its name and, as far as they are known, the months between which it was in force. */
  entries(): Iterable<readonly [code: string, name: string, state: DivisionState, since: number | null, until: number | null]>;
  /** True when a current or retired division has this full name, or this name without its last word (省, 市, 区, 县 …). */
  hasName(name: string): boolean;
  readonly count: { readonly current: number; readonly retired: number };
}

/** Townships and sub-districts: nine-digit codes and names. */
export interface TownshipTable {
  nameOf(code: string): string | undefined;
  hasName(name: string): boolean;
  /** Every code (nine digits) with its name. */
  entries(): Iterable<readonly [code: string, name: string]>;
  readonly count: number;
}

/** Sections and two-digit divisions of GB/T 4754. */
export type IndustryTable = ReadonlyMap<string, { readonly name: string; readonly parent: string | null }>;

/** The parsed code tables; a property may be read from disk when it is first asked for. */
export interface SemanticTables {
  readonly divisions: DivisionTable;
  readonly townships: TownshipTable;
  readonly lists: CodeLists;
  readonly industry: IndustryTable;
  /** Lists of the workspace, and its newer editions of bundled ones, by every name under which rules ask for them; left out: none. */
  readonly editions?: ReadonlyMap<string, NationalList>;
  /** The tables without them; left out: these. */
  readonly bundled?: SemanticTables;
}

const STATE_OF: Readonly<Record<string, DivisionState>> = { c: 1, r: 2, p: 3 };
/** Endings that people leave out of a division's name. */
const ENDINGS = [
  '特别行政区',
  '维吾尔自治区',
  '壮族自治区',
  '回族自治区',
  '自治区',
  '自治州',
  '自治县',
  '自治旗',
  '地区',
  '林区',
  '省',
  '市',
  '区',
  '县',
  '旗',
  '盟',
];

/** A division's name without its last word, or null when it has none to leave out. */
export function shortName(name: string): string | null {
  for (const ending of ENDINGS) if (name.endsWith(ending) && name.length - ending.length >= 2) return name.slice(0, -ending.length);
  return null;
}

/** Parses `divisions.tsv` (code, name, status, months between which it was in force). */
export function parseDivisions(text: string): DivisionTable {
  const states = new Uint8Array(1_000_000);
  const names = new Map<string, string>();
  const months = new Map<string, readonly [since: number, until: number]>();
  const words = new Set<string>();
  const count = { current: 0, retired: 0 };
  for (const line of text.split('\n')) {
    const [code = '', name = '', status = '', since = '', until = ''] = line.split('\t');
    if (code.length !== 6) continue;
    const state = STATE_OF[status.trim()] ?? 0;
    states[Number(code)] = state;
    names.set(code, name);
    if (since !== '' || until !== '') months.set(code, [Number(since), until.trim() === '' ? Number.POSITIVE_INFINITY : Number(until)]);
    if (state === 1) count.current++;
    if (state === 2) count.retired++;
    if (state === 3 || name === '市辖区' || name === '县' || name.includes('直辖')) continue;
    words.add(name);
    const short = shortName(name);
    if (short !== null) words.add(short);
  }
  return {
    states,
    count,
    nameOf: (code) => names.get(code),
    hasName: (name) => words.has(name),
    *entries() {
      for (const [code, name] of names) {
        const [since, until] = months.get(code) ?? [0, Number.POSITIVE_INFINITY];
        yield [code, name, (states[Number(code)] ?? 0) as DivisionState, since === 0 ? null : since, Number.isFinite(until) ? until : null];
      }
    },
    inForce: (code, month) => {
      const state = names.has(code) ? states[Number(code)] : 0;
      if (month === null || (state !== 1 && state !== 2)) return state === 1;
      const [since, until] = months.get(code) ?? [0, Number.POSITIVE_INFINITY];
      return month > since && month < until;
    },
    parentOf: (code) => {
      if (!names.has(code) || code.endsWith('0000')) return null;
      const city = `${code.slice(0, 4)}00`;
      if (city !== code && names.has(city)) return city;
      const province = `${code.slice(0, 2)}0000`;
      return names.has(province) ? province : null;
    },
  };
}

/** Parses `townships.tsv` (county code, then "nnnName" parted by blanks). */
export function parseTownships(text: string): TownshipTable {
  const names = new Map<number, string>();
  const words = new Set<string>();
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab !== 6) continue;
    const county = Number(line.slice(0, 6)) * 1000;
    for (const item of line.slice(7).split(' ')) {
      const name = item.slice(3);
      names.set(county + Number(item.slice(0, 3)), name);
      words.add(name);
    }
  }
  return {
    nameOf: (code) => (code.length === 9 ? names.get(Number(code)) : undefined),
    hasName: (name) => words.has(name),
    *entries() {
      for (const [code, name] of names) yield [String(code), name];
    },
    count: names.size,
  };
}

const codeListShape = z.object({ codes: z.record(z.string(), z.string()), aliases: z.record(z.string(), z.string()) });
const listsShape = z.object({
  gender: codeListShape,
  ethnic: codeListShape,
  marriage: codeListShape,
  education: codeListShape,
  mobileUnassigned: z.array(z.string()),
});
const generatedShape = z.object({
  phoneAreas: z.array(z.string()),
  countries: z.record(z.string(), z.tuple([z.string(), z.string(), z.string()])),
});

function codeList(list: z.infer<typeof codeListShape>): CodeList {
  const codeOf = new Map<string, string>();
  for (const [code, name] of Object.entries(list.codes)) codeOf.set(name, code);
  for (const [word, code] of Object.entries(list.aliases)) codeOf.set(word, code);
  return { names: new Map(Object.entries(list.codes)), codeOf };
}

/** Parses `industry.tsv` (code, name, the section of a division). */
export function parseIndustry(text: string): IndustryTable {
  const lines = text.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  return new Map(lines.map(([code = '', name = '', parent = '']) => [code, { name, parent: parent === '' ? null : parent }]));
}

/** Parses `lists.json` and `generated.json`. */
export function parseLists(listsText: string, generatedText: string): CodeLists {
  const lists = listsShape.parse(JSON.parse(listsText));
  const generated = generatedShape.parse(JSON.parse(generatedText));
  const countries = new Map(Object.entries(generated.countries));
  return {
    gender: codeList(lists.gender),
    ethnic: codeList(lists.ethnic),
    marriage: codeList(lists.marriage),
    education: codeList(lists.education),
    mobileUnassigned: new Set(lists.mobileUnassigned),
    phoneAreas: new Set(generated.phoneAreas),
    countries,
    countryWords: new Set([...countries].flatMap(([numeric, words]) => [numeric, ...words])),
  };
}

/**
 * The bundled tables of a resources folder (the one that holds `codes/`). Nothing is read before it is needed, and each file once.
 * Throws the file system's error when a table is missing: an installation without its tables is broken.
 */
export function loadTables(resourcesDir: string): SemanticTables {
  const read = (name: string): string => readFileSync(join(resourcesDir, 'codes', name), 'utf8');
  let divisions: DivisionTable | undefined;
  let townships: TownshipTable | undefined;
  let lists: CodeLists | undefined;
  let industry: IndustryTable | undefined;
  return {
    get divisions() {
      return (divisions ??= parseDivisions(read('divisions.tsv')));
    },
    get townships() {
      return (townships ??= parseTownships(read('townships.tsv')));
    },
    get lists() {
      return (lists ??= parseLists(read('lists.json'), read('generated.json')));
    },
    get industry() {
      return (industry ??= parseIndustry(read('industry.tsv')));
    },
  };
}

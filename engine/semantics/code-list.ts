import type { NationalList } from './national-list.ts';
import { shortName, type CodeList, type SemanticTables } from './tables.ts';

type ListMaker = (tables: SemanticTables) => Omit<NationalList, 'id' | 'standard'>;

function flat(pick: (tables: SemanticTables) => CodeList): ListMaker {
  return (tables) => {
    const list = pick(tables);
    return {
      nameOf: (code) => list.names.get(code),
      hasName: (name) => list.codeOf.has(name),
      agrees: (code, name) => list.names.has(code) && list.codeOf.get(name.trim()) === code,
      inForce: (code) => list.names.has(code),
      levelOf: (code) => (list.names.has(code) ? 1 : undefined),
    };
  };
}

/**
 * Divisions of six digits with their townships of nine; codes filled up with 000 stand for what is above. Villages (twelve digits) are not bundled: they are
 * in force where their township is, and have no name.
 */
const division: ListMaker = ({ divisions, townships }) => {
  const shorter = (code: string): string =>
    code.length > 6 && code.length % 3 === 0 && code.endsWith('000') ? shorter(code.slice(0, -3)) : code;
  const nameOf = (written: string): string | undefined => {
    const code = shorter(written);
    return code.length === 9 ? townships.nameOf(code) : divisions.nameOf(code);
  };
  const parentOf = (code: string): string | null => (code.length === 9 ? code.slice(0, 6) : divisions.parentOf(code));
  const words = (code: string): readonly string[] => {
    const name = nameOf(code) ?? '';
    return [name, shortName(name)].filter((word) => word !== null && word !== '') as string[];
  };
  /** True when the text is made of the names of a division and, before it, of some of those it lies in. */
  const made = (code: string | null, text: string): boolean => {
    if (text === '') return true;
    if (code === null) return false;
    return (
      made(parentOf(code), text) || words(code).some((word) => text.endsWith(word) && made(parentOf(code), text.slice(0, -word.length)))
    );
  };
  return {
    nameOf,
    hasName: (name) => divisions.hasName(name) || townships.hasName(name),
    agrees: (written, name) => {
      const code = shorter(written);
      const text = name.replace(/\s+/gu, '');
      return words(code).some((word) => text.endsWith(word) && made(parentOf(code), text.slice(0, -word.length)));
    },
    inForce: (written, day) => {
      const code = shorter(/^\d{12}$/.test(written) ? written.slice(0, 9) : written);
      return code.length === 9
        ? townships.nameOf(code) !== undefined
        : divisions.inForce(code, day === null ? null : Math.floor(day / 100));
    },
    levelOf: (written) => {
      const code = shorter(written);
      if (nameOf(code) === undefined) return undefined;
      return code.length === 9 ? 4 : code.endsWith('0000') ? 1 : code.endsWith('00') ? 2 : 3;
    },
  };
};

/** ISO 3166-1: numeric codes, and codes of two and three letters. */
const country: ListMaker = ({ lists }) => {
  const names = new Map(
    [...lists.countries].flatMap(([numeric, [two, three, name]]) => [numeric, two, three].map((c) => [c, name] as const)),
  );
  const known = new Set(names.values());
  return {
    nameOf: (code) => names.get(code),
    hasName: (name) => known.has(name),
    agrees: (code, name) => names.get(code) === name.trim(),
    inForce: (code) => names.has(code),
    levelOf: (code) => (names.has(code) ? 1 : undefined),
  };
};

/** GB/T 4754: sections (letters) and divisions (two digits). */
const industry: ListMaker = ({ industry: table }) => {
  const names = new Map([...table].map(([code, { name }]) => [code, name]));
  const known = new Set(names.values());
  return {
    nameOf: (code) => names.get(code),
    hasName: (name) => known.has(name),
    agrees: (code, name) => names.get(code) === name.trim(),
    inForce: (code) => names.has(code),
    levelOf: (code) => (names.has(code) ? (table.get(code)?.parent === null ? 1 : 2) : undefined),
  };
};

const makers: Readonly<Record<string, { readonly standard: string; readonly make: ListMaker }>> = {
  gender: { standard: 'GB/T 2261.1-2003', make: flat((t) => t.lists.gender) },
  marriage: { standard: 'GB/T 2261.2-2003', make: flat((t) => t.lists.marriage) },
  ethnic: { standard: 'GB/T 3304-1991', make: flat((t) => t.lists.ethnic) },
  education: { standard: 'GB/T 4658-2006', make: flat((t) => t.lists.education) },
  division: { standard: 'GB/T 2260-2007', make: division },
  country: { standard: 'GB/T 2659-2000', make: country },
  industry: { standard: 'GB/T 4754-2017', make: industry },
};

/** The ids of the bundled lists. */
export const codeListIds: readonly string[] = Object.keys(makers);

/** The name of a list as names are compared: without blanks, in capitals. */
export const plainListName = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase();

/** The id of the bundled list of this name: its id, the semantic of its codes (`cn-gender`) or its standard, with or without the year, or as `division@2007`; null when there is none. */
export function bundledListId(wanted: string): string | null {
  const text = plainListName(wanted);
  for (const [id, { standard }] of Object.entries(makers)) {
    const names = [id, `cn-${id}`, standard, standard.replace(/-\d{4}$/, ''), `${id}@${standard}`, `${id}@${standard.slice(-4)}`];
    if (names.some((name) => plainListName(name) === text)) return id;
  }
  return null;
}

/** The standard of a bundled list. */
export const standardOf = (id: string): string => makers[id]?.standard ?? '';

/** The bundled list of an id, whatever the workspace has of it. */
export function bundledList(tables: SemanticTables, id: string): NationalList | null {
  const maker = makers[id];
  return maker ? { id, standard: maker.standard, ...maker.make(tables) } : null;
}

/**
 * The list that a rule names: one of the workspace (`NAME`, its newest version, or `NAME@version`) or a bundled one (see `bundledListId`;
 * `NAME@0` is always the bundled edition). Null when there is none.
 */
export function codeListOf(tables: SemanticTables, wanted: string): NationalList | null {
  const id = bundledListId(wanted.replace(/@0$/, ''));
  const plain = plainListName(wanted);
  // a standard with its year stays that edition
  const dated = id !== null && (plain.includes('@') || plain === plainListName(standardOf(id)));
  const own = tables.editions?.get(plain) ?? (id !== null && !dated ? tables.editions?.get(plainListName(id)) : undefined);
  return own ?? (id === null ? null : bundledList(tables.bundled ?? tables, id));
}

/** The names of the lists that a rule can ask for here. */
export function codeListNames(tables: SemanticTables): readonly string[] {
  const own = [...(tables.editions ?? [])].flatMap(([name, list]) =>
    name.includes('@') || codeListIds.includes(list.id) ? [] : [list.id],
  );
  return [...codeListIds, ...own];
}

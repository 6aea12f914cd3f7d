import { digestOf, utf8 } from '../../base/trust/index.ts';
import type { CodeColumns, CodeDiff } from '../../contract/methods/codes.ts';
import { formatDate, parseDate } from '../rules/index.ts';
import type { CodeEntry } from '../semantics/index.ts';

/** Why an entry of a file cannot be taken. */
export interface EntryProblem {
  /** 1-based row of data, the header not counted. */
  readonly row: number;
  readonly code:
    | 'code-empty'
    | 'code-long'
    | 'code-twice'
    | 'name-empty'
    | 'name-long'
    | 'date'
    | 'dates-turned'
    | 'parent-unknown'
    | 'parent-circle';
  readonly params: Readonly<Record<string, string | number>>;
}

export const ENTRIES_MAX = 200_000;
const CODE_MAX = 60;
const NAME_MAX = 200;
const ROWS_SHOWN = 500;

/** Words of headers, the surest first; the whole name is asked for before parts of it. */
const words: Readonly<Record<keyof CodeColumns, readonly RegExp[]>> = {
  code: [/^(代码|编码|code|dm|bm|id)$/i, /代码|编码|编号|code$|(^|_)(dm|bm)$/i],
  name: [/^(名称|代码名称|name|mc|title)$/i, /名称|名$|name$|(^|_)mc$|说明|含义/i],
  validFrom: [/valid_?from|起始|启用|生效|开始|有效期起|start/i],
  validTo: [/valid_?to|终止|停用|失效|截止|废止|结束|有效期止|(^|_)end/i],
  parent: [/^(parent|上级|父级?)$/i, /上级|父级|父代码|parent|所属/i],
};

/** Which column of a file is what, by their names; null when none looks like the codes. */
export function columnsByName(names: readonly string[]): CodeColumns | null {
  const taken = new Set<string>();
  const find = (what: keyof CodeColumns): string | null => {
    for (const word of words[what]) {
      const found = names.find((name) => !taken.has(name) && word.test(name.trim()));
      if (found === undefined) continue;
      taken.add(found);
      return found;
    }
    return null;
  };
  // a parent's column has the word for codes in its name as well
  const parent = find('parent');
  const code = find('code');
  if (code === null) return null;
  return { code, name: find('name'), validFrom: find('validFrom'), validTo: find('validTo'), parent };
}

/** The fields of a row of a file as they are written. */
export interface WrittenEntry {
  readonly row: number;
  readonly code: string;
  readonly name: string | null;
  readonly validFrom: string;
  readonly validTo: string;
  readonly parent: string;
}

/** Entries in the order of the file, and everything that is wrong with them. */
export function readEntries(rows: readonly WrittenEntry[]): {
  readonly entries: readonly CodeEntry[];
  readonly problems: readonly EntryProblem[];
} {
  const problems: EntryProblem[] = [];
  const first = new Map<string, number>();
  const entries = rows.map(({ row, ...written }): CodeEntry => {
    const say = (code: EntryProblem['code'], params: EntryProblem['params'] = {}): void => void problems.push({ row, code, params });
    const { code } = written;
    const name = written.name ?? code;
    if (code === '') say('code-empty');
    else if (code.length > CODE_MAX) say('code-long', { code: code.slice(0, CODE_MAX), limit: CODE_MAX });
    else if (first.has(code)) say('code-twice', { code, first: first.get(code) ?? 0 });
    else first.set(code, row);
    if (name === '') say('name-empty', { code });
    else if (name.length > NAME_MAX) say('name-long', { code, limit: NAME_MAX });
    const [validFrom, validTo] = [written.validFrom, written.validTo].map((text) => {
      if (text === '') return null;
      const seconds = parseDate(text);
      if (seconds === null) say('date', { code, value: text.slice(0, 40) });
      return seconds === null ? null : formatDate(seconds).slice(0, 10);
    });
    if (validFrom && validTo && validFrom > validTo) say('dates-turned', { code });
    return { code, name, validFrom: validFrom ?? null, validTo: validTo ?? null, parent: written.parent === '' ? null : written.parent };
  });
  const parents = new Map(entries.map(({ code, parent }) => [code, parent]));
  entries.forEach(({ code, parent }, i) => {
    const row = rows[i]?.row ?? 0;
    if (parent === null || code === '') return;
    if (!parents.has(parent)) problems.push({ row, code: 'parent-unknown', params: { code, parent } });
    else if (circles(code, parents)) problems.push({ row, code: 'parent-circle', params: { code } });
  });
  return { entries, problems: problems.toSorted((a, b) => a.row - b.row) };
}

/** True when a code is above itself. */
function circles(code: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(code) ?? null; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
    if (at === code) return true;
    seen.add(at);
  }
  return false;
}

/** What the second says differently from the first. */
export function diffEntries(from: readonly CodeEntry[], to: readonly CodeEntry[]): CodeDiff {
  const before = new Map(from.map((entry) => [entry.code, entry]));
  const after = new Set(to.map(({ code }) => code));
  const rows: CodeDiff['rows'][number][] = [];
  for (const entry of to) {
    const old = before.get(entry.code);
    if (!old) rows.push({ what: 'added', from: null, to: entry });
    else if (textOf(old) !== textOf(entry)) rows.push({ what: 'changed', from: old, to: entry });
  }
  for (const entry of from) if (!after.has(entry.code)) rows.push({ what: 'gone', from: entry, to: null });
  const count = (what: CodeDiff['rows'][number]['what']): number => rows.filter((row) => row.what === what).length;
  const [added, gone, changed] = [count('added'), count('gone'), count('changed')];
  const rank = { gone: 0, changed: 1, added: 2 };
  return {
    added,
    gone,
    changed,
    same: to.length - added - changed,
    rows: rows.toSorted((a, b) => rank[a.what] - rank[b.what]).slice(0, ROWS_SHOWN),
  };
}

const textOf = ({ code, name, validFrom, validTo, parent }: CodeEntry): string => JSON.stringify([code, name, validFrom, validTo, parent]);

/** SHA-256 of the entries, in the order of their codes: the same list in another order is the same. */
export function digestOfEntries(entries: readonly CodeEntry[]): string {
  const sorted = entries.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  return digestOf(utf8(sorted.map(textOf).join('\n')));
}

/** The first day on which a code of the list was in force and the last; null: open. */
export function spanOf(entries: readonly CodeEntry[]): { readonly validFrom: string | null; readonly validTo: string | null } {
  const [from, to] = [entries.map((e) => e.validFrom), entries.map((e) => e.validTo)];
  return {
    validFrom: from.reduce((a, b) => (a === null || b === null ? null : a < b ? a : b), from[0] ?? null),
    validTo: to.reduce((a, b) => (a === null || b === null ? null : a > b ? a : b), to[0] ?? null),
  };
}

/** Every list that a rule names, also in the rules within it. */
export function listsNamed(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listsNamed);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'codeList' && typeof inner === 'string' ? [inner] : listsNamed(inner)));
}

/** A list's name in a rule and the version that stands behind an @; null for the newest. */
export function nameAndVersion(wanted: string): { readonly name: string; readonly version: number | null } {
  const match = /^(.+)@(\d{1,6})$/.exec(wanted.trim());
  return match ? { name: match[1] ?? '', version: Number(match[2]) } : { name: wanted.trim(), version: null };
}

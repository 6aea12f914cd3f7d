/** Checks of what must not stand in any file, of the lockfile and of the words in two languages. */
import { lineAt, type Finding, type SourceFile } from './files.ts';

const forbidden = [
  // A path that exists on one machine only. The look-behind keeps addresses and relative paths out.
  { rule: 'machine-path', pattern: /(?<![\w.\-/}])\/(?:work|root|tmp|home\/\w+|Users\/\w+)\/[\w.]/g },
  { rule: 'machine-path', pattern: /\b[A-Z]:\\+Users\\+\w/g },
  { rule: 'registry-host', pattern: /\bregistry\.[a-z][\w-]*\.[a-z]{2,}|\bnpm[m]irror\b|\bartifactor[y]\b|\bverdacci[o]\b/gi },
] as const;

/** Machine paths and registry hosts in a file. */
export function checkText({ path, text }: SourceFile): readonly Finding[] {
  return forbidden.flatMap(({ rule, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, line: lineAt(text, match.index), rule, what: match[0] })),
  );
}

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/**
 * What is wrong with a lockfile: an entry that names a host, or an optional dependency without an entry of its own
 * (npm leaves out, without a word, platform packages that a registry does not have yet, and `npm ci` then refuses).
 */
export function checkLockfile({ packages }: Lockfile): readonly string[] {
  return Object.entries(packages).flatMap(([path, entry]) => [
    ...(entry.resolved === undefined || !/^https?:/.test(entry.resolved) ? [] : [`${path}: names where it was downloaded`]),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => `${path}: ${name} has no entry`),
  ]);
}

/** Looks for a package as Node does: beside, then upwards. */
function isLocked(packages: Lockfile['packages'], from: string, name: string): boolean {
  const steps = from.split('/node_modules/');
  for (let depth = steps.length; depth > 0; depth -= 1) {
    if (packages[`${steps.slice(0, depth).join('/node_modules/')}/node_modules/${name}`] !== undefined) return true;
  }
  return packages[`node_modules/${name}`] !== undefined;
}

const names = (sentence: string): string =>
  [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted().join(', ');

/** Words that exist in one language only, or whose two sentences do not take the same values. */
export function checkWords(words: Readonly<Record<string, readonly [zh: string, en: string]>>): readonly string[] {
  return Object.entries(words).flatMap(([key, [zh, en]]) => {
    if (zh.trim() === '' || en.trim() === '') return [`${key}: a language is empty`];
    if (names(zh) !== names(en)) return [`${key}: Chinese takes {${names(zh)}}, English {${names(en)}}`];
    return [];
  });
}

/** Keys that stand in more than one table: the later one silently wins. */
export function repeatedKeys(tables: readonly SourceFile[]): readonly string[] {
  const places = new Map<string, string>();
  const repeated: string[] = [];
  for (const { path, text } of tables) {
    for (const [, key = ''] of text.matchAll(/^ {2}'?([\w.-]+)'?: \[/gm)) {
      const before = places.get(key);
      if (before !== undefined) repeated.push(`${key}: in ${before} and ${path}`);
      places.set(key, path);
    }
  }
  return repeated;
}

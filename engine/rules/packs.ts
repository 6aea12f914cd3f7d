import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { JiadiError } from '../../contract/errors.ts';
import type { RuleObject } from './rule.ts';
import { bindParameters, fillIn, type Parameter, type Parameters, placeholdersIn } from './template.ts';
import { readWritten } from './written.ts';

/** Ready rules for a base library, with placeholders for the names of columns. */
export interface Pack {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  readonly rules: readonly PackRule[];
}
export interface PackRule {
  readonly id: string;
  readonly rule: RuleObject;
  /** The placeholders it needs a column for. */
  readonly needs: readonly string[];
}

const read = new Map<string, readonly Pack[]>();

/** The packs of a resources folder (the one that holds `rule-packs/`); each folder is read once. */
export function rulePacks(resources: string): readonly Pack[] {
  const known = read.get(resources);
  if (known) return known;
  const folder = join(resources, 'rule-packs');
  const packs = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => packOf(readFileSync(join(folder, name), 'utf8'), name));
  read.set(resources, packs);
  return packs;
}

/** The pack of this id; `not-found` when there is none. */
export function rulePack(resources: string, id: string): Pack {
  const pack = rulePacks(resources).find((one) => one.id === id);
  if (!pack) throw new JiadiError('not-found', { what: 'rulePack', name: id });
  return pack;
}

function packOf(text: string, file: string): Pack {
  const { name, parameters, items, root } = readWritten(text, file);
  return {
    id: basename(file, '.yml'),
    name,
    description: typeof root['description'] === 'string' ? root['description'] : '',
    parameters,
    rules: items.map(({ value }) => ({ id: String(value['id']), rule: value, needs: [...placeholdersIn(value)] })),
  };
}

/** A column as the profile of a batch knows it. */
export interface KnownColumn {
  readonly name: string;
  readonly semantic: string | null;
}

/** For each placeholder the column that suits it best, by its name and its meaning; no column is proposed twice. */
export function proposeColumns(pack: Pack, columns: readonly KnownColumn[]): Readonly<Record<string, string>> {
  const pairs = Object.entries(pack.parameters).flatMap(([parameter, hints]) =>
    columns.map(({ name, semantic }) => ({ parameter, column: name, score: suits(hints, name, semantic) })),
  );
  const out: Record<string, string> = {};
  const taken = new Set<string>();
  for (const { parameter, column } of pairs.filter((p) => p.score > 0).sort((a, b) => b.score - a.score)) {
    if (out[parameter] !== undefined || taken.has(column)) continue;
    out[parameter] = column;
    taken.add(column);
  }
  return out;
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-.()（）【】]+/g, '');

/** How well a column suits: its whole name, its meaning, or a word in its name; earlier words weigh a little more. */
function suits({ names = [], semantics = [] }: Parameter, column: string, semantic: string | null): number {
  const own = plain(column);
  const whole = names.findIndex((word) => plain(word) === own);
  const part = names.findIndex((word) => word.length > 2 && own.includes(plain(word)));
  const meant = semantic !== null && semantics.includes(semantic);
  if (whole >= 0) return 100 - whole + (meant ? 50 : 0);
  // a meaning of another kind speaks against a name that only resembles
  if (part >= 0 && (meant || semantics.length === 0 || semantic === null)) return 40 - part + (meant ? 50 : 0);
  return meant ? 30 : 0;
}

/** The rules of a pack for which there are columns, with their names filled in. */
export function rulesOfPack(pack: Pack, columns: Readonly<Record<string, string>>): readonly RuleObject[] {
  const known = Object.fromEntries(Object.entries(pack.parameters).filter(([name]) => columns[name] !== undefined));
  const values = bindParameters(known, columns);
  return pack.rules.filter(({ needs }) => needs.every((name) => values.has(name))).map(({ rule }) => fillIn(rule, values));
}

/** A rule set of such rules. */
export const packYaml = (name: string, rules: readonly RuleObject[]): string =>
  stringify({ ruleSet: name, version: 1, rules }, { lineWidth: 0 });

import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { grant, label, nothing, time, writtenFile } from './common.ts';

const day = z.string().nullable();

/** One code of a list. Days are YYYY-MM-DD, both included; null: always. */
export const codeEntry = z.object({ code: z.string(), name: z.string(), validFrom: day, validTo: day, parent: z.string().nullable() });

/** A version of a list; 0 is the bundled one. */
export const codeVersion = z.object({
  version: z.number(),
  /** What its publisher calls it: a standard with its year, a month. */
  edition: z.string(),
  source: z.string(),
  licence: z.string(),
  fileName: z.string().nullable(),
  codes: z.number(),
  /** SHA-256 of its entries, written canonically. */
  digest: z.string(),
  /** The first day on which one of its codes was in force and the last; null: open. */
  validFrom: day,
  validTo: day,
  at: time.nullable(),
  by: z.string().nullable(),
  withdrawn: z.object({ at: time, by: z.string(), why: z.string() }).nullable(),
});
export type CodeVersion = z.infer<typeof codeVersion>;

/** A code list as it is known here. */
export const codePack = z.object({
  list: z.string(),
  bundled: z.boolean(),
  /** What people call it; null for bundled ones, whose words are the program's. */
  title: z.string().nullable(),
  /** What rules go by that name no version; null when every version is withdrawn. */
  newest: codeVersion.nullable(),
  versions: z.number(),
  /** Rules that name it. */
  uses: z.number(),
});
export type CodePack = z.infer<typeof codePack>;

/** A rule that names a list; `version` as it is written, null for the newest. */
export const codeUse = z.object({
  ruleSet: z.string(),
  ruleSetName: z.string(),
  rule: z.string(),
  kind: z.string(),
  version: z.number().nullable(),
});

/** What a newer version says differently: how much, and the first of each. */
export const codeDiff = z.object({
  added: z.number(),
  gone: z.number(),
  changed: z.number(),
  same: z.number(),
  rows: z.array(z.object({ what: z.enum(['added', 'gone', 'changed']), from: codeEntry.nullable(), to: codeEntry.nullable() })),
});
export type CodeDiff = z.infer<typeof codeDiff>;

/** Which column of a file is what. */
export const codeColumns = z.object({
  code: z.string().max(1_000),
  name: z.string().max(1_000).nullable(),
  validFrom: z.string().max(1_000).nullable(),
  validTo: z.string().max(1_000).nullable(),
  parent: z.string().max(1_000).nullable(),
});
export type CodeColumns = z.infer<typeof codeColumns>;

const list = z.string().trim().min(1).max(100);
const version = z.int().min(0);
const problem = z.object({ row: z.number(), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
const said = z.string().trim().min(1).max(500);

export const codeMethods = {
  'codes.list': query({ access: 'rule.read', reads: ['codeList', 'ruleSet'], input: nothing, output: z.array(codePack) }),
  'codes.get': query({
    access: 'rule.read',
    reads: ['codeList', 'ruleSet'],
    input: z.object({ list }),
    output: z.object({ pack: codePack, versions: z.array(codeVersion), uses: z.array(codeUse) }),
  }),
  /** Entries of a version, those only whose code or name holds `search`. */
  'codes.entries': query({
    access: 'rule.read',
    reads: ['codeList'],
    input: z.object({
      list,
      version,
      search: z.string().max(200).default(''),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: z.object({ total: z.number(), rows: z.array(codeEntry) }),
  }),
  'codes.diff': query({
    access: 'rule.read',
    reads: ['codeList'],
    input: z.object({ list, from: version, to: version }),
    output: codeDiff,
  }),
  /** Reads a file and says what it would become; nothing is kept. `list` is the one it would be a version of, null for a new one. */
  'codes.readFile': job({
    access: 'rule.edit',
    writes: [],
    input: z.object({ file: grant, list: list.nullable(), columns: codeColumns.optional() }),
    output: z.object({
      fileName: z.string(),
      /** The columns of the file, and which of them are what. */
      names: z.array(z.string()),
      columns: codeColumns.nullable(),
      codes: z.number(),
      rows: z.array(codeEntry),
      /** Why it cannot be taken, as many as are shown. */
      problems: z.array(problem),
      problemCount: z.number(),
      /** True when codes stand in it as numbers: leading zeros may be lost. */
      numeric: z.boolean(),
      /** Against the newest version; null for a new list. */
      diff: codeDiff.nullable(),
      basedOn: z.number().nullable(),
    }),
  }),
  /** Makes a list, or the next version of one, from a file; `basedOn` is the version that the file was compared with (another newest one gives `conflict`), null for a new list. */
  'codes.importFile': job({
    access: 'rule.edit',
    writes: ['codeList'],
    input: z.object({
      file: grant,
      list,
      basedOn: version.nullable(),
      title: label.nullable().default(null),
      edition: label,
      source: said,
      licence: said,
      columns: codeColumns.optional(),
    }),
    output: codePack,
  }),
  /** Takes a version out of use, or back into it; what ran with it still finds it. */
  'codes.withdraw': command({
    access: 'rule.edit',
    writes: ['codeList'],
    input: z.object({ list, version: z.int().min(1), withdrawn: z.boolean(), why: z.string().trim().max(500).default('') }),
    output: codePack,
  }),
  'codes.export': job({ access: 'rule.read', writes: [], input: z.object({ list, version, to: grant }), output: writtenFile }),
};

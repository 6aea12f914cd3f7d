import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { done, grant, id, label, nothing, time, writtenFile } from './common.ts';
import { malformedRecord } from './malformed.ts';

/** How often a dataset must be renewed (`standards.md` 1.6). */
export const updateCycle = z.enum(['RT', 'D', 'W', 'TD', 'M', 'Q', 'H', 'Y', 'IRR', 'NO', 'OTH']);
export type UpdateCycle = z.infer<typeof updateCycle>;

export const columnType = z.enum(['integer', 'decimal', 'boolean', 'date', 'datetime', 'time', 'text', 'empty']);
export type ColumnType = z.infer<typeof columnType>;

/** A column of a batch as people see it. */
export const column = z.object({
  index: z.number(),
  name: z.string(),
  type: columnType,
  semantic: z.string().nullable(),
  sensitive: z.boolean(),
});
export type Column = z.infer<typeof column>;

/** What a batch means for its dataset: all of it from now on, or more of it. */
export const batchMode = z.enum(['replace', 'append']);
export type BatchMode = z.infer<typeof batchMode>;

/** One immutable import of a dataset. */
export const batch = z.object({
  id,
  dataset: id,
  number: z.number(),
  fileName: z.string(),
  sourceSha256: z.string(),
  /** Null for batches of before it was computed. */
  sourceSm3: z.string().nullable(),
  sourceModifiedAt: time.nullable(),
  bytes: z.number(),
  rows: z.number(),
  malformed: z.number(),
  /** Totals, remarks, repeated headers: kept beside the rows. */
  setApart: z.number(),
  format: z.string(),
  encoding: z.string().nullable(),
  /** A file, a table that was pasted, a table or query of a database, or repairs of another batch. */
  origin: z.enum(['file', 'clipboard', 'database', 'repair']),
  /** The batch that it was derived from, and how many cells were changed; null for what was delivered. */
  derived: z.object({ from: id, number: z.number(), cells: z.number() }).nullable(),
  importedAt: time,
  importedBy: z.string(),
  seconds: z.number(),
  /** What a person decided after seeing what changed; null while nobody has. */
  decision: z.object({ state: z.enum(['accepted', 'declined']), mode: batchMode, note: z.string(), at: time, by: z.string() }).nullable(),
  /** The newest quality run over it, if any. */
  lastRun: z.object({ run: id, total: z.number().nullable(), success: z.boolean() }).nullable(),
});
export type Batch = z.infer<typeof batch>;

/** Physical data attached to a resource. */
export const dataset = z.object({
  id,
  name: z.string(),
  unit: z.string(),
  updateCycle,
  resource: id.nullable(),
  ruleSet: id.nullable(),
  createdAt: time,
  /** Columns that tell its rows apart, as a person chose them; empty while nobody has. */
  key: z.array(z.string()),
  /** What its next batch will mean unless somebody says otherwise. */
  mode: batchMode,
  /** The accepted batches that make it up now, oldest first. */
  content: z.array(id),
  /** Batches that nobody has decided on, oldest first. */
  waiting: z.array(id),
  batches: z.number(),
  /** Its present: the newest batch that was accepted. */
  latest: batch.nullable(),
  openIssues: z.number(),
  /** Lateness against the declared cycle: null where it is not evaluated. */
  timeliness: z.object({
    dueAt: time.nullable(),
    latePeriods: z.number(),
    level: z.enum(['ok', 'blue', 'yellow', 'orange', 'red', 'none']),
  }),
});
export type Dataset = z.infer<typeof dataset>;

const encoding = z.object({ name: z.string(), confidence: z.number(), bom: z.boolean() });
/** Rows among the data that are none. */
export const rowKind = z.enum(['header-repeated', 'total-row', 'note-row', 'unit-row']);
export type RowKind = z.infer<typeof rowKind>;
/** The reason of a row that a person took out. */
export const setApart = 'set-apart';
/** The reason of a row of another table further down on the same sheet. */
export const otherTable = 'other-table';
/** Reasons of records that are nothing wrong: they are kept beside the rows, not counted as malformed. */
export const apartReasons: ReadonlySet<string> = new Set([...rowKind.options, setApart, otherTable]);
/** What a person said of a line: set apart, or data. */
const lineVerdict = z.object({ line: z.int().min(1), apart: z.boolean() });
export const fixedUnit = z.enum(['chars', 'width', 'bytes']);

const dialect = z.object({
  delimiter: z.string(),
  quote: z.string(),
  escape: z.string(),
  newline: z.string(),
  header: z.boolean(),
  skipRows: z.number(),
  comment: z.string().optional(),
  headerRows: z.number().optional(),
  footerRows: z.number().optional(),
  decimal: z.literal(',').optional(),
  merged: z.enum(['filled', 'kept']).optional(),
  apart: z.array(rowKind).readonly().optional(),
  lines: z.array(lineVerdict).readonly().optional(),
  area: z.object({ top: z.number(), bottom: z.number().nullable(), left: z.number(), right: z.number().nullable() }).optional(),
  fixed: z.object({ unit: fixedUnit, starts: z.array(z.number()).readonly(), spaced: z.array(z.boolean()).readonly() }).optional(),
});

/** Everything needed to read a source the same way again. */
export const sourceShape = z.object({
  format: z.string(),
  encoding: encoding.nullable(),
  dialect: dialect.nullable(),
  sheet: z.string().nullable(),
  columns: z.array(z.object({ name: z.string(), type: columnType, semantic: z.string().nullable(), nullable: z.boolean() })).readonly(),
  emptyAsText: z.boolean(),
  nested: z.enum(['columns', 'text']).optional(),
});
export type SourceShape = z.infer<typeof sourceShape>;

/** What a person decided before or after seeing the preview; everything left out is detected. */
export const wantedShape = z.object({
  encoding: z.string().max(40).optional(),
  /** How a text is cut into columns: by a delimiter, or at positions. */
  format: z.enum(['csv', 'fixed']).optional(),
  delimiter: z.string().max(4).optional(),
  quote: z.string().max(2).optional(),
  escape: z.string().max(2).optional(),
  comment: z.string().max(1).optional(),
  decimal: z.enum(['.', ',']).optional(),
  /** A cell merged over several rows: in each of them, or in its first only. */
  merged: z.enum(['filled', 'kept']).optional(),
  header: z.boolean().optional(),
  headerRows: z.int().min(1).max(5).optional(),
  skipRows: z.int().min(0).max(1000).optional(),
  footerRows: z.int().min(0).max(100).optional(),
  apart: z.array(rowKind).max(4).optional(),
  lines: z.array(lineVerdict).max(1000).optional(),
  /** Where the columns of a fixed-width text begin, from 0. */
  positions: z.array(z.int().min(0).max(100_000)).max(2000).optional(),
  unit: fixedUnit.optional(),
  sheet: z.string().max(200).optional(),
  emptyAsText: z.boolean().optional(),
  /** Objects inside the records of a JSON file: columns by their path, or one column with their text. */
  nested: z.enum(['columns', 'text']).optional(),
});
export type WantedShape = z.infer<typeof wantedShape>;

const cell = z.union([z.string(), z.number(), z.null()]);
export type CellValue = z.infer<typeof cell>;

/** Something to look at before the import; `sample` and what it `reads` like without the damage are masked where the column is sensitive. */
export const sourceWarning = z.object({
  code: z.string(),
  column: z.string().nullable(),
  count: z.number(),
  sample: z.string().nullable(),
  reads: z.string().nullable(),
});

/** A preview before anything is loaded. */
export const preview = z.object({
  fileName: z.string(),
  bytes: z.number(),
  shape: sourceShape,
  /** Row-major first rows, masked where a column looks sensitive. */
  rows: z.array(z.array(cell)),
  /** Records of the sample that are malformed or set apart; long numbers in them are masked. */
  records: z.array(malformedRecord),
  /** The first lines of a fixed-width text, to set positions in: each character and the position it begins at. Sensitive columns are starred. */
  lines: z.array(z.object({ characters: z.array(z.string()), at: z.array(z.number()) })),
  encodings: z.array(encoding),
  sheets: z.array(z.string()),
  warnings: z.array(sourceWarning),
  /** An earlier batch with the very same bytes. */
  sameAs: z.object({ dataset: id, datasetName: z.string(), batch: id, importedAt: time }).nullable(),
  /** The dataset whose columns fit best, if any. */
  suggestedDataset: id.nullable(),
});
export type Preview = z.infer<typeof preview>;

export const valueTrait = z.enum([
  'blank',
  'placeholder',
  'pattern',
  'otherPattern',
  'characters',
  'longerThan',
  'notOfType',
  'notOfMeaning',
]);
export type ValueTrait = z.infer<typeof valueTrait>;

/** What a text looks like under one encoding. */
export const encodingTrial = z.object({
  name: z.string(),
  confidence: z.number(),
  /** Characters of the sample that the encoding cannot decode. */
  undecodable: z.number(),
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
});
export type EncodingTrial = z.infer<typeof encodingTrial>;

/** A closed set of filters over rows; combined with AND. */
export const filter = z.discriminatedUnion('op', [
  z.object({ column: z.string(), op: z.literal('equals'), value: z.union([z.string(), z.number()]) }),
  z.object({ column: z.string(), op: z.literal('contains'), value: z.string().max(1000) }),
  z.object({ column: z.string(), op: z.literal('startsWith'), value: z.string().max(1000) }),
  z.object({ column: z.string(), op: z.literal('in'), values: z.array(z.union([z.string(), z.number()])).max(1000) }),
  z.object({ column: z.string(), op: z.literal('isNull') }),
  z.object({ column: z.string(), op: z.literal('isNotNull') }),
  z.object({
    column: z.string(),
    op: z.literal('between'),
    min: z.union([z.string(), z.number()]).optional(),
    max: z.union([z.string(), z.number()]).optional(),
  }),
  /** Values of a certain make; what `of` names depends on the trait: a pattern, a kind of characters, a length. */
  z.object({ column: z.string(), op: z.literal('trait'), trait: valueTrait, of: z.string().max(200).default('') }),
  /** Rows that have the very values of one row in these columns, whatever they are; `batch`: of a row of that batch of the dataset. */
  z.object({ op: z.literal('sameAs'), columns: z.array(z.string()).min(1).max(2000), row: z.int().min(1), batch: id.optional() }),
  /** Rows by their number; those of a dataset are numbered through its batches. */
  z.object({ op: z.literal('rows'), rows: z.array(z.int().min(1)).max(1000) }),
  /** Rows that a rule of a quality run found (all rules when `rule` is left out). */
  z.object({ op: z.literal('finding'), run: id, rule: z.string().optional() }),
]);
export type Filter = z.infer<typeof filter>;

export const sort = z.object({ column: z.string(), descending: z.boolean() });

/** A page of rows, column-major: `columns[c][r]`; sensitive values are masked unless a reveal token of this user covers them. */
export const page = z.object({
  total: z.number(),
  offset: z.number(),
  rowNumbers: z.array(z.number()),
  columns: z.array(z.array(cell)),
});
export type Page = z.infer<typeof page>;

export const facetValue = z.object({ value: cell, count: z.number() });

const rowsRequest = z.object({
  batch: id,
  filters: z.array(filter).max(50).default([]),
  sort: sort.nullable().default(null),
  reveal: z.string().nullable().default(null),
});
const rowsOfDataset = z.object({ dataset: id, filters: z.array(filter).max(50).default([]) });
const rowsInBatch = z.object({ batch: id, number: z.number(), rows: z.number(), count: z.number(), filters: z.array(filter) });

export const datasetMethods = {
  'datasets.list': query({
    access: 'data.read',
    reads: ['dataset', 'batch', 'qualityRun', 'issue'],
    input: nothing,
    output: z.array(dataset),
  }),
  'datasets.get': query({
    access: 'data.read',
    reads: ['dataset', 'batch', 'qualityRun', 'issue'],
    input: z.object({ dataset: id }),
    output: dataset,
  }),
  'datasets.update': command({
    access: 'data.import',
    writes: ['dataset'],
    input: z.object({
      dataset: id,
      name: label.optional(),
      unit: label.optional(),
      updateCycle: updateCycle.optional(),
      ruleSet: id.nullable().optional(),
      resource: id.nullable().optional(),
    }),
    output: dataset,
  }),
  'datasets.remove': command({ access: 'data.remove', writes: ['dataset', 'batch'], input: z.object({ dataset: id }), output: done }),
  'batches.list': query({ access: 'data.read', reads: ['batch', 'qualityRun'], input: z.object({ dataset: id }), output: z.array(batch) }),
  'batches.get': query({
    access: 'data.read',
    reads: ['batch', 'qualityRun'],
    input: z.object({ batch: id }),
    output: z.object({ batch, datasetName: z.string(), columns: z.array(column), shape: sourceShape }),
  }),
  'batches.malformed': query({
    access: 'data.read',
    reads: ['batch'],
    input: z.object({ batch: id }),
    output: z.object({ total: z.number(), records: z.array(malformedRecord) }),
  }),
  'intake.detect': scan({
    access: 'data.import',
    reads: [],
    input: z.object({ file: grant, wanted: wantedShape.default({}) }),
    output: preview,
  }),
  /** The same first rows under each likely encoding, to choose by eye. */
  'intake.encodings': scan({
    access: 'data.import',
    reads: [],
    input: z.object({ file: grant, wanted: wantedShape.default({}) }),
    output: z.array(encodingTrial),
  }),
  /** Opens a locked archive: the password is tried, and kept in memory for as long as the file may be read. */
  'intake.unlock': scan({
    access: 'data.import',
    reads: [],
    input: z.object({ file: grant, password: z.string().min(1).max(500) }),
    output: done,
  }),
  /** A table from the clipboard becomes a file to import; it waits in the workspace until it is imported or discarded. */
  'intake.paste': command({
    access: 'data.import',
    writes: [],
    input: z.object({
      name: label,
      text: z
        .string()
        .min(1)
        .max(64 * 1024 * 1024),
    }),
    output: z.object({ grant, name: z.string() }),
  }),
  /** Removes what was pasted; other files are left alone. */
  'intake.discard': command({ access: 'data.import', writes: [], audited: false, input: z.object({ file: grant }), output: done }),
  'intake.import': job({
    access: 'data.import',
    writes: ['dataset', 'batch', 'profile', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({
      file: grant,
      wanted: wantedShape.default({}),
      /** An existing dataset, or what a new one is called. */
      into: z.union([z.object({ dataset: id }), z.object({ name: label, unit: label, updateCycle: updateCycle.default('IRR') })]),
      /** Columns of the file that are called otherwise in the dataset. */
      rename: z.record(z.string(), label).default({}),
      /** Types and semantics that the steward corrected, by the name under which a column is stored; they count for the next files as well. */
      types: z.record(z.string(), columnType).default({}),
      semantics: z.record(z.string(), z.string().nullable()).default({}),
      /** Stops when more than this share of the records is malformed. */
      malformedLimit: z.number().min(0).max(1).default(0.01),
      /** Ends with `already-imported` when the very same source is a batch already. */
      onlyNew: z.boolean().default(false),
    }),
    output: batch,
  }),
  'rows.page': scan({
    access: 'data.read',
    reads: ['batch'],
    input: rowsRequest.extend({ offset: z.int().min(0), limit: z.int().min(1).max(1000) }),
    output: page,
  }),
  /** The rows that meet some filters in each batch of a dataset's content, and with which filters they are found there. */
  'rows.perBatch': scan({ access: 'data.read', reads: ['dataset', 'batch'], input: rowsOfDataset, output: z.array(rowsInBatch) }),
  'rows.facet': scan({
    access: 'data.read',
    reads: ['batch'],
    input: rowsRequest.extend({ column: z.string(), search: z.string().max(200).default(''), limit: z.int().min(1).max(500).default(50) }),
    output: z.object({ distinct: z.number(), nulls: z.number(), values: z.array(facetValue) }),
  }),
  'rows.reveal': command({
    access: 'data.reveal',
    writes: ['audit'],
    input: z.object({
      batch: id,
      scope: z.union([z.object({ row: z.int().min(1), column: z.string().nullable() }), z.object({ column: z.string() })]),
      reason: z.string().trim().min(2).max(200),
    }),
    /** The token covers the scope until `until`; pages asked with it come unmasked there. */
    output: z.object({ token: z.string(), until: time }),
  }),
  'rows.export': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: rowsRequest.extend({ to: grant, format: z.enum(['csv', 'xlsx']), encoding: z.enum(['utf-8', 'gb18030']).default('utf-8') }),
    output: writtenFile,
  }),
};

import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { done, id, label, nothing, time } from './common.ts';
import { batch, columnType, updateCycle } from './datasets.ts';

/** What a server speaks; many products speak one of the two. */
export const sourceProtocol = z.enum(['postgresql', 'mysql']);
export type SourceProtocol = z.infer<typeof sourceProtocol>;

/** `require`: encrypted, and the server's certificate is checked; `prefer`: encrypted where the server can; `off`: never. */
export const tlsMode = z.enum(['require', 'prefer', 'off']);
export type TlsMode = z.infer<typeof tlsMode>;

const address = {
  name: label,
  protocol: sourceProtocol,
  host: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^\s/@]+$/),
  port: z.int().min(1).max(65_535),
  /** Empty: every database of a MySQL server. */
  database: z.string().trim().max(128),
  user: z.string().trim().min(1).max(128),
  tls: tlsMode,
  /** Certificate of the authority that signed the server's, as PEM; null: those that the system knows. */
  ca: z.string().max(100_000).nullable(),
  connectSeconds: z.int().min(1).max(120),
  /** How long the server may work on a statement without giving anything. */
  statementSeconds: z.int().min(1).max(7200),
};

/** A connection to a database server, without its password. */
export const source = z.object({
  id,
  ...address,
  hasPassword: z.boolean(),
  createdAt: time,
  updatedAt: time,
  /** The newest batch that came from it. */
  lastImportAt: time.nullable(),
  batches: z.number(),
});
export type Source = z.infer<typeof source>;

/** What a person enters; a password that is left out stays as it is. */
export const sourceDraft = z.object({ ...address, password: z.string().max(500).optional() });
export type SourceDraft = z.infer<typeof sourceDraft>;

/** What is read: a table or view, or one SELECT. */
export const sourceFrom = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table'), schema: z.string().max(128), table: z.string().min(1).max(128) }),
  z.object({ kind: z.literal('query'), sql: z.string().trim().min(1).max(20_000) }),
]);
export type SourceFrom = z.infer<typeof sourceFrom>;

/** A server as it told about itself. */
export const serverFacts = z.object({
  product: z.string(),
  version: z.string(),
  /** True: the connection is encrypted. */
  tls: z.boolean(),
  /** True: the server itself refuses writing in our session. */
  readOnly: z.boolean(),
});
export type ServerFacts = z.infer<typeof serverFacts>;

/** A table or view that may be read. */
export const sourceTable = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'view']),
  /** By the server's statistics; null where it has none. */
  rowsEstimate: z.number().nullable(),
  comment: z.string().nullable(),
});
export type SourceTable = z.infer<typeof sourceTable>;

/** A column as the server has it and as it would be imported. */
export const sourceColumn = z.object({
  name: z.string(),
  type: columnType,
  /** The server's own name for the type. */
  serverType: z.string(),
  semantic: z.string().nullable(),
  sensitive: z.boolean(),
  /** `zone`: moments are written in +08:00; `binary`: bytes that are no text become hexadecimal digits. */
  note: z.enum(['zone', 'binary']).nullable(),
});
export type SourceColumn = z.infer<typeof sourceColumn>;

/** Where a batch of a database came from; it stays readable when the connection is gone. */
export const sourceProvenance = z.object({
  batch: id,
  /** Null when the connection was removed. */
  source: id.nullable(),
  name: z.string(),
  protocol: sourceProtocol,
  address: z.string(),
  server: serverFacts,
  from: sourceFrom,
  readAt: time,
});
export type SourceProvenance = z.infer<typeof sourceProvenance>;

export const sourceMethods = {
  'sources.list': query({ access: 'source.read', reads: ['source', 'batch'], input: nothing, output: z.array(source) }),
  'sources.create': command({ access: 'source.edit', writes: ['source'], input: sourceDraft, output: source }),
  /** Another server, port or weaker encryption asks for the password again: a stored one is never sent to a new place. */
  'sources.update': command({ access: 'source.edit', writes: ['source'], input: sourceDraft.extend({ source: id }), output: source }),
  'sources.remove': command({ access: 'source.edit', writes: ['source'], input: z.object({ source: id }), output: done }),
  /** Connects, asks who is there, and leaves; `source` lends its stored password to a draft for the same place. */
  'sources.test': scan({
    access: 'source.edit',
    reads: [],
    input: z.object({ draft: sourceDraft, source: id.nullable().default(null) }),
    output: z.object({
      server: serverFacts,
      ms: z.number(),
      /** True: the login may also write; null: it could not be told. */
      mayWrite: z.boolean().nullable(),
    }),
  }),
  'sources.tables': scan({
    access: 'data.import',
    reads: ['source'],
    input: z.object({ source: id }),
    output: z.object({ tables: z.array(sourceTable), more: z.boolean() }),
  }),
  'sources.preview': scan({
    access: 'data.import',
    reads: ['source'],
    input: z.object({ source: id, from: sourceFrom }),
    output: z.object({
      columns: z.array(sourceColumn),
      /** First rows, masked where a column looks sensitive. */
      rows: z.array(z.array(z.string().nullable())),
      rowsEstimate: z.number().nullable(),
      ms: z.number(),
      /** The dataset whose columns fit best, if any. */
      suggestedDataset: id.nullable(),
    }),
  }),
  'sources.import': job({
    access: 'data.import',
    writes: ['dataset', 'batch', 'profile', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({
      source: id,
      from: sourceFrom,
      into: z.union([z.object({ dataset: id }), z.object({ name: label, unit: label, updateCycle: updateCycle.default('IRR') })]),
    }),
    output: batch,
  }),
  /** Null for batches that came from a file. */
  'sources.provenance': query({
    access: 'data.read',
    reads: ['batch', 'source'],
    input: z.object({ batch: id }),
    output: sourceProvenance.nullable(),
  }),
};

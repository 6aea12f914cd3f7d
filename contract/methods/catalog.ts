import { z } from 'zod';
import { command, query } from '../method.ts';
import { updateCycle } from './datasets.ts';
import { done, id, label, nothing, time } from './common.ts';

/** The 12 + 1 elements (standards.md 1.2) of a resource. Only what a draft may lack is optional; publishing demands all. */
export const resourceFields = z.object({
  /** 1 classification: 类/项/目/细目 code, digits. */
  classification: z.string().max(40),
  /** 2 */
  name: z.string().trim().min(1).max(50),
  /** 3 assigned at registration: classification/sequence. */
  code: z.string().max(60),
  /** 4 */
  provider: z.string().max(100),
  /** 5 */
  providerCode: z.string().max(40),
  /** 6 */
  abstract: z.string().max(256),
  /** 7 */
  format: z.object({
    class: z.enum(['file', 'spreadsheet', 'database', 'image', 'stream', 'self-described', 'service']),
    type: z.string().max(40),
  }),
  /** 8 */
  items: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(100),
        type: z.enum(['C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F']),
        length: z.int().min(0).nullable(),
        description: z.string().max(256).default(''),
      }),
    )
    .max(2000),
  /** 9 */
  updateCycle,
  /** 10 shared by default; `denied` puts it on the negative list and demands its legal basis. */
  sharing: z.object({
    type: z.enum(['unconditional', 'conditional', 'denied']),
    condition: z.string().max(500),
    method: z.string().max(100),
    legalBasis: z.string().max(1000),
  }),
  /** 11 */
  opening: z.object({ open: z.boolean(), condition: z.string().max(500) }),
  /** 12 CCYY-MM-DD, set when it is published. */
  publishedOn: z.string().max(10).nullable(),
  /** +1 owning application system */
  system: z.string().max(100),
});
export type ResourceFields = z.infer<typeof resourceFields>;

export const resourceState = z.enum(['draft', 'in-review', 'returned', 'published', 'withdrawn']);

/** What stands between a draft and its submission. */
export const resourceProblem = z.object({ field: z.string(), code: z.string() });

export const resource = z.object({
  id,
  version: z.number(),
  fields: resourceFields,
  state: resourceState,
  tags: z.array(z.string()),
  datasets: z.array(z.object({ id, name: z.string() })),
  problems: z.array(resourceProblem),
  filled: z.number(),
  updatedAt: time,
  updatedBy: z.string(),
  review: id.nullable(),
});
export type Resource = z.infer<typeof resource>;

export const unit = z.object({
  id,
  name: z.string(),
  code: z.string(),
  kind: z.enum(['city', 'district']),
  resources: z.number(),
  datasets: z.number(),
});
export type Unit = z.infer<typeof unit>;

export const catalogMethods = {
  'units.list': query({ access: 'session', reads: ['unit', 'resource', 'dataset'], input: nothing, output: z.array(unit) }),
  'units.add': command({
    access: 'catalog.edit',
    writes: ['unit'],
    input: z.object({ name: label, code: z.string().max(40).default(''), kind: z.enum(['city', 'district']).default('city') }),
    output: unit,
  }),
  /** Search by Chinese, by full pinyin or by its initials, over name, code, provider, items and tags. */
  'catalog.list': query({
    access: 'catalog.read',
    reads: ['resource', 'dataset'],
    input: z.object({
      search: z.string().max(200).default(''),
      state: resourceState.optional(),
      provider: z.string().optional(),
      sharing: z.enum(['unconditional', 'conditional', 'denied']).optional(),
    }),
    output: z.array(resource),
  }),
  'catalog.get': query({
    access: 'catalog.read',
    reads: ['resource', 'dataset', 'review'],
    input: z.object({ resource: id }),
    output: resource,
  }),
  /** A draft filled from a dataset's newest profile: items with types and lengths, format, cycle, provider. */
  'catalog.draft': command({
    access: 'catalog.edit',
    writes: ['resource', 'dataset'],
    input: z.object({ dataset: id.nullable(), name: label.optional() }),
    output: resource,
  }),
  'catalog.save': command({
    access: 'catalog.edit',
    writes: ['resource'],
    input: z.object({ resource: id, basedOn: z.number(), fields: resourceFields, tags: z.array(z.string().max(40)).max(50).default([]) }),
    output: resource,
  }),
  'catalog.attach': command({
    access: 'catalog.edit',
    writes: ['resource', 'dataset', 'lifecycleEvent'],
    input: z.object({ resource: id, dataset: id, attached: z.boolean() }),
    output: resource,
  }),
  'catalog.withdraw': command({
    access: 'catalog.edit',
    writes: ['resource', 'lifecycleEvent'],
    input: z.object({ resource: id, reason: z.string().trim().min(1).max(500) }),
    output: resource,
  }),
  'catalog.removeDraft': command({ access: 'catalog.edit', writes: ['resource'], input: z.object({ resource: id }), output: done }),
};

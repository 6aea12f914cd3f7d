import { isoUtc } from '../../base/clock.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { catalogMethods, Resource, ResourceFields } from '../../contract/methods/catalog.ts';
import type { updateCycle } from '../../contract/methods/datasets.ts';
import type { z } from 'zod';
import type { CommandContext, ModuleHandlers } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { blankFields, draftFrom, problemsOf, stateAfter } from './model.ts';
import {
  deleteResource,
  draftFacts,
  getResource,
  insertUnit,
  listResources,
  listUnits,
  nextSequence,
  saveResource,
  setAttached,
} from './store.ts';

export { getResource } from './store.ts';

/** Writes the next version of a resource in a state. */
function save(
  context: CommandContext,
  resource: Pick<Resource, 'id' | 'version' | 'tags'>,
  state: Resource['state'],
  fields: ResourceFields,
): Resource {
  saveResource(context.writer, {
    id: resource.id,
    version: resource.version + 1,
    state,
    fields,
    tags: resource.tags,
    at: context.nowIso(),
    byId: context.actor,
  });
  context.touch('resource');
  return getResource(context.reader, resource.id);
}

interface StoredProfile {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly length?: { readonly max: number } }[];
}

function draftFields(context: CommandContext, dataset: string): ResourceFields {
  const facts = draftFacts(context.reader, dataset);
  const profile = facts.profile === null ? null : (JSON.parse(facts.profile) as StoredProfile);
  const shape = facts.shape === null ? null : (JSON.parse(facts.shape) as { readonly format: string });
  return draftFrom({
    name: facts.name,
    unit: facts.unit,
    updateCycle: facts.cycle as z.infer<typeof updateCycle>,
    format: shape?.format ?? '',
    columns: (profile?.columns ?? []).map((c) => ({ name: c.name, type: c.type, lengthMax: c.length?.max ?? null })),
  });
}

/** The catalogue: resources in the 12 + 1 elements, from draft to publication. */
export const catalog: ModuleHandlers<typeof catalogMethods> = {
  'units.list': (_, { reader }) => listUnits(reader),
  'units.add': (wanted, context) => {
    if (listUnits(context.reader).some((u) => u.name === wanted.name && !u.id.startsWith('name:')))
      throw new JiadiError('already-exists', { name: wanted.name });
    const id = context.newId();
    insertUnit(context.writer, { id, ...wanted, at: context.nowIso() });
    context.audit(wanted.name);
    return { id, ...wanted, resources: 0, datasets: 0 };
  },
  'catalog.list': (filter, { reader }) => listResources(reader, filter),
  'catalog.get': ({ resource }, { reader }) => getResource(reader, resource),
  'catalog.draft': ({ dataset, name }, context) => {
    const from = dataset === null ? blankFields(name ?? '') : draftFields(context, dataset);
    const fields = { ...from, name: name ?? from.name };
    if (fields.name === '') throw new JiadiError('invalid-input', { problem: 'name' });
    const created = save(context, { id: context.newId(), version: 0, tags: [] }, 'draft', fields);
    if (dataset !== null) setAttached(context.writer, dataset, created.id);
    context.audit(fields.name);
    return getResource(context.reader, created.id);
  },
  'catalog.save': ({ resource, basedOn, fields, tags }, context) => {
    const known = getResource(context.reader, resource);
    if (known.version !== basedOn) throw new JiadiError('conflict', { name: known.fields.name });
    // code and date are given by the workspace, never typed
    const own = { ...fields, code: known.fields.code, publishedOn: known.fields.publishedOn };
    context.audit(fields.name, { version: basedOn + 1 });
    return save(context, { ...known, tags }, stateAfter(known, 'edit'), own);
  },
  'catalog.attach': ({ resource, dataset, attached }, context) => {
    const known = getResource(context.reader, resource);
    setAttached(context.writer, dataset, attached ? resource : null);
    recordEvent(context, {
      stage: 'share',
      kind: attached ? 'catalog.attach' : 'catalog.detach',
      dataset,
      unit: known.fields.provider,
      subject: known.fields.name,
    });
    context.audit(known.fields.name, { dataset, attached });
    return getResource(context.reader, resource);
  },
  'catalog.withdraw': ({ resource, reason }, context) => {
    const known = getResource(context.reader, resource);
    const saved = save(context, known, stateAfter(known, 'withdraw'), known.fields);
    recordEvent(context, { stage: 'dispose', kind: 'catalog.withdraw', unit: known.fields.provider, subject: known.fields.name });
    context.audit(known.fields.name, { reason });
    return saved;
  },
  'catalog.removeDraft': ({ resource }, context) => {
    const known = getResource(context.reader, resource);
    if (known.state !== 'draft' || known.review !== null)
      throw new JiadiError('state-changed', { name: known.fields.name, state: known.state });
    deleteResource(context.writer, resource);
    context.audit(known.fields.name);
    return {};
  },
};

/** Puts a resource before the reviewer; every missing element stops it. Registration gives it its code. */
export function submitResource(context: CommandContext, id: string): Resource {
  const known = getResource(context.reader, id);
  const problem = problemsOf(known.fields)[0];
  if (problem) throw new JiadiError('invalid-input', { problem: `${problem.field}: ${problem.code}` });
  const { classification, code } = known.fields;
  const registered = code.startsWith(`${classification}/`) ? code : `${classification}/${nextSequence(context.writer, classification)}`;
  return save(context, known, stateAfter(known, 'submit'), { ...known.fields, code: registered });
}

/** Publishes an approved resource on today's date. */
export function publishResource(context: CommandContext, id: string): Resource {
  const known = getResource(context.reader, id);
  const shanghai = isoUtc(context.host.clock.nowMs() + 8 * 3_600_000).slice(0, 10);
  const published = save(context, known, stateAfter(known, 'publish'), { ...known.fields, publishedOn: shanghai });
  recordEvent(context, {
    stage: 'share',
    kind: 'catalog.publish',
    unit: known.fields.provider,
    subject: known.fields.name,
    dataset: known.datasets[0]?.id ?? null,
  });
  return published;
}

/** Gives a resource back to its maker. */
export function returnResource(context: CommandContext, id: string): Resource {
  const known = getResource(context.reader, id);
  return save(context, known, stateAfter(known, 'return'), known.fields);
}

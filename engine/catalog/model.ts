import { JiadiError } from '../../contract/errors.ts';
import type { Resource, ResourceFields } from '../../contract/methods/catalog.ts';
import type { UpdateCycle } from '../../contract/methods/datasets.ts';

export type ResourceProblem = Resource['problems'][number];
export type ResourceItem = ResourceFields['items'][number];

/** Shape of a resource code: classification (类 1, 项 2, 目 3 digits, then 细目) "/" sequence (`standards.md` 1.4). */
const classificationShape = /^[123]\d{2}\d{3}\d*$/;

/** The fields of a resource about which nothing is known yet: shared by default. */
export function blankFields(name: string): ResourceFields {
  return {
    classification: '',
    name,
    code: '',
    provider: '',
    providerCode: '',
    abstract: '',
    format: { class: 'spreadsheet', type: '' },
    items: [],
    updateCycle: 'IRR',
    sharing: { type: 'unconditional', condition: '', method: '', legalBasis: '' },
    opening: { open: false, condition: '' },
    publishedOn: null,
    system: '',
  };
}

/** What a draft is made from. */
export interface DraftSource {
  readonly name: string;
  readonly unit: string;
  readonly updateCycle: UpdateCycle;
  readonly format: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly lengthMax: number | null }[];
}

const itemTypes: Readonly<Record<string, ResourceItem['type']>> = {
  integer: 'I',
  decimal: 'N',
  boolean: 'L',
  date: 'D',
  datetime: 'T',
  time: 'C',
  text: 'C',
  empty: 'C',
};

/** A draft from a dataset's profile: items with data types and lengths in bytes (three a character in UTF-8), cycle, provider, format. */
export function draftFrom(source: DraftSource): ResourceFields {
  const spreadsheet = source.format === 'xlsx';
  return {
    ...blankFields(source.name.slice(0, 50)),
    provider: source.unit,
    format: spreadsheet ? { class: 'spreadsheet', type: 'xlsx' } : { class: 'file', type: source.format },
    items: source.columns.map((c) => ({
      name: c.name.slice(0, 100),
      type: itemTypes[c.type] ?? 'C',
      length: c.lengthMax === null ? null : c.lengthMax * 3,
      description: '',
    })),
    updateCycle: source.updateCycle,
    sharing: { type: 'unconditional', condition: '', method: '共享平台', legalBasis: '' },
  };
}

/** What stands between a draft and its submission (`standards.md` 1.2, 1.7). Not-shared demands its legal basis. */
export function problemsOf(fields: ResourceFields): ResourceProblem[] {
  const problems: ResourceProblem[] = [];
  const need = (field: string, ok: boolean, code = 'missing'): void => {
    if (!ok) problems.push({ field, code });
  };
  need('classification', fields.classification !== '');
  need('classification', fields.classification === '' || classificationShape.test(fields.classification), 'classification-shape');
  need('provider', fields.provider !== '');
  need('providerCode', fields.providerCode !== '');
  need('abstract', fields.abstract !== '');
  need('format', fields.format.type !== '');
  need('items', fields.items.length > 0);
  need('items', new Set(fields.items.map((i) => i.name)).size === fields.items.length, 'duplicate-item');
  need('system', fields.system !== '');
  const { sharing } = fields;
  if (sharing.type === 'denied') need('sharing', sharing.legalBasis.trim() !== '', 'legal-basis');
  else need('sharing', sharing.method !== '', 'sharing-method');
  if (sharing.type === 'conditional') need('sharing', sharing.condition.trim() !== '', 'sharing-condition');
  if (fields.opening.open && sharing.type === 'denied') problems.push({ field: 'opening', code: 'open-but-denied' });
  return problems;
}

/** How many of the 12 + 1 elements are filled (code and date are given by the workspace). */
export function filledCount(fields: ResourceFields): number {
  const filled = [
    fields.classification,
    fields.name,
    fields.code,
    fields.provider,
    fields.providerCode,
    fields.abstract,
    fields.format.type,
    fields.items.length > 0,
    fields.updateCycle,
    fields.sharing.type === 'denied' ? fields.sharing.legalBasis : fields.sharing.method,
    true,
    fields.publishedOn,
    fields.system,
  ];
  return filled.filter(Boolean).length;
}

/** Acts on a resource and the states they lead to. */
const next: Readonly<
  Record<
    'submit' | 'publish' | 'return' | 'withdraw' | 'edit',
    { readonly from: readonly Resource['state'][]; readonly to: Resource['state'] }
  >
> = {
  edit: { from: ['draft', 'returned', 'published', 'withdrawn'], to: 'draft' },
  submit: { from: ['draft', 'returned'], to: 'in-review' },
  publish: { from: ['in-review'], to: 'published' },
  return: { from: ['in-review'], to: 'returned' },
  withdraw: { from: ['published'], to: 'withdrawn' },
};

/** The state after an act, or `state-changed` when the act does not fit. */
export function stateAfter(resource: Pick<Resource, 'state' | 'fields'>, act: keyof typeof next): Resource['state'] {
  const step = next[act];
  if (!step.from.includes(resource.state)) throw new JiadiError('state-changed', { name: resource.fields.name, state: resource.state });
  return step.to;
}

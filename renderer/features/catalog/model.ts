import type { Resource, ResourceFields } from '../../../contract/methods/catalog.ts';

export const elements = [
  'classification',
  'name',
  'code',
  'provider',
  'providerCode',
  'abstract',
  'format',
  'items',
  'updateCycle',
  'sharing',
  'opening',
  'publishedOn',
  'system',
] as const;
export type Element = (typeof elements)[number];

export const cycles = [
  'RT',
  'D',
  'W',
  'TD',
  'M',
  'Q',
  'H',
  'Y',
  'IRR',
  'NO',
  'OTH',
] as const satisfies readonly ResourceFields['updateCycle'][];
export const formatClasses = [
  'file',
  'spreadsheet',
  'database',
  'image',
  'stream',
  'self-described',
  'service',
] as const satisfies readonly ResourceFields['format']['class'][];
export const itemTypes = [
  'C',
  'N',
  'Y',
  'D',
  'T',
  'L',
  'M',
  'G',
  'B',
  'I',
  'F',
] as const satisfies readonly ResourceFields['items'][number]['type'][];
export const sharingTypes = ['unconditional', 'conditional', 'denied'] as const;
export const states = ['draft', 'in-review', 'returned', 'published', 'withdrawn'] as const satisfies readonly Resource['state'][];
export const stateTone = { draft: 'plain', 'in-review': 'info', returned: 'warn', published: 'good', withdrawn: 'plain' } as const;

/** Whether an element of a resource has something in it. */
export function isFilled(fields: ResourceFields, element: Element): boolean {
  switch (element) {
    case 'items':
      return fields.items.length > 0;
    case 'format':
      return fields.format.type !== '';
    case 'sharing':
      return fields.sharing.type === 'denied' ? fields.sharing.legalBasis.trim() !== '' : fields.sharing.method !== '';
    case 'opening':
    case 'updateCycle':
      return true;
    case 'publishedOn':
      return fields.publishedOn !== null;
    default:
      return fields[element] !== '';
  }
}

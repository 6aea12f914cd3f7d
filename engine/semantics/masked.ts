import type { MaskKind } from './kind.ts';

/** Signs that people and programs put in the place of what they hide. */
const HIDING = '*＊●•×█';

/** How many characters a form of masking leaves readable at the start and at the end. */
const edgesOf: Readonly<Partial<Record<MaskKind, readonly [first: number, last: number]>>> = {
  'id-number': [3, 4],
  'tax-number': [3, 4],
  'name': [2, 0],
  'mobile': [3, 4],
  'landline': [5, 3],
  'bank-card': [6, 4],
  'document': [1, 3],
  'plate': [2, 2],
  'vin': [3, 4],
  'house': [19, 0],
};
const formsOf: Readonly<Partial<Record<MaskKind, RegExp>>> = {
  'email': /^[^@]?H+@[\w.-]+$/u,
  'birth-date': /^\d{4}[-/.年]?H{1,2}[-/.月]?(?:H{1,2}日?)?$/u,
  'network-address': /^(?:\d{1,3}\.){2}H+\.H+$/u,
  'address': /^[^H]*H{2,}$/u,
};
const forms = Object.fromEntries(
  Object.entries(formsOf).map(([kind, form]) => [
    kind,
    new RegExp(form.source.replaceAll('[^H]', `[^${HIDING}]`).replaceAll('H', `[${HIDING}]`), 'u'),
  ]),
) as Readonly<Partial<Record<MaskKind, RegExp>>>;

/** How many characters of a text are hidden. */
export function hiddenCount(text: string): number {
  let count = 0;
  for (const c of text) if (HIDING.includes(c)) count++;
  return count;
}

/** True when a text shows no more than this form of masking lets be seen. Hidden characters stand in one run; what is hidden whole passes. */
export function isMaskedAs(mask: MaskKind, text: string): boolean {
  if (mask === 'none') return true;
  if (mask === 'coordinate') return /^\s*-?\d{1,3}(?:\.\d{1,3})?(?:\s*,\s*-?\d{1,3}(?:\.\d{1,3})?)?\s*$/.test(text);
  const chars = Array.from(text.trim());
  const hidden = chars.map((c) => HIDING.includes(c));
  if (hidden.length > 0 && hidden.every(Boolean)) return true;
  const form = forms[mask];
  if (form) return form.test(text.trim());
  // organisation codes are public; a person's number among them follows the rule of persons
  const edges = edgesOf[mask === 'org-number' ? 'id-number' : mask] ?? [0, 0];
  const [first, last] = [hidden.indexOf(true), hidden.lastIndexOf(true)];
  if (first < 0) return false;
  return first <= edges[0] && chars.length - 1 - last <= edges[1] && hidden.slice(first, last + 1).every(Boolean);
}

/** The forms of masking that a rule can name. */
export const maskNames = [
  'id-number',
  'tax-number',
  'org-number',
  'name',
  'mobile',
  'landline',
  'address',
  'bank-card',
  'email',
  'document',
  'plate',
  'vin',
  'house',
  'coordinate',
  'birth-date',
  'network-address',
] as const satisfies readonly MaskKind[];

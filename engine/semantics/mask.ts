/**
 * Hiding personal values. A value that does not have the form its column promises is hidden whole: what cannot be understood may hold anything.
 * Stars stand for characters one by one up to a limit, so that a long text does not tell its length.
 */
import { allDigits, compact, hasHan, toHalfWidth } from './chars.ts';
import type { MaskKind } from './kind.ts';
import { orgCheckAt } from './kinds/cn-org-code.ts';
import { isPersonNumber, mayBeOldPersonNumber } from './kinds/cn-resident-id.ts';
import { isCreditCode } from './kinds/cn-uscc.ts';
import { semanticKinds } from './kinds/index.ts';
import { addressHeadLength } from './mask-address.ts';
import { surnameLength } from './surnames.ts';

const STARS_MAX = 24;

function stars(count: number): string {
  return '*'.repeat(Math.min(count, STARS_MAX));
}

/** Every character hidden: for values that do not fit their kind. */
function hidden(value: string): string {
  return stars(value.length);
}

/** The first and last characters kept, the rest hidden. */
function edges(value: string, first: number, last: number): string {
  return value.slice(0, first) + stars(value.length - first - last) + (last > 0 ? value.slice(-last) : '');
}

function isIdShape(value: string): boolean {
  const last = value.charCodeAt(17);
  return value.length === 18 && allDigits(value.slice(0, 17)) && ((last >= 48 && last <= 57) || last === 88);
}

function maskId(value: string): string {
  const id = compact(value);
  return isIdShape(id) || (id.length === 15 && allDigits(id)) ? edges(id, 3, 4) : hidden(value);
}

/** Credit codes are public; a person's number among them is not. */
function maskOrg(value: string): string {
  const code = compact(value);
  return isPersonNumber(code) || mayBeOldPersonNumber(code) ? maskId(code) : value;
}

function maskTax(value: string): string {
  const code = compact(value);
  if (code.length === 20) return edges(code, 3, 4);
  if (isPersonNumber(code) || mayBeOldPersonNumber(code)) return edges(code, 3, 4);
  const isOrganisation = isCreditCode(code) || (code.length === 15 && orgCheckAt(code, 6) === code.charCodeAt(14));
  return isOrganisation ? value : maskId(value);
}

function maskName(value: string): string {
  const name = value.trim();
  if (/[\d０-９@]/.test(name) || name.length === 0) return hidden(value);
  const surname = hasHan(name) && surnameLength(name) === 2 ? 2 : (name.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
  return name.length <= surname ? hidden(name) : edges(name, surname, 0);
}

function maskPhone(value: string): string {
  const digits = compact(value).replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '');
  if (/^1\d{10}$/.test(digits)) return edges(digits, 3, 4);
  if (!/^[\d()-]+$/.test(toHalfWidth(value).trim())) return hidden(value);
  const number = digits.replace(/[()]/g, '');
  if (!allDigits(number)) return hidden(value);
  const area = /^0[12]/.test(number) ? 3 : /^0[3-9]/.test(number) ? 4 : 0;
  const rest = number.length - area;
  if (rest < 7 || rest > 14) return hidden(value);
  return area > 0 ? `${number.slice(0, area)}-${edges(number.slice(area), 0, 3)}` : edges(number, 0, 3);
}

function maskBankCard(value: string): string {
  const card = compact(value);
  if (!allDigits(card) || card.length < 12 || card.length > 19) return hidden(value);
  return card.length >= 16 ? edges(card, 6, 4) : edges(card, 0, 4);
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  if (at < 1 || at !== value.indexOf('@') || !/^[\w-]+(?:\.[\w-]+)+$/.test(value.slice(at + 1))) return hidden(value);
  return `${at > 1 ? value.charAt(0) : ''}***${value.slice(at)}`;
}

function maskAddress(value: string): string {
  const head = addressHeadLength(value);
  return value.slice(0, head) + stars(value.length - head);
}

/** Coordinates cut (not rounded) to three decimals, about a hundred metres. */
function maskCoordinate(value: string): string {
  if (!/^\s*-?\d{1,3}(?:\.\d+)?(?:\s*,\s*-?\d{1,3}(?:\.\d+)?)?\s*$/.test(value)) return hidden(value);
  return value.replace(/(\.\d{3})\d+/g, '$1');
}

function maskPlate(value: string): string {
  const plate = compact(value).replace(/[·•.]/g, '');
  return (plate.length === 7 || plate.length === 8) && hasHan(plate.charAt(0)) ? edges(plate, 2, 2) : hidden(value);
}

function maskNetwork(value: string): string {
  const m = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(value);
  return m === null ? hidden(value) : `${m[1]}.*.*`;
}

/** A date with month and day (and anything after) hidden: 1986-05-01 becomes 1986-**-**; a text without a leading year is hidden whole. */
export function maskBirthDate(value: string): string {
  const text = toHalfWidth(value).trim();
  if (!/^[12]\d{3}(?!\d{0,3}$|\d{5,})/.test(text)) return hidden(value);
  const rest = text.slice(4);
  if (!/^[\d\s\-/.:年月日时分秒TZ+]*$/.test(rest)) return hidden(value);
  return text.slice(0, 4) + rest.replace(/\d/g, '*');
}

const maskers: Readonly<Record<MaskKind, (value: string) => string>> = {
  'none': (value) => value,
  'id-number': maskId,
  'org-number': maskOrg,
  'tax-number': maskTax,
  'name': maskName,
  'mobile': maskPhone,
  'landline': maskPhone,
  'address': maskAddress,
  'bank-card': maskBankCard,
  'email': maskEmail,
  'document': (value) => (value.length >= 7 && value.length <= 40 && !hasHan(value) ? edges(value, 1, 3) : hidden(value)),
  'plate': maskPlate,
  'vin': (value) => (value.length === 17 ? edges(value, 3, 4) : hidden(value)),
  'house': (value) => (value.length === 25 && allDigits(value) ? edges(value, 19, 0) : hidden(value)),
  'coordinate': maskCoordinate,
  'birth-date': maskBirthDate,
  'network-address': maskNetwork,
};

const maskOfKind: ReadonlyMap<string, MaskKind> = new Map(semanticKinds.map((kind) => [kind.id, kind.mask]));

/** How values of a semantic are hidden; `none` for a column without one. An id nobody knows counts as a person's number, the strictest. */
export function maskKindOf(semantic: string | null): MaskKind {
  return semantic === null ? 'none' : (maskOfKind.get(semantic) ?? 'id-number');
}

/** Hides a value in the way its semantic asks for; a blank stays a blank. */
export function maskValue(semantic: string | null, value: string): string {
  return maskAs(maskKindOf(semantic), value);
}

/** Hides a value in a given way; a blank stays a blank. */
export function maskAs(mask: MaskKind, value: string): string {
  return value.trim().length === 0 ? value : maskers[mask](value);
}

/**
 * A figure in the units of a column's values — a limit, a quantile, a mean — as far as it may be told: it is, or may be next to, a value of a person.
 * Places stay as rough as their values; of other hidden values no figure is left.
 */
export function maskFigure(semantic: string | null, figure: number): number | null {
  const mask = maskKindOf(semantic);
  if (mask === 'none') return figure;
  const told = mask === 'coordinate' ? Number(maskCoordinate(String(figure))) : Number.NaN;
  return Number.isFinite(told) ? told : null;
}

/** A line as it was written, with its long numbers hidden: they may be those of a person, wherever they stand. */
export function maskDigits(line: string): string {
  return line.replace(/\d{11,}[Xx]?/g, (digits) => maskAs('id-number', digits));
}

/** A column as far as masking needs to know it. */
export interface MaskColumn {
  readonly name: string;
  readonly semantic: string | null;
  /** Given when the steward's policy asks for another form than the semantic's own. */
  readonly mask?: MaskKind;
}

const BIRTH_NAME = /出生|生日|birth|csrq|csny|(?:^|_)dob(?:_|$)/i;
const DATE_DIGITS = /^(\d{4})\D?(\d{2})\D?(\d{2})\D?$/;

/** The eight digits of birth in a person's number (15-digit numbers: century 19), or `null`. */
function birthOf(value: string): string | null {
  const id = compact(value);
  if (isIdShape(id)) return id.slice(6, 14);
  return id.length === 15 && allDigits(id) ? `19${id.slice(6, 12)}` : null;
}

/**
 * A function that hides a whole row. Beside a person's number a birth date is hidden too, known by its column's name or because it repeats the digits of
 * the number: otherwise it would give back what the stars took away.
 */
export function createRowMasker(columns: readonly MaskColumn[]): (row: readonly (string | null)[]) => (string | null)[] {
  const masks = columns.map((column) => column.mask ?? maskKindOf(column.semantic));
  const idIndexes = masks.flatMap((mask, i) => (mask === 'id-number' || mask === 'tax-number' ? [i] : []));
  const forms = masks.map((mask, i) =>
    mask === 'none' && idIndexes.length > 0 && BIRTH_NAME.test(columns[i]?.name ?? '') ? 'birth-date' : mask,
  );
  return (row) => {
    const births = idIndexes.map((i) => birthOf(row[i] ?? '')).filter((b) => b !== null);
    return row.map((value, i) => {
      if (value === null) return null;
      const form = forms[i] ?? 'none';
      if (form !== 'none' || births.length === 0) return maskAs(form, value);
      const m = DATE_DIGITS.exec(value);
      return m !== null && births.includes(`${m[1]}${m[2]}${m[3]}`) ? maskBirthDate(value) : value;
    });
  };
}

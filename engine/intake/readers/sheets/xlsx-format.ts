/** What a number format makes of a number: nothing, a day, a time of day, both, or elapsed hours. */
export type DateForm = 'none' | 'date' | 'time' | 'datetime' | 'elapsed';

/** Built-in formats that show dates; 27–36 and 50–58 are those of the Chinese, Japanese and Korean editions. */
const builtIn: ReadonlyMap<number, DateForm> = new Map<number, DateForm>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time'] as const),
  [22, 'datetime'],
  [46, 'elapsed'],
]);

/** The date form of a number format, by its id and its code. */
export function dateForm(id: number, code: string | undefined): DateForm {
  if (code === undefined) return builtIn.get(id) ?? 'none';
  const section = code.split(';')[0] ?? '';
  if (/\[(?:h+|m+|s+)\]/i.test(section)) return 'elapsed';
  // Quoted text, escaped characters, colours, locales and fill marks are not tokens.
  const tokens = section
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/_./g, '')
    .replace(/\*./g, '')
    .replace(/\[[^\]]*\]/g, '');
  if (/general/i.test(tokens) || /[0#?]/.test(tokens.replace(/[sS]\.?0+/g, ''))) return 'none';
  const time = /[hs]|am\/pm|上午\/下午/i.test(tokens);
  const date = /[ydge]/i.test(tokens) || (/m/i.test(tokens) && !time);
  if (date && time) return 'datetime';
  return date ? 'date' : time ? 'time' : 'none';
}

const DAY_MS = 86_400_000;
const SERIAL_MAX = 2_958_465.999_999_9;

/**
 * A serial number of days as text: `2024-01-31`, `08:30:00` or `2024-01-31 08:30:00`; null when it is no date. In the 1900 system day 60 is the
 * 29 February 1900 that never was, as the workbook shows it.
 */
export function serialText(serial: number, form: DateForm, date1904: boolean): string | null {
  if (form === 'none' || !Number.isFinite(serial) || serial < 0 || serial > SERIAL_MAX) return null;
  if (form === 'elapsed') return elapsedText(serial);
  // Serials are days in binary fractions: a millisecond is the finest that can be meant.
  const milliseconds = Math.round((serial - Math.floor(serial)) * DAY_MS);
  const day = Math.floor(serial) + (milliseconds === DAY_MS ? 1 : 0);
  const clock = timeText(milliseconds === DAY_MS ? 0 : milliseconds);
  if (form === 'time' && serial < 1) return clock;
  const date = dayText(day, date1904);
  // A day that holds a time of day keeps it, though its format hides it: it may be what is being looked for.
  return form === 'date' && milliseconds % DAY_MS < 1000 ? date : `${date} ${clock}`;
}

function dayText(day: number, date1904: boolean): string {
  if (!date1904 && day === 60) return '1900-02-29';
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : day < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  return new Date(epoch + day * DAY_MS).toISOString().slice(0, 10);
}

function timeText(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return milliseconds % 1000 === 0 ? text.slice(11, 19) : text.slice(11, 23);
}

function elapsedText(serial: number): string {
  const seconds = Math.round(serial * 86_400);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Digits that a workbook can hold of a number: the rest is not what was typed. */
export const DIGITS_HELD = 15;

/**
 * A number as a reader gives it: whole numbers as bigint, others at the 15 digits a workbook holds. A whole number of 16 and more digits has lost
 * its last ones when it was typed: it comes as text in the form in which a person sees it (`4.40305199001011E+17`).
 */
export function numberCell(value: number): { readonly cell: string | number | bigint; readonly digitsLost: boolean } {
  if (Math.abs(value) >= 1e15) {
    const [mantissa = '', exponent = ''] = value.toExponential(DIGITS_HELD - 1).split('e');
    return { cell: `${mantissa.replace(/\.?0+$/, '')}E${exponent}`, digitsLost: true };
  }
  if (Number.isInteger(value)) return { cell: BigInt(value), digitsLost: false };
  const held = Number(value.toPrecision(DIGITS_HELD));
  return { cell: Number.isInteger(held) && Math.abs(held) < 1e15 ? BigInt(held) : held, digitsLost: false };
}

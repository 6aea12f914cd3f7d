const DAY_SECONDS = 86_400;

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}

/** A day as `YYYY-MM-DD` by the Gregorian calendar, from days since 1970-01-01; years outside 0 to 9999 have a sign and six digits, as ISO 8601 has it. */
export function dayText(days: number): string {
  // years begin in March here, so that the leap day is the last of a year (Hinnant's civil_from_days)
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0);
  return `${yearText(year)}-${two(month >= 10 ? month - 9 : month + 3)}-${two(day)}`;
}

/** A time of day as `HH:MM:SS`, with 3, 6 or 9 digits behind the point where they are needed. `fraction` counts units of which a second has `perSecond`. */
export function timeText(seconds: number, fraction: number, perSecond: number): string {
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (fraction === 0) return whole;
  const digits = String(fraction * (1_000_000_000 / perSecond)).padStart(9, '0');
  return `${whole}.${digits.endsWith('000000') ? digits.slice(0, 3) : digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}

/** A moment as `YYYY-MM-DD HH:MM:SS[.fff]`, from units since 1970-01-01 of which a second has `perSecond`. */
export function momentText(value: bigint, perSecond: number): string {
  const unit = BigInt(perSecond);
  let seconds = Number(value / unit);
  let fraction = Number(value % unit);
  if (fraction < 0) {
    fraction += perSecond;
    seconds--;
  }
  const days = Math.floor(seconds / DAY_SECONDS);
  return `${dayText(days)} ${timeText(seconds - days * DAY_SECONDS, fraction, perSecond)}`;
}
